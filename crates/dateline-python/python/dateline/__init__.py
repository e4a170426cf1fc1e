"""Dateline: raw news pages to articles, sourced claims and dated events, as Arrow tables.

``read`` takes one document, ``annotate`` many of them, ``collate`` brings many together, and
``open`` asks a store that ``dateline add`` made. Everything runs on this machine, offline, and
gives the same values as the command line. Positions are half-open pairs of Unicode **code
points** of the article's text, so that ``text[start:end]`` in Python is the words. Days are
civil days of ISO 8601; times carry the offset that the page states.

>>> import dateline
>>> reading = dateline.read("OSTERBY, 3 March 2022 - Ida Holm met Per Lund on Tuesday.\\n"
...                         "The ferry will sail again next week, Holm said.")
>>> [reading.text[e["trigger"][0]:e["trigger"][1]] for e in reading.events][:2]
['met', 'sail']
"""

from __future__ import annotations

from ._dateline import FORMATS as _FORMATS
from ._dateline import RULES, SCHEMA, Table, __version__
from ._error import Error
from ._face import (
    Annotations,
    Dossier,
    Reading,
    Rows,
    Store,
    annotate,
    collate,
    export,
    open,
    read,
)

#: The formats of :func:`export`, each with a line on what it is.
FORMATS: dict[str, str] = dict(_FORMATS)

__all__ = [
    "FORMATS",
    "RULES",
    "SCHEMA",
    "Annotations",
    "Dossier",
    "Error",
    "Reading",
    "Rows",
    "Store",
    "Table",
    "__version__",
    "annotate",
    "collate",
    "export",
    "open",
    "read",
]
