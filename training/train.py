#!/usr/bin/env python3
"""Trains Dateline's language network: from the corpora to the weights file by one command.

    python train.py --data ../shared/data --out ../crates/dateline-data/weights

A checkpoint is written every five minutes into --work; the same command goes on from it.
"""
import argparse
import json
import math
import os
import random
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from dateline_net import batches, corpora, evaluate, export, labels, silver  # noqa: E402
from dateline_net.gazetteer import Names  # noqa: E402
from dateline_net.model import Network  # noqa: E402

CONFIG = {'seed': 20, 'epochs': 37, 'words_per_batch': 1000, 'rate': 2e-3, 'warm_up': .04, 'average': .998, 'decay': .02,
          'dropout': .25, 'feature_dropout': .1, 'input_dropout': .25, 'head_dropout': .33, 'name_dropout': .4, 'gaz_dropout': .15, 'unknown': .1,
          'copies': {'ewt': 1, 'gum': 1, 'wikinews': 2, 'crossner': 2, 'wnut': .35, 'silver': .5, 'read': 1.5},
          'silver_epochs': [22, 31]}
WEIGHTS = {'upos': 1., 'xpos': .5, 'feats': .25, 'lemma': .25, 'head': 1., 'deprel': 1., 'names': 2., 'trigger': 1., 'event': .4,
           'status': .4, 'spoken': .7, 'stance': .2, 'fact': .1, 'split': 3.}
CHECKPOINT_SECONDS = 300


def masked(logits, target, scale):
    """Cross entropy summed over labelled tokens, divided by `scale` (a number of words)."""
    return F.cross_entropy(logits.flatten(0, -2).float(), target.flatten(), ignore_index=labels.NONE, reduction='sum') / scale


def loss_of(net, b, inv):
    """Weighted loss of one batch; each layer is averaged over its own labelled words where they are few."""
    h = net.encode(b, CONFIG)
    shallow = net.shallow(h, CONFIG)
    sizes = inv.sizes()
    n = b['mask'].sum()
    parts = {}
    tags = torch.split(shallow['tags'], [sizes['upos'], sizes['xpos'], sizes['feats'], sizes['lemma']], -1)
    for k, t in zip(('upos', 'xpos', 'feats', 'lemma'), tags):
        parts[k] = masked(t, b[k], n)
    trees = (b['head'] != labels.NONE).any(0)
    if trees.any():
        heads = b['head'].T[trees]
        sub = h[:, trees]
        arcs = net.arcs(sub, CONFIG)
        length = b['mask'][:, trees, 0].sum(0)
        padding = torch.arange(arcs.shape[2], device=h.device)[None] > length[:, None]
        parts['head'] = masked(arcs.masked_fill(padding[:, None, :], -1e4), heads, n)
        parts['deprel'] = masked(net.rels(sub, heads.clamp(min=0), CONFIG), b['deprel'].T[trees], n)
    named = F.cross_entropy(shallow['names'].flatten(0, 1), b['names'].flatten(), ignore_index=labels.NONE, reduction='none')
    parts['names'] = (named.view_as(b['names']) * b['weight']).sum() / n
    e, s = shallow['events'], shallow['spoken']
    k, t = len(labels.BIO), len(labels.EVENT_TYPES)
    few = n / 2
    parts['trigger'] = masked(e[..., :k], b['trigger'], few)
    parts['event'] = masked(e[..., k:k + t], b['event'], few / 8)
    parts['status'] = masked(e[..., k + t:k + t + len(labels.STATUSES)], b['status'], few / 8)
    known = ~torch.isnan(b['fact'])
    parts['fact'] = ((e[..., -1] - torch.nan_to_num(b['fact'])).square() * known).sum() / n * 4
    parts['spoken'] = sum(masked(s[..., 3 * i:3 * i + 3], b[layer], few) for i, layer in enumerate(labels.SPOKEN))
    parts['stance'] = masked(s[..., 9:], b['stance'], few / 8)
    parts['split'] = masked(shallow['split'], b['split'], n)
    return sum(WEIGHTS[p] * v for p, v in parts.items()), parts


