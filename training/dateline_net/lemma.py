"""Lemmas as edit scripts: change the case, cut so many characters, add these."""
import collections

RARE = 6                # scripts seen less often become entries of the exceptions table


def recase(form, case):
    """The form as the script's case letter has it: l lower, k kept, t title."""
    return form.lower() if case == 'l' else form if case == 'k' else form[:1].upper() + form[1:].lower()


def script(form, lemma):
    """The cheapest script that turns the form into the lemma, as `case:cut:add`."""
    best = None
    for case in 'lkt':
        f = recase(form, case)
        p = 0
        while p < min(len(f), len(lemma)) and f[p] == lemma[p]:
            p += 1
        cost = (len(f) - p) + len(lemma) - p
        if best is None or cost < best[0]:
            best = (cost, f'{case}:{len(f) - p}:{lemma[p:]}')
    return best[1]


def apply(form, code):
    """The lemma of a form under a script; the recased form itself where too little is left to cut."""
    case, cut, add = code.split(':', 2)
    f = recase(form, case)
    return f[:len(f) - int(cut)] + add if int(cut) <= len(f) else f


def inventory(triples):
    """(scripts, exceptions) from (form, upos, lemma): rare scripts go to {(lower form, upos): lemma}."""
    triples = list(triples)
    counts = collections.Counter(script(f, l) for f, _, l in triples)
    scripts = sorted((s for s, n in counts.items() if n >= RARE), key=lambda s: (-counts[s], s))
    kept = set(scripts)
    votes = collections.defaultdict(collections.Counter)
    rare = set()
    for f, u, l in triples:
        key = (f.lower(), u)
        votes[key][l] += 1
        if script(f, l) not in kept and f != '_' and l != '_':
            rare.add(key)
    exceptions = {}
    for key in sorted(rare):
        lemma, n = sorted(votes[key].items(), key=lambda x: (-x[1], x[0]))[0]
        if script(key[0], lemma) not in kept and len(key[0]) <= 24 and key[0].isalpha() and n * 2 > sum(votes[key].values()):
            exceptions[key] = lemma
    return scripts, exceptions
