"""A store, asked as on the command line."""

from __future__ import annotations

import json

import pytest

import dateline


@pytest.fixture(scope="module")
def store(tmp_path_factory, pages, asked):
    folder = tmp_path_factory.mktemp("store")
    for page in pages:
        (folder / page["id"]).write_bytes(page["bytes"])
    asked("add", "news.db", *[p["id"] for p in pages], cwd=folder)
    return folder / "news.db"


QUESTIONS = [
    ("events", {}, []),
    ("events", {"status": "planned"}, ["--status", "planned"]),
    ("events", {"kind": ["CONSULT", "AGREE"], "since": "2022-02"}, ["--type", "CONSULT,AGREE", "--from", "2022-02"]),
    ("claims", {}, []),
    ("claims", {"status": "open"}, ["--open"]),
    ("stories", {}, []),
    ("articles", {"latest": True}, ["--latest"]),
    ("quotes", {}, []),
]


@pytest.mark.parametrize(("what", "filters", "flags"), QUESTIONS)
def test_rows_are_those_of_the_command_line(store, asked, what, filters, flags) -> None:
    told = asked(what, store, *flags, "--limit", "0", "--to", "jsonl").splitlines()
    found = getattr(dateline.open(store), what)(**filters)
    assert found == [json.loads(line) for line in told] and found.next is None and found


def test_pages_of_rows_join(store) -> None:
    opened = dateline.open(store)
    every = opened.events()
    first = opened.events(limit=7)
    rest = opened.events(cursor=first.next)
    assert first.next and [*first, *rest] == every
    assert first.to_arrow().num_rows == 7


def test_search_get_and_why(store) -> None:
    opened = dateline.open(store)
    assert opened.search("ferry")
    event = next(e for e in opened.timeline() if e["articles"] > 1)
    assert opened.get(event["id"]) == event
    why = opened.why(event["id"])
    assert len(why) >= event["articles"] and all(w["cells"] for w in why)
    article = opened.get(why[0]["article"])
    assert article["text"]
    assert opened.totals()["articles"] == 10 or opened.totals()["documents"] == 10
    assert "<table" in opened.timeline(opened.stories()[0]["id"])._repr_html_()


def test_a_store_is_exported(store, asked) -> None:
    told = asked("export", store, "--as", "csv", "--table", "events")
    dossier = dateline.open(store).dossier()
    assert dateline.export(dossier, "csv", table="events").decode() == told


def test_what_cannot_be_asked_is_an_error(store, tmp_path) -> None:
    opened = dateline.open(store)
    for wrong in (
        lambda: opened.events(since="soon"),
        lambda: opened.events(colour="red"),
        lambda: opened.get("e:zz"),
    ):
        with pytest.raises(dateline.Error) as caught:
            wrong()
        assert caught.value.code == "request"
    (tmp_path / "no.db").write_bytes(b"not a store" * 500)
    with pytest.raises(dateline.Error) as caught:
        dateline.open(tmp_path / "no.db")
    assert caught.value.code == "unusable"
