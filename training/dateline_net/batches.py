"""From sentences to tensors: noise, replaced names, word types, label arrays."""
import random

import numpy as np
import torch

from . import features, labels, lemma
from .labels import NONE


class Inventory:
    """Label strings of the trees, in a fixed order, and the lemma exceptions."""

    def __init__(self, sentences):
        def ordered(layer):
            counts = {}
            for s in sentences:
                for x in getattr(s, layer) or ():
                    counts[x] = counts.get(x, 0) + 1
            return sorted(counts, key=lambda x: (-counts[x], x))
        self.upos, self.xpos, self.feats, self.deprel = (ordered(k) for k in ('upos', 'xpos', 'feats', 'deprel'))
        self.scripts, self.exceptions = lemma.inventory(
            (f, u, l) for s in sentences if s.lemma for f, u, l in zip(s.forms, s.upos, s.lemma))
        self.vocabulary = features.Vocabulary(f for s in sentences for f in s.forms)
        self.index = {k: {x: i for i, x in enumerate(getattr(self, k))} for k in ('upos', 'xpos', 'feats', 'deprel', 'scripts')}

    def sizes(self):
        """Number of classes of each head."""
        return {'upos': len(self.upos), 'xpos': len(self.xpos), 'feats': len(self.feats), 'lemma': len(self.scripts), 'deprel': len(self.deprel),
                'norm': len(self.vocabulary.norm) + 1, 'cased': len(self.vocabulary.cased) + 1}


def label_arrays(s, inv):
    """Integer arrays of a sentence's layers (cached on the sentence)."""
    if 'arrays' in s.extra:
        return s.extra['arrays']
    n = len(s.forms)
    none = np.full(n, NONE, np.int64)
    pick = lambda layer, index: none if layer is None else np.array([index.get(x, NONE) for x in layer], np.int64)
    a = {k: pick(getattr(s, k), inv.index[k]) for k in ('upos', 'xpos', 'feats', 'deprel')}
    a['lemma'] = none if s.lemma is None else np.array(
        [inv.index['scripts'].get(lemma.script(f, l), NONE) for f, l in zip(s.forms, s.lemma)], np.int64)
    a['head'] = none if s.head is None else np.array(s.head, np.int64)
    for k in ('names', 'trigger', 'event', 'status', 'stance'):
        v = getattr(s, k)
        a[k] = none if v is None else np.array(v, np.int64)
    for k, layer in enumerate(labels.SPOKEN):
        a[layer] = none if s.spoken is None else np.array(s.spoken[k], np.int64)
    a['fact'] = np.full(n, np.nan, np.float32) if s.fact is None else np.array([np.nan if x is None else x for x in s.fact], np.float32)
    s.extra['arrays'] = a
    return a


class Pools:
    """What names are replaced by: lists of open data and the training names themselves."""

    def __init__(self, sentences, names):
        word = lambda xs: sorted({x for x in xs if x.isalpha() and len(x) > 1 and x[0].isupper()})
        self.first, self.last = word(names.first), word(names.last)
        self.places = {}
        for n in list(names.cities) + names.countries * 20 + names.regions * 20:
            self.places.setdefault(len(n.split()), []).append(n.split())
        self.orgs = {}
        for s in sentences:
            if s.names and s.corpus != 'wnut':
                for a, b, t in labels.spans_of(s.names):
                    if t == 'ORG':
                        self.orgs.setdefault(b - a, []).append(s.forms[a:b])
        self.proper = [f for s in sentences if s.upos for f, u in zip(s.forms, s.upos) if u == 'PROPN' and f.isalpha() and f.istitle()]

    def replace(self, s, forms, rng):
        """Replaces some names in place; returns the indices whose lemma no longer holds."""
        touched = []
        def put(a, words):
            for k, w in enumerate(words):
                forms[a + k] = w
                touched.append(a + k)
        if s.names is None:
            if s.upos is not None and rng.random() < .4:
                for i, u in enumerate(s.upos):
                    if u == 'PROPN' and forms[i].istitle() and forms[i].isalpha() and rng.random() < .5:
                        put(i, [rng.choice(self.proper) if rng.random() < .5 else rng.choice(self.last)])
            return touched
        for a, b, t in labels.spans_of(s.names):
            if rng.random() < .5:
                continue
            if t == 'PER':
                for i in range(a, b):
                    if forms[i].isalpha() and forms[i].istitle() and len(forms[i]) > 1:
                        put(i, [rng.choice(self.first if b - a > 1 and i == a else self.last)])
            elif t == 'LOC' and b - a in self.places:
                if all(f.isalpha() and f[0].isupper() for f in forms[a:b]):
                    put(a, rng.choice(self.places[b - a]))
            elif t == 'ORG' and b - a in self.orgs and rng.random() < .6:
                put(a, rng.choice(self.orgs[b - a]))
        return touched


