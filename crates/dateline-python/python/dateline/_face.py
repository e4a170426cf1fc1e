"""What users call: thin classes over the native module."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

from . import _dateline as _native
from . import _show
from ._dateline import Table

Kind = Literal["auto", "html", "page", "body"]


def _clean(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


class Reading:
    """All that one document says, every value with the words it was read from.

    Positions are half-open pairs of Unicode code points of :attr:`text`. In a notebook a
    reading shows its text with names, times and events marked.
    """

    def __init__(self, native: _native.Reading) -> None:
        self._native = native

    @property
    def id(self) -> str:
        """The caller's name for the document."""
        return self._native.id

    @cached_property
    def text(self) -> str:
        """The text that all positions refer to: the input itself, or what an HTML page shows."""
        return self._native.text

    @cached_property
    def _all(self) -> dict[str, Any]:
        return json.loads(self.json())

    def json(self, layers: Sequence[str] = ()) -> str:
        """The object of ``dateline annotate`` as JSON, the same bytes.

        ``layers``: some of article, tokens, entities, times, places, attributions, events; all
        if none is named. Raises :class:`Error` (``request``) for another name.
        """
        return self._native.json(list(layers))

    def to_dict(self) -> dict[str, Any]:
        """The object of ``dateline annotate`` with all layers.

        >>> import dateline
        >>> sorted(dateline.read("Ida Holm resigned on Monday.").to_dict())[:4]
        ['article', 'attributions', 'entities', 'events']
        """
        return json.loads(self.json())

    @property
    def article(self) -> dict[str, Any]:
        """Headline, byline, agency, dateline, times, language, zones, body."""
        return self._all["article"]

    @property
    def headline(self) -> str | None:
        """The headline's words."""
        found = self.article["headline"]
        return found["text"] if found else None

    @property
    def published(self) -> str | None:
        """When it was published, ISO 8601 with the offset that the page states."""
        found = self.article["published"]
        return found["value"] if found else None

    @property
    def entities(self) -> list[dict[str, Any]]:
        """Names, and the pronouns and nouns that refer to them."""
        return self._all["entities"]

    @property
    def times(self) -> list[dict[str, Any]]:
        """TIMEX3 expressions with their values."""
        return self._all["times"]

    @property
    def places(self) -> list[dict[str, Any]]:
        """Places by name; degrees north and east, ``None`` where unknown."""
        return self._all["places"]

    @property
    def attributions(self) -> list[dict[str, Any]]:
        """Who says so: source, cue, content, stance and chain."""
        return self._all["attributions"]

    @property
    def events(self) -> list[dict[str, Any]]:
        """What happened, is planned, alleged or denied; who, when and where."""
        return self._all["events"]

    @property
    def notes(self) -> list[dict[str, Any]]:
        """What was odd about the document."""
        return self._all["notes"]

    def conllu(self) -> str:
        """Sentences and trees in CoNLL-U."""
        return self._native.conllu()

    def why(self, number: int) -> dict[str, Any]:
        """Why the event of a number (from 1, in the order of :attr:`events`) reads as it does.

        Each cell with its words, the rule or score that decided, and what was not taken.
        Raises :class:`Error` (``request``) where there is no such event.

        >>> import dateline
        >>> why = dateline.read("Ida Holm resigned on Monday.", kind="body").why(1)
        >>> [cell["cell"] for cell in why["cells"]][:2]
        ['type', 'status']
        """
        return json.loads(self._native.why(number))

    def _repr_html_(self) -> str:
        return _show.reading(self._all)

    def __repr__(self) -> str:
        head = self.headline or " ".join(self.text.split())[:60]
        return f"<dateline.Reading {self.id!r}: {head}>"


