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
    a['split'] = none if s.head is None else np.zeros(n, np.int64)
    a['fact'] = np.full(n, np.nan, np.float32) if s.fact is None else np.array([np.nan if x is None else x for x in s.fact], np.float32)
    s.extra['arrays'] = a
    return a


FIRM_ENDINGS = 'Group Holdings Bank Airlines Energy Motors Media Foundation Institute Corporation Industries Party Alliance Union Council'.split()
BUILDINGS = 'Airport Bridge Hospital Stadium Museum Street Road Mosque Cathedral Palace Station Tower Port Market Prison Highway'.split()
REPLACED = .5           # share of names that are replaced, of each class that can be


class Pools:
    """What names are replaced by: lists of open data, the training names, and made-up ones.

    Every class gets unknown words, not places alone: else the network learns that an
    unknown capitalised word is a place.
    """

    def __init__(self, sentences, names):
        word = lambda xs: sorted({x for x in xs if x.isalpha() and len(x) > 1 and x[0].isupper()})
        self.first, self.last = word(names.first), word(names.last)
        self.cities = word(names.cities)
        self.places = {}
        for n, population in sorted(names.cities.items()):
            if population >= 60000:
                self.places.setdefault(len(n.split()), []).append(n.split())
        for n in names.countries * 30 + names.regions * 20:
            self.places.setdefault(len(n.split()), []).append(n.split())
        self.spans = {'ORG': {}, 'NORP': {}}
        for s in sentences:
            if s.names and s.corpus not in ('wnut', 'silver'):
                for a, b, t in labels.spans_of(s.names):
                    if t in self.spans:
                        self.spans[t].setdefault(b - a, []).append(s.forms[a:b])
        self.proper = [f for s in sentences if s.upos for f, u in zip(s.forms, s.upos) if u == 'PROPN' and f.isalpha() and f.istitle()]

    def made_up(self, rng):
        """A capitalised word that may be anything."""
        return rng.choice(rng.choice((self.last, self.cities, self.first, self.proper)))

    def organisation(self, forms, rng):
        """A name of as many words: another one, or made up by what it looks like."""
        n = len(forms)
        if n in self.spans['ORG'] and rng.random() < .5:
            return rng.choice(self.spans['ORG'][n])
        if n == 1 and forms[0].isupper():
            return [''.join(rng.choice('ABCDEFGHIKLMNOPRSTUW') for _ in range(rng.randint(2, 5)))]
        if n == 1:
            return [self.made_up(rng)]
        if all(f.isalpha() and f.istitle() for f in forms) and n <= 3:
            head = [self.made_up(rng) for _ in range(n - 1)]
            return head + [rng.choice(FIRM_ENDINGS) if rng.random() < .5 else self.made_up(rng)]
        return [self.made_up(rng) if f.isalpha() and f.istitle() and rng.random() < .4 else f for f in forms]

    def replacement(self, forms, kind, rng):
        """Words to stand for a name's words, or None."""
        n = len(forms)
        capital = all(f.isalpha() and f[0].isupper() for f in forms)
        if kind == 'PER':
            return [rng.choice(self.first if n > 1 and i == 0 else self.last) if f.isalpha() and f.istitle() and len(f) > 1 else f
                    for i, f in enumerate(forms)]
        if kind == 'LOC' and n in self.places and capital:
            return rng.choice(self.places[n])
        if kind == 'ORG':
            return self.organisation(forms, rng)
        if kind == 'NORP' and n in self.spans['NORP']:
            same = [x for x in self.spans['NORP'][n] if x[-1].endswith('s') == forms[-1].endswith('s')]
            return rng.choice(same) if same else None
        if kind == 'FACILITY' and 1 < n <= 4 and capital and forms[-1] in BUILDINGS:
            return [self.made_up(rng) for _ in range(n - 1)] + [rng.choice(BUILDINGS)]
        return None

    def replace(self, s, forms, rng):
        """Replaces some names in place; returns the indices whose lemma no longer holds."""
        touched = []
        spans = labels.spans_of(s.names) if s.names is not None else []
        for a, b, t in spans:
            if rng.random() >= REPLACED:
                continue
            words = self.replacement(forms[a:b], t, rng)
            for k, w in enumerate(words or ()):
                forms[a + k] = w
                touched.append(a + k)
        if s.corpus == 'ewt' and rng.random() < .4:
            for i, u in enumerate(s.upos):
                if u == 'PROPN' and s.names[i] == NONE and forms[i].istitle() and forms[i].isalpha() and rng.random() < .5:
                    forms[i] = self.made_up(rng)
                    touched.append(i)
        return touched


def noise(s, inv, pools, rng):
    """(forms, arrays) after joined sentences, replaced names and small harms to writing."""
    forms, arrays = joined(s, inv, rng)
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


def unmarked(s):
    """Does the next sentence of the paragraph follow without a stop that would part them?"""
    return 'next' in s.extra and (s.forms[-1] not in ('.', '!', '?', '"', '”', ')') or s.extra['next'].forms[0][:1].islower())


def joined(s, inv, rng):
    """(forms, arrays) of a sentence, at times with the next one: what the sentence splitter may
    have left together. Joined sentences have no tree, only the place where they are to be split."""
    forms, arrays = s.forms, label_arrays(s, inv)
    while 'next' in s.extra and len(forms) < 60 and rng.random() < (.7 if unmarked(s) else .02):
        s = s.extra['next']
        more = label_arrays(s, inv)
        split = more['split'].copy()
        split[0] = 1
        arrays = {k: np.concatenate([v, more[k]]) for k, v in arrays.items()}
        arrays['split'][len(forms):] = split
        arrays['head'][:] = arrays['deprel'][:] = NONE
        forms = forms + s.forms
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


def plan(lengths, words_per_batch, rng, max_length=120):
    """Batches of indices into `lengths`: shuffled, like lengths together, each about so many words."""
    order = [i for i, n in enumerate(lengths) if n <= max_length]
    rng.shuffle(order)
    out = []
    step = 400
    for k in range(0, len(order), step):
        batch, n = [], 0
        for i in sorted(order[k:k + step], key=lambda i: lengths[i]):
            batch.append(i)
            n += lengths[i]
            if n >= words_per_batch:
                out.append(batch)
                batch, n = [], 0
        if batch:
            out.append(batch)
    rng.shuffle(out)
    return out
