"""A plain rule tokenizer in the manner of UD English, for the corpora that come as text.

At run time Dateline has its own (`language::tokens`); this one only has to be near it.
"""
import re

ABBREVIATIONS = ('Mr Mrs Ms Dr Prof Gen Lt Col Sgt Capt Cmdr Adm Maj Rev Hon Sen Rep Gov St Jr Sr Inc Corp Ltd Co Bros vs etc '
                 'No Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mt Ft Ave Blvd Rd approx est').split()
TOKEN = re.compile(r'''
    https?://\S+[^\s.,;:!?)"'\]] | www\.\S+[^\s.,;:!?)"'\]] | [\w.+-]+@[\w-]+\.[\w.-]*\w
  | (?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)? | [ap]\.m\. | (?:US|A|C|NZ|HK)\$
  | (?:%s)\.(?=\s) | \b[A-Z]\.(?=\s+[A-Z])
  | \d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?\b | \d+
  | (?:(?!n['’]t\b)[^\W_])+?(?=n['’]t\b) | n['’]t\b | ['’](?:s|m|re|ve|ll|d|S)\b
  | [^\W\d_][^\W_]*(?:\.[^\W\d_]{2,}(?=\b))?(?:&[A-Z]\w*)? | \.\.+ | --+ | [^\W]+ | \S
''' % '|'.join(ABBREVIATIONS), re.X)
END = re.compile(r'[.!?]+$')
CLOSERS = '"”’\')]'


def tokens(text, start=0, end=None):
    """(start, end) of every token in text[start:end]."""
    return [m.span() for m in TOKEN.finditer(text, start, len(text) if end is None else end)]


def sentences(text):
    """Lists of token spans: line breaks end a sentence, so do stops before a capital."""
    out = []
    for line in re.finditer(r'[^\n]+', text):
        current = []
        spans = tokens(text, *line.span())
        for i, (a, b) in enumerate(spans):
            current.append((a, b))
            word = text[a:b]
            k = i
            while k > 0 and text[spans[k][0]:spans[k][1]] in CLOSERS and spans[k - 1][1] == spans[k][0]:
                k -= 1
            stop = text[spans[k][0]:spans[k][1]]
            ends = END.fullmatch(stop) or (k == i and re.fullmatch(r'(?:[A-Za-z]\.){2,}', word))
            if not ends or i + 1 == len(spans):
                continue
            following = text[spans[i + 1][0]]
            gap = spans[i + 1][0] > b
            if gap and (following.isupper() or following in '"“‘\'(' or following.isdigit()) and (
                    END.fullmatch(stop) or (following.isupper() and text[b:spans[i + 1][0]] == '  ')):
                out.append(current)
                current = []
        if current:
            out.append(current)
    return out
