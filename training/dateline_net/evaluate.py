"""Figures on development sets, gold tokens and sentences, greedy heads (Rust adds the spanning tree)."""
import numpy as np
import torch

from . import batches, corpora, labels

EVAL = {'dropout': 0, 'feature_dropout': 0, 'input_dropout': 0, 'head_dropout': 0, 'name_dropout': 0}


def f1(tp, found, gold):
    """F1 in per cent."""
    return 200 * tp / max(1, found + gold)


@torch.no_grad()
def predict(net, sentences, words, sizes, device='cpu'):
    """Yields (sentence index, dict of predictions per token)."""
    net.eval()
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i].forms))
    groups, group, n = [], [], 0
    for i in order:
        group.append(i)
        n += len(sentences[i].forms)
        if n > 3000:
            groups.append(group)
            group, n = [], 0
    if group:
        groups.append(group)
    for group in groups:
        b = batches.tensors([(sentences[i].forms, None, 1.) for i in group], words, device=device)
        h = net.encode(b, EVAL)
        shallow = net.shallow(h, EVAL)
        tags = torch.split(shallow['tags'], [sizes['upos'], sizes['xpos'], sizes['feats'], sizes['lemma']], -1)
        tags = [t.argmax(-1).T.cpu().numpy() for t in tags]
        arcs = net.arcs(h, EVAL)
        length = torch.tensor([len(sentences[i].forms) for i in group], device=device)
        n = arcs.shape[1]
        at = torch.arange(n, device=device)
        arcs[:, at, at + 1] = -1e9
        arcs.masked_fill_((torch.arange(n + 1, device=device)[None] > length[:, None])[:, None, :], -1e9)
        heads = arcs.argmax(-1)
        rels = net.rels(h, heads, EVAL).argmax(-1).cpu().numpy()
        heads = heads.cpu().numpy()
        names = shallow['names'].transpose(0, 1).cpu().numpy()
        events = shallow['events'].transpose(0, 1).cpu().numpy()
        spoken = shallow['spoken'].transpose(0, 1).cpu().numpy()
        split = shallow['split'].transpose(0, 1).cpu().numpy()
        for k, i in enumerate(group):
            m = len(sentences[i].forms)
            yield i, {'upos': tags[0][k, :m], 'xpos': tags[1][k, :m], 'feats': tags[2][k, :m], 'lemma': tags[3][k, :m],
                      'head': heads[k, :m], 'deprel': rels[k, :m], 'names': names[k, :m], 'events': events[k, :m], 'spoken': spoken[k, :m], 'split': split[k, :m]}


def allowed_bioes():
    """[from, to] of tags that may follow one another; row -1 (last) is the start."""
    n = len(labels.NAMES)
    ok = np.zeros((n + 1, n), bool)
    for a in range(-1, n):
        for b in range(n):
            pa = 'O' if a <= 0 else 'BIES'[(a - 1) % 4]
            pb = 'O' if b == 0 else 'BIES'[(b - 1) % 4]
            same = a > 0 and b > 0 and (a - 1) // 4 == (b - 1) // 4
            ok[a, b] = (pb in 'IE' and same) if pa in 'BI' else pb in 'OBS'
    return ok


OK = allowed_bioes()
PENALTY = np.where(OK, 0., -1e9)
FINAL = np.array([0. if k == 0 or 'BIES'[(k - 1) % 4] in 'ES' else -1e9 for k in range(len(labels.NAMES))])


def viterbi(scores):
    """Best valid BIOES sequence."""
    best = scores[0] + PENALTY[-1]
    back = []
    for row in scores[1:]:
        step = best[:, None] + PENALTY[:-1]
        back.append(step.argmax(0))
        best = step.max(0) + row
    tag = int((best + FINAL).argmax())
    out = [tag]
    for b in reversed(back):
        tag = int(b[tag])
        out.append(tag)
    return out[::-1]


MERGE = {'worldwide': {}, 'wikinews': {'DATE': None, 'MONEY': None},
         'wnut': {'FACILITY': 'LOC', 'NORP': None, 'DATE': None, 'MONEY': None},
         'crossner': {'FACILITY': 'LOC', 'NORP': 'MISC', 'PRODUCT': 'MISC', 'DATE': None, 'MONEY': None}}


def names_figures(name, pairs):
    """F1 of all types and of PER LOC ORG, and per type."""
    merge = MERGE[name]
    per = {}
    for gold, found in pairs:
        g = {(a, b): merge.get(t, t) for a, b, t in labels.spans_of(gold) if merge.get(t, t)}
        f = {(a, b): merge.get(t, t) for a, b, t in labels.spans_of(found) if merge.get(t, t)}
        for t in g.values():
            per.setdefault(t, [0, 0, 0])[2] += 1
        for k, t in f.items():
            c = per.setdefault(t, [0, 0, 0])
            c[1] += 1
            c[0] += g.get(k) == t
    total = lambda ts: f1(*(sum(per.get(t, [0, 0, 0])[k] for t in ts) for k in range(3)))
    out = {f'{name} names': total(per), f'{name} PER LOC ORG': total(('PER', 'LOC', 'ORG'))}
    if name in ('worldwide', 'wikinews'):
        out.update({f'{name} {t}': f1(*per[t]) for t in sorted(per)})
    return out