def epoch_order(sentences, inv, epoch):
    """Batches of one epoch, with the corpora's copies: pairs of a sentence's index and the seed of its noise."""
    rng = random.Random(CONFIG['seed'] * 1000 + epoch)
    chosen = []
    for i, s in enumerate(sentences):
        read = 'read' in s.extra
        if s.corpus == 'silver' and not read and epoch < CONFIG['silver_epochs'][0]:
            continue
        copies = CONFIG['copies']['read' if read else s.corpus]
        chosen += [(i, rng.getrandbits(32)) for _ in range(int(copies) + (rng.random() < copies % 1))]
    # Lengths as they will be, neighbours joined: one joined sentence among short ones would be mostly padding
    lengths = [len(batches.joined(sentences[i], inv, random.Random(seed))[0]) for i, seed in chosen]
    return [[chosen[k] for k in batch] for batch in batches.plan(lengths, CONFIG['words_per_batch'], rng)]


def rate(step, total):
    """Warm-up, then cosine to zero."""
    warm = max(1, int(CONFIG['warm_up'] * total))
    if step < warm:
        return (step + 1) / warm
    return .5 * (1 + math.cos(math.pi * min(1, (step - warm) / max(1, total - warm))))


class Run:
    """Network, optimiser and moving average, with their checkpoint."""

    def __init__(self, sizes, device):
        torch.manual_seed(CONFIG['seed'])
        self.net = Network(sizes).to(device)
        groups = [{'params': [p for p in self.net.parameters() if p.dim() > 1], 'weight_decay': CONFIG['decay']},
                  {'params': [p for p in self.net.parameters() if p.dim() <= 1], 'weight_decay': 0.}]
        self.optimizer = torch.optim.AdamW(groups, lr=CONFIG['rate'], betas=(.9, .98), eps=1e-8, fused=True)
        self.average = {k: v.detach().clone() for k, v in self.net.state_dict().items()}
        self.step, self.seconds = 0, 0.

    def averaged(self):
        """A network with the averaged weights."""
        net = Network(self.sizes).to(next(self.net.parameters()).device)
        net.load_state_dict(self.average)
        return net.eval()

    def update_average(self, every):
        """Moving average of the weights, once in `every` steps; shorter at the start."""
        decay = min(CONFIG['average'], (1 + self.step) / (10 + self.step)) ** every
        with torch.no_grad():
            for k, v in self.net.state_dict().items():
                self.average[k].lerp_(v, 1 - decay)

    def save(self, path):
        """Writes the checkpoint whole, then puts it in place."""
        torch.save({'net': self.net.state_dict(), 'optimizer': self.optimizer.state_dict(), 'average': self.average,
                    'step': self.step, 'seconds': self.seconds}, path + '.new')
        os.replace(path + '.new', path)

    def load(self, path):
        """Goes on from a checkpoint."""
        c = torch.load(path, map_location=next(self.net.parameters()).device)
        self.net.load_state_dict(c['net'])
        self.optimizer.load_state_dict(c['optimizer'])
        self.average, self.step, self.seconds = c['average'], c['step'], c['seconds']


def train(run, sentences, inv, words, pools, args, report):
    """Steps through the epochs from wherever the run stands."""
    device = args.device
    last = began = time.monotonic()
    before = run.seconds
    totals, shown_words, shown_at = {}, 0, time.monotonic()
    step = 0
    first = CONFIG['silver_epochs'][0]
    total = len(epoch_order(sentences, inv, 0)) * min(first, args.epochs) + len(epoch_order(sentences, inv, first)) * max(0, args.epochs - first)
    for epoch in range(args.epochs):
        order = epoch_order(sentences, inv, epoch)
        if step + len(order) <= run.step:
            step += len(order)
            continue
        if epoch in CONFIG['silver_epochs'] and step >= run.step:
            label_silver(run, sentences, words, inv, args)
        for batch in order:
            step += 1
            if step <= run.step:
                continue
            torch.manual_seed(CONFIG['seed'] * 7919 + step)
            rng = random.Random(CONFIG['seed'] * 7919 + step)
            items = []
            for i, seed in batch:
                s = sentences[i]
                forms, arrays = batches.noise(s, inv, pools, random.Random(seed))
                items.append((forms, arrays, s.weight))
            b = batches.tensors(items, words, rng, CONFIG, device)
            run.net.train()
            for g in run.optimizer.param_groups:
                g['lr'] = CONFIG['rate'] * rate(step, total)
            run.optimizer.zero_grad(set_to_none=True)
            loss, parts = loss_of(run.net, b, inv)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(run.net.parameters(), 5.)
            run.optimizer.step()
            run.step = step
            if step % 5 == 0:
                run.update_average(5)
            for k, v in parts.items():
                totals[k] = totals.get(k, 0) + float(v.detach())
            shown_words += sum(len(it[0]) for it in items)
            if step % 100 == 0:
                now = time.monotonic()
                print(f'step {step}/{total} epoch {epoch} {shown_words / (now - shown_at):.0f} words/s ' +
                      ' '.join(f'{k} {v / 100:.3f}' for k, v in totals.items()), flush=True)
                totals, shown_words, shown_at = {}, 0, now
            if time.monotonic() - last > CHECKPOINT_SECONDS:
                run.seconds = before + time.monotonic() - began
                run.save(args.checkpoint)
                last = time.monotonic()
        if epoch % args.report_every == args.report_every - 1:
            report(run, epoch)
            shown_words, shown_at = 0, time.monotonic()
    run.seconds = before + time.monotonic() - began
    run.save(args.checkpoint)


