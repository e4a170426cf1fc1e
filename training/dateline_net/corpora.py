"""Readers: every corpus becomes a list of `Sentence`, a missing layer is None.

Only corpora of the class "train and ship" are read for training; what each is, and its
licence, stands in the NOTICE beside the weights.
"""
import glob
import json
import lzma
import os
import re
from dataclasses import dataclass, field
from typing import Optional

from . import labels
from .labels import NONE
from .tokenise import sentences


@dataclass
class Sentence:
    """Tokens and the layers known of them; every layer is a list as long as `forms`."""
    forms: list
    corpus: str
    upos: Optional[list] = None
    xpos: Optional[list] = None
    feats: Optional[list] = None
    lemma: Optional[list] = None
    head: Optional[list] = None
    deprel: Optional[list] = None
    names: Optional[list] = None        # BIOES indices, NONE where unknown
    trigger: Optional[list] = None      # BIO indices
    event: Optional[list] = None        # type index at trigger tokens, NONE elsewhere
    status: Optional[list] = None
    spoken: Optional[list] = None       # three BIO lists: source, cue, content
    stance: Optional[list] = None       # at cue tokens
    fact: Optional[list] = None         # -3..3 at annotated predicates, None elsewhere
    weight: float = 1.0                 # of the names layer
    extra: dict = field(default_factory=dict)


def read_text(path):
    """The text of a file, .xz unpacked."""
    with (lzma.open if path.endswith('.xz') else open)(path, 'rt', encoding='utf-8') as f:
        return f.read()


def conllu(path, corpus):
    """Trees of a CoNLL-U file; `extra` holds the MISC column and the index of the next
    sentence of the same paragraph."""
    out = []
    for block in read_text(path).split('\n\n'):
        rows = [l.split('\t') for l in block.split('\n') if l and not l.startswith('#')]
        rows = [r for r in rows if r[0].isdigit()]
        if not rows:
            continue
        c = list(zip(*rows))
        starts = any(l.startswith('# newdoc') or (l.startswith('# newpar') and not l.startswith('# newpar_block')) for l in block.split('\n'))
        if out and not starts:
            out[-1].extra['next'] = len(out)
        out.append(Sentence(list(c[1]), corpus, list(c[3]), list(c[4]), list(c[5]), list(c[2]),
                            [int(h) for h in c[6]], list(c[7]), extra={'misc': c[9]}))
    return out


GUM_TYPES = {'person': 'PER', 'organization': 'ORG', 'place': 'LOC', 'event': 'MISC', 'object': 'PRODUCT', 'abstract': 'MISC',
             'time': 'DATE', 'animal': None, 'plant': None, 'substance': None}
FACILITY_WORDS = {'airport', 'bridge', 'hospital', 'stadium', 'street', 'road', 'avenue', 'museum', 'tower', 'castle', 'church',
                  'cathedral', 'mosque', 'station', 'hotel', 'hall', 'highway', 'mall', 'palace', 'temple', 'library', 'port', 'prison', 'dam'}
MONTHS = set('january february march april may june july august september october november december monday tuesday wednesday '
             'thursday friday saturday sunday'.split())


NORP_SUFFIX = re.compile(r'.*(?:[^m]ans?|ese|ish|[b-z]is?|ench|utch|ermans?|eeks?|wiss|Muslims?|Christians?|Jews?|Jewish|Democrats?|Republicans?)$')


def is_nationality(s, i):
    """A capitalised adjective or plural such as *Iraqi*, *Americans*: NORP wherever it stands."""
    f = s.forms[i]
    if i == 0 or len(f) < 4 or f in ('Urban', 'Suburban', 'Human', 'Republican', 'Democratic') or not f[0].isupper() or not f[1:].islower() or not NORP_SUFFIX.fullmatch(f):
        return False
    return (s.upos[i] == 'ADJ' and s.xpos[i] == 'JJ') or (s.xpos[i] == 'NNPS' and s.deprel[i] not in ('compound', 'flat'))


def certain_names(s):
    """Names layer of a corpus without names: what is surely none, nationalities, else unknown."""
    n = len(s.forms)
    proper = lambda i: 0 <= i < n and s.upos[i] == 'PROPN'
    out = []
    for i, f in enumerate(s.forms):
        plain = f.islower() and f.isalpha() and s.upos[i] not in ('PROPN', 'NUM', 'X', 'SYM') and not proper(i - 1) and not proper(i + 1)
        out.append(0 if plain else NONE)
        if is_nationality(s, i) and not proper(i - 1) and not proper(i + 1):
            out[i] = labels.bioes(1, [(0, 1, 'NORP')])[0]
    return out