def bio_spans(tags):
    """Spans of BIO indices."""
    out = []
    for i, t in enumerate(tags):
        if t == 1 or (t == 2 and not (i and tags[i - 1])):
            out.append([i, i + 1])
        elif t == 2:
            out[-1][1] = i + 1
    return {tuple(x) for x in out}


def event_figures(sentences, predictions):
    """Triggers, types, statuses, spans of attributions on Wikinews dev."""
    n_bio, n_types = len(labels.BIO), len(labels.EVENT_TYPES)
    tp = found = gold = typed = status_ok = status_n = 0
    spoken = {k: [0, 0, 0] for k in labels.SPOKEN}
    for i, s in enumerate(sentences):
        e = predictions[i]['events']
        g, f = bio_spans(s.trigger), bio_spans(e[:, :n_bio].argmax(-1))
        gold, found, tp = gold + len(g), found + len(f), tp + len(g & f)
        for a, b in g:
            status_n += 1
            status_ok += int(e[a, n_bio + n_types:n_bio + n_types + len(labels.STATUSES)].argmax()) == s.status[a]
        for a, b in g & f:
            typed += int(e[a, n_bio:n_bio + n_types].argmax()) == s.event[a]
        for k, layer in enumerate(labels.SPOKEN):
            p = predictions[i]['spoken'][:, 3 * k:3 * k + 3].argmax(-1)
            c = spoken[layer]
            c[0] += int(((p > 0) & (np.array(s.spoken[k]) > 0)).sum())
            c[1] += int((p > 0).sum())
            c[2] += int((np.array(s.spoken[k]) > 0).sum())
    out = {'event trigger': f1(tp, found, gold), 'event trigger+type': f1(typed, found, gold), 'event status': 100 * status_ok / max(1, status_n)}
    out.update({f'spoken {k} words': f1(*c) for k, c in spoken.items()})
    return out


def figures(net, dev, words, inv, device='cpu', quick=False):
    """All development figures, in per cent (factuality: correlation x 100)."""
    out = {}
    sizes = inv.sizes()
    for name, sentences in dev.items():
        if quick and name in ('wnut', 'crossner'):
            continue
        predictions = dict(predict(net, sentences, words, sizes, device))
        if sentences[0].upos is not None:
            n = ok_u = ok_x = ok_f = ok_l = uas = las = 0
            facts = []
            for i, s in enumerate(sentences):
                p = predictions[i]
                for k in range(len(s.forms)):
                    n += 1
                    ok_u += inv.upos[p['upos'][k]] == s.upos[k]
                    ok_x += inv.xpos[p['xpos'][k]] == s.xpos[k]
                    ok_f += inv.feats[p['feats'][k]] == s.feats[k]
                    ok_l += lemma_of(inv, s.forms[k], p, k) == s.lemma[k]
                    uas += p['head'][k] == s.head[k]
                    las += p['head'][k] == s.head[k] and inv.deprel[p['deprel'][k]].split(':')[0] == s.deprel[k].split(':')[0]
                    if s.fact and s.fact[k] is not None:
                        facts.append((s.fact[k], p['events'][k, -1]))
            for k, v in (('UPOS', ok_u), ('XPOS', ok_x), ('feats', ok_f), ('lemma', ok_l), ('UAS', uas), ('LAS', las)):
                out[f'{name} {k}'] = 100 * v / n
            out[f'{name} unmarked splits'] = split_figures(net, sentences, words, sizes, device)
            if facts:
                out[f'{name} factuality r'] = 100 * float(np.corrcoef(np.array(facts).T)[0, 1])
        else:
            out.update(names_figures(name, [(s.names, viterbi(predictions[i]['names'])) for i, s in enumerate(sentences)]))
        if name == 'wikinews':
            out.update(event_figures(sentences, predictions))
    return {k: round(v, 2) for k, v in out.items()}


@torch.no_grad()
def split_figures(net, sentences, words, sizes, device='cpu'):
    """F1 of places to split, over sentences that follow one another without a stop."""
    runs, run = [], None
    for s in sentences:
        run = run or corpora.Sentence([], s.corpus, extra={'at': set()})
        run.extra['at'] |= {len(run.forms)} - {0}
        run.forms = run.forms + s.forms
        if not batches.unmarked(s):
            runs.append(run)
            run = None
    tp = found = gold = 0
    for i, p in predict(net, runs, words, sizes, device):
        f = {k for k in range(1, len(runs[i].forms)) if p['split'][k, 1] > p['split'][k, 0]}
        tp, found, gold = tp + len(f & runs[i].extra['at']), found + len(f), gold + len(runs[i].extra['at'])
    return f1(tp, found, gold)


def lemma_of(inv, form, p, k):
    """Lemma of token k under predictions p."""
    from . import lemma
    found = inv.exceptions.get((form.lower(), inv.upos[p['upos'][k]]))
    return found if found is not None else lemma.apply(form, inv.scripts[p['lemma'][k]])
