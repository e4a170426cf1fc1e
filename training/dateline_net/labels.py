"""Label inventories that are fixed by the annotation guide; the rest is read off the trees."""
NAME_TYPES = ['PER', 'ORG', 'LOC', 'NORP', 'DATE', 'MONEY', 'FACILITY', 'PRODUCT', 'MISC']
NAMES = ['O'] + [p + '-' + t for t in NAME_TYPES for p in 'BIES']
EVENT_TYPES = ['AGREE', 'CONSULT', 'SUPPORT', 'CONCEDE', 'COOPERATE', 'AID', 'RETREAT', 'REQUEST', 'ACCUSE', 'REJECT', 'THREATEN',
               'PROTEST', 'SANCTION', 'MOBILIZE', 'COERCE', 'ASSAULT', 'DISASTER', 'CASUALTY', 'CRIME', 'JUSTICE', 'ELECTION',
               'OFFICE', 'LEGISLATE', 'BUSINESS', 'MOVE', 'SCIENCE', 'HEALTH', 'CULTURE', 'SPORT', 'OTHER']
STATUSES = ['happened', 'ongoing', 'planned', 'forecast', 'alleged', 'denied', 'not_happened', 'hypothetical', 'demanded']
STANCES = ['asserts', 'denies', 'expects', 'warns', 'demands', 'promises', 'alleges', 'speculates', 'declines']
BIO = ['O', 'B', 'I']
SPOKEN = ['source', 'cue', 'content']
NONE = -100             # no label here: the loss leaves the token out


def bioes(n, spans):
    """Tag indices of n tokens from (first, last + 1, type) spans that do not overlap."""
    tags = [0] * n
    for a, b, t in spans:
        base = 1 + 4 * NAME_TYPES.index(t)
        if b - a == 1:
            tags[a] = base + 3
        else:
            tags[a], tags[b - 1] = base, base + 2
            for i in range(a + 1, b - 1):
                tags[i] = base + 1
    return tags


def spans_of(tags):
    """(first, last + 1, type) of BIOES tag indices; broken runs are repaired leniently."""
    out, start, kind = [], None, None
    for i, t in enumerate(list(tags) + [0]):
        p, k = ('O', None) if t <= 0 else ('BIES'[(t - 1) % 4], NAME_TYPES[(t - 1) // 4])
        if start is not None and (p in 'OBS' or k != kind):
            out.append((start, i, kind))
            start = None
        if p != 'O' and start is None:
            start, kind = i, k
        if start is not None and p in 'ES':
            out.append((start, i + 1, kind))
            start = None
    return out