def gum_spans(misc):
    """(first, last + 1, type, linked) of GUM's nested entity brackets."""
    stack, out = [], []
    for i, m in enumerate(misc):
        value = next((p[7:] for p in m.split('|') if p.startswith('Entity=')), '')
        j = 0
        while j < len(value):
            if value[j] == '(':
                k = j + 1
                while k < len(value) and value[k] not in '()':
                    k += 1
                parts = value[j + 1:k].split('-')
                stack.append((parts[0], i, parts[1] if len(parts) > 1 else '', len(parts) > 7))
                if k < len(value) and value[k] == ')':
                    ident, a, t, w = stack.pop()
                    out.append((a, i + 1, t, w))
                    k += 1
                j = k
            else:
                k = value.find(')', j)
                if k < 0:
                    break
                ident = value[j:k]
                for n in range(len(stack) - 1, -1, -1):
                    if stack[n][0] == ident:
                        _, a, t, w = stack.pop(n)
                        out.append((a, i + 1, t, w))
                        break
                j = k + 1
    return out


def name_part(s, a, b):
    """The name inside an entity span: the run of proper nouns round its head, or None."""
    inside = [i for i in range(a, b) if not a <= s.head[i] - 1 < b]
    if len(inside) != 1 or s.upos[inside[0]] != 'PROPN':
        return None
    h = inside[0]
    lo, hi = h, h + 1
    ok = lambda i: s.upos[i] == 'PROPN' or s.xpos[i] in ('NNP', 'NNPS') or (s.forms[i] in '-–&' and len(s.forms[i]) == 1)
    while lo > a and ok(lo - 1):
        lo -= 1
    while True:
        if hi < b and ok(hi):
            hi += 1
        elif hi + 1 < b and s.forms[hi].lower() in ('of', 'for', 'and', 'the', 'de') and ok(hi + 1) and s.upos[h] == 'PROPN':
            hi += 2
        elif hi < b and s.upos[hi] == 'NUM' and s.head[hi] - 1 == h and s.forms[hi].isdigit():
            hi += 1
        else:
            break
    while lo < hi and s.forms[lo] in '-–&':
        lo += 1
    if lo < hi and s.forms[lo].rstrip('.') in ('Mr', 'Mrs', 'Ms', 'Dr', 'President', 'Sir', 'Prof', 'Professor'):
        lo += 1
    return (lo, hi) if lo < hi else None


def gum_names(s):
    """Names out of GUM's entities; proper nouns that none covers stay unknown."""
    spans, taken = [], [False] * len(s.forms)
    for a, b, kind, _ in sorted(gum_spans(s.extra['misc']), key=lambda x: (x[0] - x[1], x[0])):
        part = name_part(s, a, b)
        if not part or GUM_TYPES.get(kind) is None or any(taken[part[0]:part[1]]):
            continue
        lo, hi = part
        t = GUM_TYPES[kind]
        words = [f.lower() for f in s.forms[lo:hi]]
        if t in ('LOC', 'ORG') and words[-1] in FACILITY_WORDS and len(words) > 1:
            t = 'FACILITY'
        if t == 'DATE' and not any(w in MONTHS for w in words):
            t = 'MISC'
        spans.append((lo, hi, t))
        for i in range(lo, hi):
            taken[i] = True
    s.names = labels.bioes(len(s.forms), spans)
    for i, f in enumerate(s.forms):
        doubtful = s.upos[i] == 'PROPN' or s.xpos[i] in ('NNP', 'NNPS') or (f[:1].isupper() and (s.upos[i] == 'ADJ' or i > 0 and s.upos[i] == 'NOUN'))
        if not taken[i] and is_nationality(s, i):
            s.names[i] = labels.bioes(1, [(0, 1, 'NORP')])[0]
        elif not taken[i] and (doubtful or s.upos[i] in ('NUM', 'SYM')):
            s.names[i] = NONE
    s.weight = .5


