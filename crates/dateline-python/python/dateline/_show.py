"""How values look in a notebook: plain HTML, everything from a page escaped, no scripts."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

_STYLE = {
    "event": "background:#fde7c7;border-bottom:2px solid #c77700",
    "time": "background:#dff0d8;border-bottom:2px solid #3c763d",
    "entity": "background:#dbe9f9;border-bottom:2px solid #2f6eb5",
}
_SIGNS = {
    "happened": "●",
    "ongoing": "◐",
    "planned": "○",
    "forecast": "○",
    "alleged": "?",
    "denied": "✕",
    "not_happened": "✕",
    "hypothetical": "◌",
    "demanded": "!",
}


def _mark(kind: str, words: str, title: str) -> str:
    return f'<span style="{_STYLE[kind]}" title="{escape(title)}">{escape(words)}</span>'


def _marks(reading: dict[str, Any]) -> Iterable[tuple[int, int, str, str]]:
    """Start, end, kind and title; what comes first wins where two overlap."""
    for event in reading["events"]:
        date = event["date"]["start"] if event["date"] else "no date"
        start, end = event["trigger"]
        yield start, end, "event", f"{event['type']} {event['status']} {date}"
    for time in reading["times"]:
        yield time["start"], time["end"], "time", str(time["value"] or time["reason"])
    for entity in reading["entities"]:
        if entity["mention"] == "name":
            yield entity["start"], entity["end"], "entity", f"{entity['type']} {entity['name']}"


def reading(layers: dict[str, Any]) -> str:
    """The text with names, times and events marked; furniture in grey."""
    text = layers["text"]
    taken: list[tuple[int, int, str, str]] = []
    free = bytearray(len(text) + 1)
    for start, end, kind, title in _marks(layers):
        if not any(free[start:end]):
            free[start:end] = b"\1" * (end - start)
            taken.append((start, end, kind, title))
    taken.sort()
    out = []
    for zone in layers["article"]["zones"]:
        at, cells = zone["start"], []
        for start, end, kind, title in taken:
            if zone["start"] <= start and end <= zone["end"]:
                cells.append(escape(text[at:start]) + _mark(kind, text[start:end], title))
                at = end
        cells.append(escape(text[at : zone["end"]]))
        body = "".join(cells)
        if zone["kind"] == "headline":
            out.append(f"<h4>{body}</h4>")
        elif zone["kind"] == "body":
            out.append(f"<p>{body}</p>")
        else:
            label = escape(zone["kind"])
            out.append(f'<div style="color:#767676;font-size:85%" title="{label}">{body}</div>')
    legend = " ".join(_mark(kind, kind, kind) for kind in _STYLE)
    return f'<div style="max-width:46em">{"".join(out)}<small>{legend}</small></div>'


def _day(event: dict[str, Any]) -> str:
    return escape(str(event.get("date") or "no date"))


def _line(event: dict[str, Any]) -> str:
    status = event["status"]
    articles = event["articles"]
    told = f"{articles} article{'' if articles == 1 else 's'}, {event['origins']} of own text"
    return (
        f'<tr><td style="text-align:left;white-space:nowrap;vertical-align:top">{_day(event)}</td>'
        f'<td title="{escape(status)}">{_SIGNS.get(status, "")}</td>'
        f'<td style="text-align:left">{escape(event["summary"])}'
        f"<br><small>{escape(event['type'])}, {escape(status.replace('_', ' '))}; {told}"
        f"</small></td></tr>"
    )


def timeline(events: Iterable[dict[str, Any]]) -> str:
    """Events by day."""
    lines = "".join(_line(event) for event in events)
    return f'<table style="max-width:52em">{lines or "<tr><td>no events</td></tr>"}</table>'


def dossier(found: dict[str, Any], most: int = 20) -> str:
    """Each story with its timeline."""
    events = {event["id"]: event for event in found["events"]}
    stories = sorted(found["stories"], key=lambda s: -len(s["articles"]))
    out = []
    for story in stories[:most]:
        told = [events[id] for id in story["events"] if id in events]
        n = len(story["articles"])
        out.append(f"<h4>{escape(story['title'])} <small>{n} articles</small></h4>")
        out.append(timeline(told))
    if len(stories) > most:
        out.append(f"<p>and {len(stories) - most} more stories</p>")
    return "".join(out) or "<p>no stories</p>"


def rows(what: str, found: list[dict[str, Any]], most: int = 50) -> str:
    """Rows as a table of their plain columns."""
    if not found:
        return f"<p>no {escape(what)}</p>"
    names = [n for n, v in found[0].items() if not isinstance(v, (dict, list))]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    cell = lambda v: escape("" if v is None else str(v)[:200])  # noqa: E731
    body = "".join(
        "<tr>" + "".join(f"<td>{cell(row.get(name))}</td>" for name in names) + "</tr>"
        for row in found[:most]
    )
    more = f"<p>and {len(found) - most} more</p>" if len(found) > most else ""
    return f"<table><tr>{head}</tr>{body}</table>{more}"