def read(
    page: str | bytes | Mapping[str, Any] | None = None,
    *,
    text: str | None = None,
    html: str | None = None,
    id: str | None = None,
    kind: Kind | None = None,
    published: object = None,
    url: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    retrieved: object = None,
) -> Reading:
    """Reads one document: a saved page, scraped text or clean article text.

    ``page`` is text or the page's raw bytes (their encoding is found out); ``text=`` and
    ``html=`` say which it is. ``kind``: ``html``, ``page`` (scraped text with its menus),
    ``body`` (all of it is body) or ``auto``. ``published`` and ``retrieved`` are ISO 8601 or
    anything that writes itself so (``datetime.date``). The thread lock of Python is free
    meanwhile, so threads read in parallel.

    Raises :class:`Error`: ``empty``, ``binary``, ``too-large``, ``json``, ``defect``.

    >>> import dateline
    >>> reading = dateline.read("The Vinga sank on Monday.", kind="body", published="2022-03-08")
    >>> [time["value"] for time in reading.times]
    ['2022-03-07']
    """
    row: dict[str, Any] = dict(page) if isinstance(page, Mapping) else {}
    if isinstance(page, (bytes, bytearray, memoryview)):
        row["bytes"] = bytes(page)
    elif isinstance(page, str):
        row["text"] = page
    row |= _clean(
        text=text, html=html, id=id, kind=kind, published=published, url=url,
        title=title, publisher=publisher, retrieved=retrieved,
    )
    return Reading(_native.read(row, "auto", None))


def _total(documents: object) -> int | None:
    try:
        return len(documents)  # type: ignore[arg-type]
    except TypeError:
        return None


def _progress(wanted: bool | Callable[[int], object], documents: object) -> Any:
    """A function to call with the number of documents of each portion, and one to end."""
    if callable(wanted):
        return wanted, lambda: None
    if wanted:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return None, lambda: None
        bar = tqdm(total=_total(documents), unit="documents")
        return bar.update, bar.close
    return None, lambda: None


class _Tables:
    """Tables by name, as attributes and by ``[]``."""

    _tables: dict[str, Table]

    def __getitem__(self, name: str) -> Table:
        return self._tables[name]

    def __getattr__(self, name: str) -> Table:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._tables[name]
        except KeyError:
            known = ", ".join(self._tables)
            raise AttributeError(f"there is no table {name!r}; there are: {known}") from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._tables]

    def keys(self) -> Iterable[str]:
        """The names of the tables."""
        return self._tables.keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __repr__(self) -> str:
        tables = ", ".join(f"{name} {len(t)}" for name, t in self._tables.items())
        return f"<dateline.{type(self).__name__}: {tables}>"


class Annotations(_Tables):
    """What :func:`annotate` gives: Arrow tables by name.

    ``articles``, ``zones``, ``mentions`` (of events), ``attributions``, ``quotes``,
    ``problems``, ``briefs`` (opaque bytes for :func:`collate`) and, where ``layers`` were asked
    for, ``annotations`` (JSON of the contract). Rows stand in the order of the input.
    """

    def __init__(self, tables: dict[str, Table]) -> None:
        self._tables = tables


def annotate(
    documents: object,
    *,
    kind: Kind = "auto",
    published: object = None,
    jobs: int | None = None,
    layers: Sequence[str] | bool | None = None,
    progress: bool | Callable[[int], object] = False,
) -> Annotations:
    """Reads many documents and gives their rows as Arrow tables.

    ``documents`` is any Arrow table (pyarrow, polars, pandas, DuckDB: whatever has
    ``__arrow_c_stream__``) with columns ``id`` and ``text``, ``html`` or ``bytes``, and
    perhaps ``kind``, ``url``, ``title``, ``published``, ``retrieved``, ``publisher``; or an
    iterable of such rows as dictionaries, of texts, or of bytes. A document without ``id`` gets
    its number, from 0. ``kind`` and ``published`` hold where a row does not say otherwise.

    ``jobs`` threads read (all processors unless given); the rows are the same for any number.
    ``layers``: names of layers, or ``True`` for all, gives the table ``annotations`` too.
    ``progress``: ``True`` shows a bar where tqdm is installed; a function is called with the
    number of documents of each portion. Interrupting (Ctrl-C) ends after the portion at hand.

    One bad document is a row in ``problems`` with its code. Raises :class:`Error` (``table``)
    where a table lacks its columns, ``TypeError`` for an item that is no document.

    >>> import dateline
    >>> found = dateline.annotate(["Ida Holm resigned on Monday.", ""], kind="body")
    >>> len(found.articles), len(found.problems)
    (1, 1)
    >>> found.mentions.column_names[:3]
    ['article', 'trigger', 'lemma']
    """
    asked = None if layers is None or layers is False else [] if layers is True else list(layers)
    update, close = _progress(progress, documents)
    when = None if published is None else str(published)
    try:
        tables = _native.annotate(documents, kind, when, jobs or 0, asked, update)
    finally:
        close()
    return Annotations(tables)