def two_columns(path, corpus, types, weight):
    """Sentences of a token / BIO file; labels that `types` maps to None are unknown."""
    out = []
    for block in re.split(r'\n[ \t]*\n', read_text(path).replace('\r', '')):
        rows = [l.split('\t') for l in block.split('\n') if l.strip()]
        rows = [r for r in rows if len(r) > 1 and r[0].strip() and not r[0].startswith('http')]
        if not rows:
            continue
        forms = [r[0] for r in rows]
        spans, previous = [], None
        for i, r in enumerate(rows):
            p, _, t = r[1].strip().partition('-')
            if not t:
                previous = None
                continue
            if p in 'IE' and previous == t:
                spans[-1][1] = i + 1
            else:
                spans.append([i, i + 1, t])
            previous = t
        typed = []
        for a, b, t in spans:
            k = types[t]
            if corpus == 'crossner' and t == 'misc' and b - a == 1 and NORP_SUFFIX.fullmatch(forms[a]):
                k = 'NORP'
            typed.append((a, b, k))
        s = Sentence(forms, corpus, weight=weight)
        s.names = labels.bioes(len(forms), [x for x in typed if x[2]])
        for a, b, k in typed:
            if not k:
                s.names[a:b] = [NONE] * (b - a)
        out.append(s)
    return out


WNUT = {'person': 'PER', 'location': 'LOC', 'corporation': 'ORG', 'group': 'ORG', 'product': 'PRODUCT', 'creative-work': 'MISC'}
CROSSNER = {'person': 'PER', 'politician': 'PER', 'location': 'LOC', 'country': 'LOC', 'organisation': 'ORG', 'politicalparty': 'ORG',
            'election': 'MISC', 'event': 'MISC', 'misc': 'MISC'}
WORLDWIDE = {'Location': 'LOC', 'Person': 'PER', 'Organization': 'ORG', 'NORP': 'NORP', 'Date': 'DATE', 'Money': 'MONEY',
             'Facility': 'FACILITY', 'Product': 'PRODUCT', 'Misc': 'MISC'}
UNER = {'PER': 'PER', 'LOC': 'LOC', 'ORG': 'ORG'}
MONEY = re.compile(r'(?:(?:US|A|C|NZ|HK)?[$€£¥])\s?\d[\d,.]*\d?(?:\s(?:million|billion|trillion|thousand))?')


def covered(spans, a, b):
    """Indices of the tokens that the code points [a, b) touch."""
    return [i for i, (x, y) in enumerate(spans) if x < b and y > a]


def gold_document(path):
    """Sentences of one hand-annotated Wikinews article, every layer but trees."""
    d = json.loads(read_text(path))
    text = d['text']
    parts = sentences(text)
    names = [(e['start'], e['end'], e['type']) for e in d['entities'] if e['type'] in labels.NAME_TYPES]
    names += [(t['start'], t['end'], 'DATE') for t in d['times'] if t['type'] == 'DATE' and (t['value'] or '')[:1].isdigit()]
    names += [(m.start(), m.end(), 'MONEY') for m in MONEY.finditer(text)]
    out = []
    for spans in parts:
        n = len(spans)
        lo, hi = spans[0][0], spans[-1][1]
        s = Sentence([text[a:b] for a, b in spans], 'wikinews', extra={'spans': spans, 'id': d['id']})
        found, used = [], set()
        for a, b, t in sorted(names, key=lambda x: (x[0] - x[1], x[0])):
            ix = covered(spans, a, b) if a < hi and b > lo else []
            if ix and not used & set(ix):
                found.append((ix[0], ix[-1] + 1, t))
                used |= set(ix)
        s.names = labels.bioes(n, found)
        s.trigger, s.event, s.status = [0] * n, [NONE] * n, [NONE] * n
        for e in d['events']:
            ix = covered(spans, *e['trigger']) if e['trigger'][0] < hi and e['trigger'][1] > lo else []
            for k, i in enumerate(ix):
                s.trigger[i] = 2 if k else 1
                s.event[i] = labels.EVENT_TYPES.index(e['type'])
                s.status[i] = labels.STATUSES.index(e['status'])
        s.spoken, s.stance = [[0] * n for _ in range(3)], [NONE] * n
        # Outer attributions last, so that for content the outermost span stands
        for at in sorted(d['attributions'], key=lambda x: sum(b - a for a, b in x['content'])):
            for k, layer in enumerate(labels.SPOKEN):
                for a, b in at[layer]:
                    ix = covered(spans, a, b) if a < hi and b > lo else []
                    for j, i in enumerate(ix):
                        s.spoken[k][i] = 2 if j else 1
                        if layer == 'cue':
                            s.stance[i] = labels.STANCES.index(at['stance'])
        out.append(s)
    return out


def link(sentences):
    """Turns the index of the next sentence into the sentence itself."""
    for s in sentences:
        if 'next' in s.extra:
            s.extra['next'] = sentences[s.extra['next']]


