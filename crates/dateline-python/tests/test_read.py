"""One document."""

from __future__ import annotations

import datetime
import json
import threading

import pytest

import dateline

PAGE = (
    "OSTERBY, 3 March 2022 - Ida Holm met Astrid Falk in Osterby on Tuesday – “at last”.\n"
    "The ferry will sail again next week, Holm said.\n"
)


def test_positions_are_code_points() -> None:
    reading = dateline.read(PAGE)
    assert reading.text == PAGE
    for entity in reading.entities:
        assert reading.text[entity["start"] : entity["end"]].strip()
    names = {PAGE[e["start"] : e["end"]] for e in reading.entities if e["mention"] == "name"}
    assert {"Ida Holm", "Astrid Falk"} <= names


def test_a_date_says_when() -> None:
    for when in ("2022-03-09", datetime.date(2022, 3, 9)):
        reading = dateline.read("The Vinga sank on Monday.", kind="body", published=when)
        assert [t["value"] for t in reading.times] == ["2022-03-07"]


def test_text_html_bytes_and_rows_are_pages() -> None:
    html = "<html><body><h1>Ferry sinks</h1><p>The Vinga sank off Osterby.</p></body></html>"
    shown = dateline.read(html=html).text
    assert "<h1>" not in shown and "The Vinga sank" in shown
    assert dateline.read(html.encode()).text == shown
    assert dateline.read({"id": "a", "html": html}).id == "a"
    assert dateline.read("Grüße aus Osterby.".encode("latin-1")).text == "Grüße aus Osterby."


@pytest.mark.parametrize(
    ("page", "code"),
    [("", "empty"), (b"\0\1\2\3" * 99, "binary"), ({"id": "a"}, "json"), ({"text": "x", "kind": "y"}, "json")],
)
def test_what_cannot_be_read_has_the_codes_of_the_command_line(page: object, code: str) -> None:
    with pytest.raises(dateline.Error) as caught:
        dateline.read(page)  # type: ignore[arg-type]
    assert caught.value.code == code
    with pytest.raises(TypeError):
        dateline.annotate([7])


def test_why_and_trees() -> None:
    reading = dateline.read(PAGE)
    why = reading.why(1)
    assert why["event"] == 1 and {"type", "status", "date"} <= {c["cell"] for c in why["cells"]}
    with pytest.raises(dateline.Error, match="there is no event 99"):
        reading.why(99)
    assert reading.conllu().startswith("# newdoc id = 0")


def test_a_notebook_shows_the_text_and_nothing_of_the_page_runs() -> None:
    page = "Ida Holm met Astrid Falk on Monday. She said <script>alert(1)</script> no more."
    shown = dateline.read(page, kind="body")._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert "CONSULT" in shown and "Ida Holm" in shown


def test_threads_read_at_the_same_time() -> None:
    alone = dateline.read(PAGE).json()
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(dateline.read(PAGE).json())) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 4


def test_json_is_that_of_the_command_line(asked, tmp_path) -> None:
    (tmp_path / "a.txt").write_text(PAGE)
    told = asked("annotate", "a.txt", cwd=tmp_path)
    assert dateline.read(PAGE.encode(), id="a.txt").json() + "\n" == told
    assert json.loads(told)["schema"] == dateline.SCHEMA
