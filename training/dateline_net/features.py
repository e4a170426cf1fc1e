"""What the network sees of a word: ids that depend on the written form alone.

The Rust half (`language/network/features.rs`) computes the same ids; the parity test
compares both.  Words seen at least twice in training have rows of their own (row 0 is
everything else, so an unknown word is never taken for a known one); shapes, affixes and
n-grams are hashed: CRC32 of `tag + text` (UTF-8), modulo the table's rows.
"""
import zlib

SHAPE, PREFIX, SUFFIX, NGRAM, GAZ = 3072, 8192, 8192, 40960, 256
DIMS = {'norm': 96, 'cased': 32, 'shape': 24, 'prefix': 32, 'suffix': 64, 'ngram': 64, 'gaz': 16}
ROWS = {'shape': SHAPE, 'prefix': PREFIX, 'suffix': SUFFIX, 'ngram': NGRAM, 'gaz': GAZ}
MAX_CHARS = 24          # longer forms keep their first characters: linear time on any input

QUOTES = {'“': '"', '”': '"', '„': '"', '«': '"', '»': '"', '‘': "'", '’': "'", '‚': "'", '`': "'",
          '–': '-', '—': '-', '‐': '-', '‑': '-', '−': '-', '…': '.'}
FORMS = {'``': '"', "''": '"', '--': '-', '---': '-', '...': '.', '. . .': '.', '-LRB-': '(', '-RRB-': ')'}


def crc(text):
    """CRC32 of the text's UTF-8 bytes."""
    return zlib.crc32(text.encode('utf-8'))


def normalise(form):
    """Quotes, dashes and ellipses of all kinds as one; ASCII digits as 0; first 24 characters."""
    form = FORMS.get(form, form)[:MAX_CHARS]
    return ''.join('0' if '0' <= c <= '9' else QUOTES.get(c, c) for c in form)


def lower(text):
    """Lower case, one character to one character (where the full mapping is longer: unchanged)."""
    return ''.join(l if len(l := c.lower()) == 1 else c for c in text)


def shape(form):
    """Xx0 shape of the normalised form, runs cut after three."""
    out = []
    for c in form:
        s = 'X' if c.isupper() else 'x' if c.islower() else '0' if c == '0' else c if c < '\x80' else '*'
        if out[-3:] != [s] * 3:
            out.append(s)
    return ''.join(out)


class Vocabulary:
    """Rows of known words: the rank of their CRC32 among all known words', from 1."""

    def __init__(self, forms, least=2):
        counts = [{}, {}]
        for f in forms:
            cased = normalise(f)
            for k, key in enumerate((lower(cased), cased)):
                counts[k][key] = counts[k].get(key, 0) + 1
        self.norm_hashes, self.cased_hashes = (
            sorted({crc(tag + w) for w, n in c.items() if n >= least}) for tag, c in zip('nc', counts))
        self.norm, self.cased = ({h: i + 1 for i, h in enumerate(hs)} for hs in (self.norm_hashes, self.cased_hashes))


def word(form, gazetteer, vocabulary):
    """The ids of one form: (norm, cased, shape, gaz), prefixes, suffixes, n-grams."""
    cased = normalise(form)
    low = lower(cased)
    bits = gazetteer.get(low, 0) if cased[:1].isupper() else 0
    wrapped = '<' + low + '>'
    ngrams = [crc('g' + wrapped[i:i + n]) % NGRAM for n in (3, 4, 5) for i in range(len(wrapped) - n + 1)]
    return ((vocabulary.norm.get(crc('n' + low), 0), vocabulary.cased.get(crc('c' + cased), 0), crc('s' + shape(cased)) % SHAPE, bits),
            [crc('p' + low[:n]) % PREFIX for n in (1, 2, 3) if n <= len(low)],
            [crc('u' + low[-n:]) % SUFFIX for n in (1, 2, 3, 4) if n <= len(low)],
            ngrams or [crc('g' + wrapped) % NGRAM])