def factuality(path, trees):
    """Adds the UDS-IH2 judgements to the EWT sentences with the same words."""
    index = {}
    for s in trees:
        index.setdefault(''.join(s.forms), []).append(s)
    hits = 0
    for line in read_text(path).splitlines():
        row = json.loads(line)
        words = row['text'].split()
        for s in index.get(''.join(words), []):
            if len(words) != len(s.forms):
                continue
            s.fact = s.fact or [None] * len(words)
            for t in row['targets']:
                s.fact[t['span1'][0]] = float(t['label'])
                hits += 1
    return hits


def training(data):
    """All training sentences, in a fixed order."""
    language = os.path.join(data, 'language')
    ewt = conllu(os.path.join(language, 'ud_ewt/en_ewt-ud-train.conllu.xz'), 'ewt')
    factuality(os.path.join(data, 'factuality/uds-ih2/train.jsonl'), ewt)
    for s in ewt:
        s.names, s.weight = certain_names(s), .3
    link(ewt)
    gum = conllu(os.path.join(language, 'ud_gum/en_gum-ud-train.permissive.conllu.xz'), 'gum')
    link(gum)
    for s in gum:
        gum_names(s)
    wikinews = [s for f in sorted(glob.glob(os.path.join(data, 'wikinews/train/*.json'))) for s in gold_document(f)]
    wnut = two_columns(os.path.join(language, 'wnut17/wnut17train.conll'), 'wnut', WNUT, .3)
    crossner = two_columns(os.path.join(language, 'crossner_politics/train.txt'), 'crossner', CROSSNER, 1.)
    return ewt + gum + wikinews + wnut + crossner


def read_names():
    """{article: [(start, end, type)]} of the articles whose names the project read and marked itself.

    Code points of the article's text; dates and amounts are not marked.
    """
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../names/wikinews_names.jsonl')
    rows = map(json.loads, read_text(path).splitlines())
    return {row['id']: row['entities'] for row in rows}


def unlabelled(data):
    """Sentences of the Wikinews articles without labels of others; `extra` says which article and, where the
    project marked its names itself, which spans of tokens they are (`read`)."""
    out, marked = [], read_names()
    for line in read_text(os.path.join(data, 'wikinews/unlabelled.jsonl')).splitlines():
        d = json.loads(line)
        for spans in sentences(d['text']):
            if 3 <= len(spans) <= 80:
                s = Sentence([d['text'][a:b] for a, b in spans], 'silver', weight=.5, extra={'id': d['id']})
                if d['id'] in marked:
                    s.extra['read'] = [(ix[0], ix[-1] + 1, t) for a, b, t in marked[d['id']]
                                       if (ix := covered(spans, a, b)) and spans[0][0] <= a and b <= spans[-1][1]]
                    s.weight = 1.
                out.append(s)
    overlay(out)
    return out


DATED = re.compile(r'\d|^(january|february|march|april|may|june|july|august|september|october|november|december|'
                   r'monday|tuesday|wednesday|thursday|friday|saturday|sunday)$', re.I)


def overlay(found):
    """Puts the names that were marked by reading over those that the network found; only its dates and amounts stay."""
    for s in found:
        if 'read' not in s.extra:
            continue
        kept = [x for x in labels.spans_of(s.names or []) if x[2] in ('DATE', 'MONEY')]
        taken = {i for a, b, _ in s.extra['read'] for i in range(a, b)}
        kept = [x for x in kept if not taken & set(range(x[0], x[1]))]
        s.names = labels.bioes(len(s.forms), s.extra['read'] + kept)
        for i, form in enumerate(s.forms):
            if s.names[i] == 0 and DATED.search(form):
                s.names[i] = NONE


def development(data):
    """{name: sentences} of the sets that are only measured."""
    language = os.path.join(data, 'language')
    out = {'ewt': conllu(os.path.join(language, 'ud_ewt/en_ewt-ud-dev.conllu.xz'), 'ewt'),
           'gum': conllu(os.path.join(language, 'ud_gum/en_gum-ud-dev.permissive.conllu.xz'), 'gum'),
           'wikinews': [s for f in sorted(glob.glob(os.path.join(data, 'wikinews/dev/*.json'))) for s in gold_document(f)],
           'worldwide': [s for f in sorted(glob.glob(os.path.join(language, 'worldwide_ner/*.tsv')))
                         for s in two_columns(f, 'worldwide', WORLDWIDE, 1.)],
           'wnut': two_columns(os.path.join(language, 'wnut17/emerging.dev.conll'), 'wnut', WNUT, 1.),
           'crossner': two_columns(os.path.join(language, 'crossner_politics/dev.txt'), 'crossner', CROSSNER, 1.)}
    factuality(os.path.join(data, 'factuality/uds-ih2/dev.jsonl'), out['ewt'])
    link(out['ewt'])
    link(out['gum'])
    return out