def noise(s, forms, arrays, pools, rng):
    """(forms, arrays) after replaced names and small harms to writing."""
    forms = list(forms)
    touched = pools.replace(s, forms, rng)
    if touched:
        arrays = dict(arrays, lemma=arrays['lemma'].copy())
        arrays['lemma'][touched] = NONE
    r = rng.random()
    if r < .03:
        forms = [f.upper() for f in forms]
    elif r < .05:
        forms = [f.lower() for f in forms]
    elif r < .08:
        forms = [f[:1].upper() + f[1:] if len(f) > 3 else f for f in forms]
    if r < .08:
        arrays = dict(arrays, lemma=np.full(len(forms), NONE, np.int64))
    n = len(forms)
    if n > 3 and forms[-1] in '.?!' and rng.random() < .07 and not (arrays['head'] == n).any():
        forms, arrays = forms[:-1], {k: v[:-1] for k, v in arrays.items()}
    return forms, arrays


class Words:
    """Cache of word features."""

    def __init__(self, bits, vocabulary):
        self.bits, self.vocabulary, self.cache = bits, vocabulary, {}

    def get(self, form):
        """Feature ids of a form."""
        if form not in self.cache:
            self.cache[form] = features.word(form, self.bits, self.vocabulary)
        return self.cache[form]


def pad(rows, fill, time, dtype):
    """[time, sentence] out of rows of unequal length."""
    out = np.full((time, len(rows)), fill, dtype)
    for k, r in enumerate(rows):
        out[:len(r), k] = r
    return out


def tensors(items, words, rng=None, config=None, device='cpu'):
    """A batch out of (forms, arrays, weight); labels may be None."""
    index, types = {}, []
    rows = []
    for forms, _, _ in items:
        row = []
        for f in forms:
            k = index.get(f)
            if k is None:
                k = index[f] = len(types)
                types.append(words.get(f))
            row.append(k)
        rows.append(row)
    time = max(map(len, rows))
    ids = np.array([t[0] for t in types], np.int64)
    if rng:
        ids[np.array([rng.random() < config['gaz_dropout'] for _ in types]), 3] = 0
        ids[np.array([rng.random() < config['unknown'] for _ in types]), :2] = 0
    bags = {}
    for k, name in enumerate(('prefix', 'suffix', 'ngram')):
        lengths = [len(t[k + 1]) for t in types]
        flat = [i for t in types for i in t[k + 1]]
        bags[name] = (torch.tensor(flat, device=device), torch.tensor(np.concatenate([[0], np.cumsum(lengths)[:-1]]), device=device))
    out = {'types': {'ids': torch.tensor(ids, device=device), **bags},
           'words': torch.tensor(pad(rows, 0, time, np.int64), device=device),
           'mask': torch.tensor(pad([[1.] * len(r) for r in rows], 0, time, np.float32), device=device)[..., None]}
    if items[0][1] is not None:
        for k in items[0][1]:
            fill, dtype = (np.nan, np.float32) if k == 'fact' else (NONE, np.int64)
            out[k] = torch.tensor(pad([it[1][k] for it in items], fill, time, dtype), device=device)
        out['weight'] = torch.tensor([it[2] for it in items], dtype=torch.float32, device=device)
    return out


def plan(sentences, words_per_batch, rng, max_length=120):
    """Batches of sentence indices: shuffled, like lengths together, each about so many words."""
    order = [i for i, s in enumerate(sentences) if len(s.forms) <= max_length]
    rng.shuffle(order)
    out = []
    step = 400
    for k in range(0, len(order), step):
        bucket = sorted(order[k:k + step], key=lambda i: len(sentences[i].forms))
        batch, n = [], 0
        for i in bucket:
            batch.append(i)
            n += len(sentences[i].forms)
            if n >= words_per_batch:
                out.append(batch)
                batch, n = [], 0
        if batch:
            out.append(batch)
    rng.shuffle(out)
    return out
