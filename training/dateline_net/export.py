"""Writes the weights file, the table of development figures and the parity values.

The layout of the file is documented at the head of the Rust loader,
`crates/dateline/src/language/network/weights.rs`.
"""
import json
import os
import struct

import numpy as np
import torch

from . import batches, evaluate, features, labels
from .model import Network

MAGIC, VERSION = b'DATELNET', 1

PARITY = [
    'The minister said on Tuesday that talks in Oslo had failed .',
    'Mr. Okafor , who leads Harrow & Finch Ltd. , did n\'t deny the US$ 4.5 million deal with Peru\'s navy .',
    'STORM KILLS 12 IN COASTAL TOWN',
    '“ We will not sign , ” Anna Lindqvist-Mora told reporters — twice .',
    'Yes',
]


def quantise(weight):
    """(int8 rows, scales): each row by its own largest value."""
    w = weight.detach().cpu().float().numpy()
    scale = np.abs(w).max(1) / 127
    scale[scale == 0] = 1
    scale = scale.astype(np.float32)
    return np.clip(np.rint(w / scale[:, None]), -127, 127).astype(np.int8), scale


def string(text):
    """Two bytes of length, then UTF-8."""
    raw = text.encode('utf-8')
    return struct.pack('<H', len(raw)) + raw


def table(strings):
    """A count, then the strings."""
    return struct.pack('<I', len(strings)) + b''.join(map(string, strings))


def weights_bytes(state, inv, bits):
    """The file as bytes, and the state as the file has it (quantised, then unpacked)."""
    out = [MAGIC, struct.pack('<I', VERSION)]
    for strings in (inv.upos, inv.xpos, inv.feats, inv.deprel, inv.scripts, labels.NAMES, labels.EVENT_TYPES, labels.STATUSES, labels.STANCES):
        out.append(table(strings))
    out.append(table([x for (form, upos), lemma in sorted(inv.exceptions.items()) for x in (form, upos, lemma)]))
    for hashes in (inv.vocabulary.norm_hashes, inv.vocabulary.cased_hashes):
        out.append(struct.pack('<I', len(hashes)) + np.array(hashes, '<u4').tobytes())
    gaz = {}
    for word, b in bits.items():
        h = features.crc('z' + word)
        gaz[h] = gaz.get(h, 0) | b
    keys = sorted(gaz)
    out.append(struct.pack('<I', len(keys)) + np.array(keys, '<u4').tobytes() + bytes(gaz[k] for k in keys))
    out.append(struct.pack('<I', len(state)))
    unpacked = {}
    for name, w in state.items():
        if w.dim() == 2 and name != 'arc_inner':
            q, scale = quantise(w)
            unpacked[name] = torch.from_numpy(q.astype(np.float32) * scale[:, None])
            body = scale.astype('<f4').tobytes() + q.tobytes()
            out.append(string(name) + struct.pack('<BII', 1, *q.shape) + body)
        else:
            w = w.detach().cpu().float()
            unpacked[name] = w
            rows, cols = (1, w.shape[0]) if w.dim() == 1 else w.shape
            out.append(string(name) + struct.pack('<BII', 0, rows, cols) + w.numpy().astype('<f4').tobytes())
    return b''.join(out), unpacked


@torch.no_grad()
def parity(net, words, inv):
    """Scores of the parity sentences, as text: what Rust must give back to 1e-4."""
    lines = ['# Scores by the training framework on the shipped (quantised) weights; written by training/, read by the parity test.']
    show = lambda v: ' '.join(f'{float(x):.5f}' for x in v)
    for text in PARITY:
        forms = text.split(' ')
        b = batches.tensors([(forms, None, 1.)], words)
        h = net.encode(b, evaluate.EVAL)
        s = net.shallow(h, evaluate.EVAL)
        arcs = net.arcs(h, evaluate.EVAL)
        heads = torch.arange(len(forms))[None]          # relation scores to the word before (root for the first)
        rels = net.rels(h, heads, evaluate.EVAL)
        lines.append('words ' + text)
        for i in range(len(forms)):
            lines += [f'encoder {i} ' + show(h[i, 0]), f'tags {i} ' + show(s['tags'][i, 0][::8]), f'names {i} ' + show(s['names'][i, 0]),
                      f'events {i} ' + show(s['events'][i, 0]), f'spoken {i} ' + show(s['spoken'][i, 0]), f'split {i} ' + show(s['split'][i, 0]), f'arcs {i} ' + show(arcs[0, i]),
                      f'rels {i} ' + show(rels[0, i])]
    return '\n'.join(lines) + '\n'


def figures_text(run, exact, rounded, size, config, inv):
    """The table beside the weights."""
    rows = [f'| {k} | {exact[k]:.2f} | {rounded[k]:.2f} |' for k in exact]
    return '\n'.join([
        '# Development figures of `language.weights`', '',
        f'Gold tokens and sentences, greedy heads, in per cent; written by `training/train.py` with the weights. {run.step} steps, '
        f'{run.seconds / 60:.0f} minutes of training, {size / 1e6:.2f} MB. Sets never trained on; `worldwide` is for measuring only.',
        'F1 for names, events and spoken words; accuracy for tags, trees and status (of gold triggers); correlation x 100 for factuality.', '',
        '| figure | trained (fp32) | shipped (int8 rows) |', '|---|---|---|', *rows, '',
        f'Settings: `{json.dumps(config, sort_keys=True)}`', f'Inventories: `{json.dumps(inv.sizes(), sort_keys=True)}`', ''])


def write(run, inv, names, dev, words, args, config):
    """Weights, figures and parity values into `args.out`."""
    net = run.averaged().cpu()
    data, unpacked = weights_bytes(net.state_dict(), inv, names.bits)
    with open(os.path.join(args.out, 'language.weights'), 'wb') as f:
        f.write(data)
    rounded = Network(inv.sizes())
    rounded.load_state_dict(unpacked)
    rounded.eval()
    with open(os.path.join(args.out, 'parity.txt'), 'w') as f:
        f.write(parity(rounded, words, inv))
    exact = evaluate.figures(net, dev, words, inv)
    with open(os.path.join(args.out, 'FIGURES.md'), 'w') as f:
        f.write(figures_text(run, exact, evaluate.figures(rounded, dev, words, inv), len(data), config, inv))
    print(f'{len(data)} bytes of weights in {args.out}', flush=True)
