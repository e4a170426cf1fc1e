"""Names that the network itself finds in unlabelled news: only where it is sure.

Names of one article vote on their class together, so that the clear mentions teach the
unclear ones; doubtful words are left out of the loss.
"""
import numpy as np

from . import evaluate, labels
from .labels import NONE

SURE = .8               # a tag below this share of probability is left out


def softmax(x):
    """Shares of one along the last axis."""
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def relabel(net, sentences, words, sizes, device='cpu'):
    """Fills the names layer of `sentences` in place."""
    found = dict(evaluate.predict(net, sentences, words, sizes, device))
    votes = {}
    for i, s in enumerate(sentences):
        p = softmax(found[i]['names'])
        found[i] = (evaluate.viterbi(np.log(p + 1e-9)), p)
        for a, b, _ in labels.spans_of(found[i][0]):
            shares = np.array([p[a:b, 1 + 4 * k:5 + 4 * k].sum(1).mean() for k in range(len(labels.NAME_TYPES))])
            forms = s.forms[a:b]
            for key in {tuple(forms), tuple(forms[-1:])} if b - a > 1 else {tuple(forms)}:
                vote = votes.setdefault((s.extra['id'], key), np.zeros(len(labels.NAME_TYPES)))
                vote += shares if key == tuple(forms) else shares * (np.arange(len(shares)) == labels.NAME_TYPES.index('PER'))
    for i, s in enumerate(sentences):
        tags, p = found[i]
        spans = []
        for a, b, _ in labels.spans_of(tags):
            vote = votes[(s.extra['id'], tuple(s.forms[a:b]))]
            spans.append((a, b, labels.NAME_TYPES[int(vote.argmax())], vote.max() / max(1e-9, vote.sum())))
        s.names = labels.bioes(len(s.forms), [x[:3] for x in spans])
        for k in range(len(s.forms)):
            if s.names[k] == 0 and p[k, 0] < SURE:
                s.names[k] = NONE
        for a, b, _, share in spans:
            edge = p[a:b, 1:].sum(1).min()
            if share < SURE or edge < SURE:
                s.names[a:b] = [NONE] * (b - a)
        s.extra.pop('arrays', None)