class Dossier(_Tables):
    """What many articles say together: Arrow tables by name.

    ``articles``, ``origins``, ``copies``, ``events``, ``event_actors``, ``mentions``,
    ``evidence``, ``variants``, ``attributions``, ``quotes``, ``claims``, ``claim_history``,
    ``stories``, ``story_events``, ``problems``. Identifiers are content hashes: the same
    documents give the same identifiers in any order. In a notebook it shows its stories.
    """

    def __init__(self, native: _native.Dossier) -> None:
        self._native = native

    @cached_property
    def _tables(self) -> dict[str, Table]:  # type: ignore[override]
        return dict(self._native.tables(False))

    def json(self, with_text: bool = False) -> str:
        """The dossier of the contract, the bytes of ``dateline brief --json``."""
        return self._native.json(with_text)

    def to_dict(self, with_text: bool = False) -> dict[str, Any]:
        """The dossier of the contract."""
        return json.loads(self.json(with_text))

    def export(
        self,
        format: str,
        to: str | os.PathLike[str] | None = None,
        *,
        table: str | None = None,
        with_text: bool = False,
    ) -> bytes | list[tuple[str, int, int]]:
        """See :func:`export`."""
        if to is None:
            return self._native.export_bytes(format, table, with_text)
        written = self._native.export_to(format, os.fspath(to), with_text)
        return [(os.fspath(path), size, records) for path, size, records in written]

    def _repr_html_(self) -> str:
        return _show.dossier(self.to_dict())


def collate(briefs: object, problems: object = None) -> Dossier:
    """Brings many articles together: copies and origins, merged events, stories, claims.

    ``briefs`` is what :func:`annotate` gave, or a table with its columns ``brief`` and ``told``
    (without ``told``, texts and quotes are empty); several may be put together first, in any
    order. ``problems`` go into the dossier's own. Memory: all briefs at once, a few kilobytes an
    article; for more than one machine holds see :mod:`dateline.spark`.

    Raises :class:`Error`: ``table`` (a column is missing), ``brief`` (made by another version).

    >>> import dateline
    >>> page = "OSTERBY, 3 March 2022 - Ida Holm met Per Lund in Osterby on Tuesday."
    >>> dossier = dateline.collate(dateline.annotate([page, page]))
    >>> len(dossier.articles), len(dossier.origins)
    (2, 1)
    """
    if isinstance(briefs, Annotations):
        if problems is None:
            problems = briefs.problems
        briefs = briefs.briefs
    return Dossier(_native.collate(briefs, problems))


def export(
    dossier: Dossier,
    format: str,
    to: str | os.PathLike[str] | None = None,
    *,
    table: str | None = None,
    with_text: bool = False,
) -> bytes | list[tuple[str, int, int]]:
    """Writes a dossier in a format of the field (:data:`dateline.FORMATS`).

    ``to`` is a file, or a folder where the format has several files; each file takes its name
    only once it was read back whole, and (path, bytes, records) of each are given. Without
    ``to`` the bytes are given; ``table`` names one table of a format that has several.

    Raises :class:`Error`: ``request`` (no such format or table), ``io``.

    >>> import dateline
    >>> dossier = dateline.collate(dateline.annotate(["Ida Holm resigned on Monday."]))
    >>> dateline.export(dossier, "csv", table="articles").decode().split(",")[0]
    'id'
    """
    return dossier.export(format, to, table=table, with_text=with_text)


class Rows(list[dict[str, Any]]):
    """Rows of a store; a list of dictionaries with the keys of the command line's JSON.

    ``next`` is the cursor of the rows after these, ``None`` at the end.
    """

    what: str
    next: str | None

    def __init__(self, rows: Iterable[dict[str, Any]], what: str, next: str | None) -> None:
        super().__init__(rows)
        self.what = what
        self.next = next

    def to_arrow(self) -> Any:
        """A ``pyarrow.Table`` with nested columns; needs pyarrow."""
        import pyarrow

        return pyarrow.Table.from_pylist(list(self))

    def _repr_html_(self) -> str:
        return _show.rows(self.what, self)


class Timeline(Rows):
    """Events of a store by day; shows itself as a timeline in a notebook."""

    def _repr_html_(self) -> str:
        return _show.timeline(self)


