"""The network: hashed word features, convolution and gated recurrence in turn, many heads.

Everything is laid out time first, [time, sentence, width], so that one step of the
recurrence is one contiguous slice.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from . import fast, features, labels

WIDTH, RECURRENT, ARC, REL, HIDDEN, LAYERS = 128, 96, 112, 96, 64, 3
PIECES, WORD_PIECES = 2, 3
DISTANCE = 24           # distances of arcs are clipped here


class Block(nn.Module):
    """One convolution over three words and one bidirectional gated recurrence."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Linear(3 * WIDTH, PIECES * WIDTH)
        self.conv_norm = nn.LayerNorm(WIDTH)
        self.gates = nn.Linear(WIDTH, 6 * RECURRENT)      # z f o forwards, z f o backwards
        self.out = nn.Linear(2 * RECURRENT, WIDTH)
        self.out_norm = nn.LayerNorm(WIDTH)
        with torch.no_grad():
            bias = torch.linspace(-1, 3, RECURRENT)
            self.gates.bias[RECURRENT:2 * RECURRENT] = bias
            self.gates.bias[4 * RECURRENT:5 * RECURRENT] = bias

    def forward(self, x, mask, share):
        u = self.conv_norm(fast.maxout(self.conv(fast.window(x)), PIECES))
        x = fast.residual(x, u, mask, share, self.training)
        u = self.out_norm(self.out(fast.recur(self.gates(x), mask)))
        return fast.residual(x, u, mask, share, self.training)


class Network(nn.Module):
    """All heads on one encoder; `sizes` gives the inventories read off the corpora."""

    def __init__(self, sizes):
        super().__init__()
        d, rows = features.DIMS, features.ROWS
        self.norm = nn.Embedding(sizes['norm'], d['norm'])
        self.cased = nn.Embedding(sizes['cased'], d['cased'])
        self.shape = nn.Embedding(rows['shape'], d['shape'])
        self.gaz = nn.Embedding(rows['gaz'], d['gaz'])
        self.prefix = nn.EmbeddingBag(rows['prefix'], d['prefix'], mode='sum')
        self.suffix = nn.EmbeddingBag(rows['suffix'], d['suffix'], mode='sum')
        self.ngram = nn.EmbeddingBag(rows['ngram'], d['ngram'], mode='mean')
        for table in (self.norm, self.cased, self.shape, self.gaz, self.prefix, self.suffix, self.ngram):
            nn.init.normal_(table.weight, std=.1)
        self.word = nn.Linear(sum(d.values()), WORD_PIECES * WIDTH)
        self.word_norm = nn.LayerNorm(WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.tags = nn.Linear(WIDTH, sizes['upos'] + sizes['xpos'] + sizes['feats'] + sizes['lemma'])
        self.arc = nn.Linear(WIDTH, 2 * ARC)              # dependent, head
        self.arc_root = nn.Parameter(torch.randn(ARC) * .1)
        self.arc_inner = nn.Parameter(torch.eye(ARC) * .3)
        self.arc_bias = nn.Parameter(torch.zeros(ARC))
        self.arc_distance = nn.Parameter(torch.zeros(2 * DISTANCE + 2))   # last: the root
        self.rel = nn.Linear(WIDTH, 2 * REL)
        self.rel_root = nn.Parameter(torch.randn(REL) * .1)
        self.rel_out = nn.Linear(2 * REL, sizes['deprel'])
        self.name_hidden = nn.Linear(WIDTH, HIDDEN)
        self.name_out = nn.Linear(HIDDEN, len(labels.NAMES))
        self.event_hidden = nn.Linear(WIDTH, HIDDEN)
        self.event_out = nn.Linear(HIDDEN, len(labels.BIO) + len(labels.EVENT_TYPES) + len(labels.STATUSES) + 1)
        self.spoken_hidden = nn.Linear(WIDTH, HIDDEN)
        self.spoken_out = nn.Linear(HIDDEN, 3 * len(labels.BIO) + len(labels.STANCES))
        self.split = nn.Linear(WIDTH, 2)                  # goes on, a new sentence begins

    def words(self, types, feature_drop):
        """Vectors of the batch's word types: depends on the form alone, so Rust caches it."""
        ids = types['ids']
        groups = [self.norm(ids[:, 0]), self.cased(ids[:, 1]), self.shape(ids[:, 2]),
                  self.prefix(*types['prefix']), self.suffix(*types['suffix']), self.ngram(*types['ngram']), self.gaz(ids[:, 3])]
        if self.training and feature_drop:
            keep = (torch.rand(ids.shape[0], len(groups), device=ids.device) >= feature_drop).float() / (1 - feature_drop)
            groups = [g * keep[:, k:k + 1] for k, g in enumerate(groups)]
        return torch.cat(groups, -1)

    def encode(self, batch, config):
        """[time, sentence, WIDTH] of a batch."""
        x = fast.dropout(self.words(batch['types'], config['feature_dropout']), config['input_dropout'], self.training)
        x = self.word_norm(fast.maxout(self.word(x), WORD_PIECES))
        x = F.embedding(batch['words'], x) * batch['mask']
        x = fast.dropout(x, config['dropout'], self.training)
        for block in self.blocks:
            x = block(x, batch['mask'], config['dropout'])
        return x

    def arcs(self, h, config):
        """[sentence, dependent, head] scores; head 0 is the root, padding is not masked."""
        a = fast.dropout(torch.relu(self.arc(h)), config['head_dropout'], self.training).transpose(0, 1)
        dep, head = a[..., :ARC], a[..., ARC:]
        head = torch.cat([self.arc_root.expand(head.shape[0], 1, ARC), head], 1)
        scores = torch.matmul(torch.matmul(dep, self.arc_inner) + self.arc_bias, head.transpose(1, 2))
        n = h.shape[0]
        at = torch.arange(n, device=h.device)
        distance = (at[None, :] - at[:, None]).clamp(-DISTANCE, DISTANCE) + DISTANCE
        root = self.arc_distance[-1].expand(n, 1)
        return scores + torch.cat([root, self.arc_distance[distance]], 1)

    def rels(self, h, heads, config):
        """[sentence, dependent, relation] scores for given heads [sentence, dependent]."""
        r = fast.dropout(self.rel(h), config['head_dropout'], self.training).transpose(0, 1)
        dep, head = r[..., :REL], r[..., REL:]
        head = torch.cat([self.rel_root.expand(head.shape[0], 1, REL), head], 1)
        head = head.gather(1, heads[..., None].expand(-1, -1, REL))
        return self.rel_out(torch.cat([torch.relu(dep + head), torch.tanh(dep) * head], -1))

    def shallow(self, h, config):
        """Scores of the word-wise heads: tags, names, events, spoken; each [time, sentence, n]."""
        drop = lambda x: fast.dropout(x, config['name_dropout'], self.training)
        names = self.name_out(drop(torch.relu(self.name_hidden(drop(h)))))
        events = self.event_out(drop(torch.relu(self.event_hidden(drop(h)))))
        spoken = self.spoken_out(drop(torch.relu(self.spoken_hidden(drop(h)))))
        return {'tags': self.tags(fast.dropout(h, config['head_dropout'], self.training)), 'names': names, 'events': events, 'spoken': spoken,
                'split': self.split(fast.dropout(h, config['head_dropout'], self.training))}