def label_silver(run, sentences, words, inv, args):
    """Names of the unlabelled articles by the averaged network, kept for a resumed run."""
    own = [s for s in sentences if s.corpus == 'silver']
    silver.relabel(run.averaged(), own, words, inv.sizes(), args.device)
    corpora.overlay(own)
    with open(os.path.join(args.work, 'silver.json'), 'w') as f:
        json.dump([s.names for s in own], f)
    print(f'silver names at step {run.step}: {sum(len(labels.spans_of(s.names)) for s in own)}', flush=True)


def load_silver(sentences, args):
    """The silver names of an interrupted run."""
    path = os.path.join(args.work, 'silver.json')
    if os.path.exists(path):
        with open(path) as f:
            for s, names in zip((s for s in sentences if s.corpus == 'silver'), json.load(f)):
                s.names = names
        corpora.overlay([s for s in sentences if s.corpus == 'silver'])


def arguments():
    """The command line."""
    here = os.path.dirname(os.path.abspath(__file__))
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', default=os.path.join(here, '../../shared/data'), help='folder of the corpora')
    p.add_argument('--out', default=os.path.join(here, '../crates/dateline-data/weights'), help='where the weights go')
    p.add_argument('--work', default=os.path.join(here, 'work'), help='checkpoints and logs')
    p.add_argument('--epochs', type=int, default=CONFIG['epochs'])
    p.add_argument('--threads', type=int, default=2)
    p.add_argument('--report-every', type=int, default=3, help='epochs between development figures')
    p.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    p.add_argument('--export-only', action='store_true', help='write the weights of the last checkpoint, train nothing')
    args = p.parse_args()
    args.checkpoint = os.path.join(args.work, 'checkpoint.pt')
    return args


def main():
    """Corpora, training, figures, weights."""
    args = arguments()
    os.makedirs(args.work, exist_ok=True)
    os.makedirs(args.out, exist_ok=True)
    torch.set_num_threads(args.threads)
    sentences = corpora.training(args.data)
    dev = corpora.development(args.data)
    inv = batches.Inventory(sentences)
    names = Names()
    sentences += corpora.unlabelled(args.data)
    load_silver(sentences, args)
    words = batches.Words(names.bits, inv.vocabulary)
    pools = batches.Pools(sentences, names)
    run = Run(inv.sizes(), args.device)
    run.sizes = inv.sizes()
    print(f'{sum(p.numel() for p in run.net.parameters())} parameters, inventories {inv.sizes()}', flush=True)
    if os.path.exists(args.checkpoint):
        run.load(args.checkpoint)
        print(f'going on from step {run.step}', flush=True)

    def report(run, epoch):
        row = {'epoch': epoch + 1, 'step': run.step, **evaluate.figures(run.averaged(), dev, words, inv, args.device, quick=True)}
        print('DEV ' + json.dumps(row), flush=True)
        with open(os.path.join(args.work, 'dev.jsonl'), 'a') as f:
            f.write(json.dumps(row) + '\n')

    if not args.export_only:
        train(run, sentences, inv, words, pools, args, report)
    export.write(run, inv, names, dev, words, args, CONFIG)


if __name__ == '__main__':
    main()