class Store:
    """A store that ``dateline add`` made, open to read.

    Every query takes the filters of the command line by the same names; those that a kind of
    row does not have are ignored:

    ``actor``, ``target``, ``kind`` (one or several), ``status`` (of claims: outcome), ``place``,
    ``since``, ``until`` (2023, 2023-09 or 2023-09-05), ``origins`` (at least so many), ``text``,
    ``story``, ``article``, ``event``, ``speaker``, ``due_before``, ``publisher``,
    ``background``, ``rejected``, ``latest``, ``limit`` (all unless given), ``cursor``.

    Raises :class:`Error`: ``request`` for what cannot be asked, ``store`` and the like where
    the file cannot be read.
    """

    def __init__(self, native: _native.Store) -> None:
        self._native = native

    def _ask(self, what: str, filters: dict[str, Any]) -> tuple[list[Any], str | None]:
        asked = _clean(**filters)
        for name in ("kind", "status"):
            if isinstance(asked.get(name), str):
                asked[name] = [asked[name]]
        for name in ("since", "until", "due_before"):
            if name in asked:
                asked[name] = str(asked[name])
        limit = asked.pop("limit", None)
        rows: list[Any] = []
        cursor = asked.pop("cursor", None)
        while True:
            left = 1000 if limit is None else min(1000, limit - len(rows))
            if left <= 0:
                return rows, cursor
            page, cursor = self._native.ask(
                what, json.dumps(_clean(**asked, limit=left, cursor=cursor))
            )
            rows += json.loads(page)
            if cursor is None:
                return rows, None

    def _rows(self, what: str, filters: dict[str, Any]) -> Rows:
        rows, cursor = self._ask(what, filters)
        return Rows(rows, what, cursor)

    def events(self, **filters: Any) -> Rows:
        """Merged events, by day."""
        return self._rows("events", filters)

    def timeline(self, story: str | None = None, **filters: Any) -> Timeline:
        """The events of a story, or of all, by day."""
        rows, cursor = self._ask("events", {**filters, "story": story})
        return Timeline(rows, "events", cursor)

    def claims(self, **filters: Any) -> Rows:
        """Claims with their outcomes, by the day they were made."""
        return self._rows("claims", filters)

    def articles(self, **filters: Any) -> Rows:
        """Articles, by the time they were published."""
        return self._rows("articles", filters)

    def stories(self, **filters: Any) -> Rows:
        """Stories, by their last day."""
        return self._rows("stories", filters)

    def quotes(self, **filters: Any) -> Rows:
        """What is quoted, with its speaker."""
        return self._rows("quotes", filters)

    def copies(self, **filters: Any) -> Rows:
        """Groups of articles that share text."""
        return self._rows("copies", filters)

    def actors(self, **filters: Any) -> Rows:
        """Who takes part in events, those in most first."""
        return self._rows("actors", filters)

    def search(self, words: str, **filters: Any) -> Rows:
        """Articles that hold the words, best first."""
        return self._rows("search", {**filters, "text": words})

    def get(self, id: str) -> dict[str, Any]:
        """One event, claim, article (with its text), story or group of copies by its identifier,
        which may be shortened to its first digits."""
        return json.loads(self._native.one(id))

    def why(self, event: str) -> list[dict[str, Any]]:
        """For each mention of an event: its ``article`` and why it reads as it does.

        The articles are read again by this build, so a store that was filled by other rules
        may lack a mention.
        """
        found = self._native.why(event)
        return [{"article": article, **json.loads(why)} for article, why in found]

    def dossier(self) -> Dossier:
        """All that the store holds, brought together anew, corrections included; for
        :func:`export` and Arrow tables. Memory: everything at once."""
        return Dossier(self._native.dossier())

    def problems(self, limit: int = 1000) -> list[dict[str, Any]]:
        """Inputs that were not read, then articles that were read only oddly."""
        return json.loads(self._native.problems(limit))

    def totals(self) -> dict[str, Any]:
        """How much the store holds."""
        return json.loads(self._native.totals())

    def __repr__(self) -> str:
        totals = self.totals()
        inside = ", ".join(f"{n} {what}" for what, n in totals.items() if isinstance(n, int))
        return f"<dateline.Store: {inside}>"


def open(path: str | os.PathLike[str]) -> Store:
    """Opens a store to read.

    Raises :class:`Error`: ``store`` (not there), ``unusable`` (no store, or damaged), ``newer``.

    >>> import dateline
    >>> try:
    ...     dateline.open("nowhere.db")
    ... except dateline.Error as error:
    ...     print(error.code)
    store
    """
    return Store(_native.open(os.fspath(path)))
