"""Many documents, as tables of any Arrow library."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import textwrap

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import dateline


def lines(found: dateline.Annotations) -> list[object]:
    return pa.table(found.annotations).to_pylist()


def test_annotate_is_that_of_the_command_line(pages, asked, tmp_path) -> None:
    rows = [{"id": p["id"], "text": p["bytes"].decode()} for p in pages] + [
        {"id": "empty", "text": " "},
        {"id": "kind", "text": "A.", "kind": "x"},
        {"id": "none"},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    told = asked("annotate", tmp_path / "in.jsonl").splitlines()
    found = lines(dateline.annotate(rows, layers=True))
    assert len(found) == len(told) == len(rows)
    for mine, line in zip(found, told, strict=True):
        error = json.loads(line).get("error")
        assert mine["error_code"] == (error and error["code"])
        assert error or mine["json"] == line


def test_any_table_comes_in_and_goes_out(pages) -> None:
    rows = [{"id": p["id"], "text": p["bytes"].decode()} for p in pages]
    expected = pa.table(dateline.annotate(rows).mentions)
    assert expected.num_rows > 50
    table = pa.Table.from_pylist(rows)
    relation = duckdb.from_arrow(table)
    for given in (table, pl.DataFrame(rows), pd.DataFrame(rows), relation.to_arrow_table()):
        found = dateline.annotate(given)
        assert pa.table(found.mentions).combine_chunks() == expected.combine_chunks()
    found = dateline.annotate(table).mentions
    assert pl.DataFrame(found).height == expected.num_rows
    assert pa.table(found).to_pandas().shape[0] == expected.num_rows
    n = duckdb.from_arrow(pa.table(found)).filter("status = 'planned'").count("*").fetchall()
    assert 0 < n[0][0] < expected.num_rows


def test_tables_are_given_without_a_copy(pages) -> None:
    articles = dateline.annotate(pages).articles
    places = [
        pa.table(articles).column("headline").chunk(0).buffers()[2].address for _ in range(2)
    ]
    assert places[0] == places[1]


def test_large_and_view_layouts_and_dates_are_taken(pages) -> None:
    text = "The Vinga sank on Monday."
    when = pa.array([19060], pa.int32()).cast(pa.date32())
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        table = pa.table({"id": pa.array(["a"], kind), "text": pa.array([text], kind), "published": when})
        found = pa.table(dateline.annotate(table).articles).to_pylist()
        assert [row["published"] for row in found] == ["2022-03-09"]
    with pytest.raises(dateline.Error, match="no column") as caught:
        dateline.annotate(pa.table({"id": ["a"]}))
    assert caught.value.code == "table"


def test_threads_and_portions_leave_no_trace(press) -> None:
    rows = press[:300]
    one = dateline.annotate(rows, jobs=1)
    for jobs in (2, 5):
        many = dateline.annotate(iter(rows), jobs=jobs)
        for name in one:
            assert pa.table(many[name]).combine_chunks() == pa.table(one[name]).combine_chunks()


def test_bad_documents_are_rows() -> None:
    found = dateline.annotate(["Ida Holm resigned on Monday.", "", b"\0\1\2" * 50])
    problems = pa.table(found.problems).to_pylist()
    assert [(p["input"], p["code"]) for p in problems if p["input"] != "0"] == [
        ("1", "empty"),
        ("2", "binary"),
    ]
    assert len(found.articles) == 1 and len(dateline.annotate([]).mentions) == 0


def test_progress_is_told(press) -> None:
    seen: list[int] = []
    dateline.annotate(press[:300], progress=seen.append)
    assert sum(seen) == 300 and len(seen) > 1
    dateline.annotate(press[:5], progress=True)


def test_an_interrupt_ends_it(tmp_path) -> None:
    program = textwrap.dedent(
        """
        import itertools, os, signal, threading, dateline
        threading.Timer(1.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        try:
            dateline.annotate(itertools.repeat("Ida Holm met Per Lund on Monday. " * 20))
        except KeyboardInterrupt:
            print("interrupted")
        """
    )
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=120)
    assert made.stdout == b"interrupted\n", made.stderr


def test_collate_is_that_of_the_command_line(pages, asked, tmp_path) -> None:
    for page in pages:
        (tmp_path / page["id"]).write_bytes(page["bytes"])
    (tmp_path / "empty.txt").write_text(" ")
    names = [p["id"] for p in pages] + ["empty.txt"]
    told = asked("brief", *names, "--json", cwd=tmp_path)
    rows = [*pages, {"id": "empty.txt", "bytes": b" "}]
    random.Random(1).shuffle(rows)
    dossier = dateline.collate(dateline.annotate(rows))
    assert dossier.json() + "\n" == told
    for table in ("events", "claims", "origins"):
        told = asked("brief", *names, "--as", "csv", "--table", table, cwd=tmp_path)
        assert dossier.export("csv", table=table).decode() == told


def test_every_table_says_what_its_columns_mean(pages) -> None:
    found = dateline.annotate(pages, layers=True)
    for tables in (found, dateline.collate(found)):
        for name in tables:
            table = tables[name]
            assert set(table.docs) == set(table.column_names), name
            assert pa.table(table).num_rows == len(table)


def test_every_format_is_written(pages, tmp_path) -> None:
    dossier = dateline.collate(dateline.annotate(pages))
    for name in dateline.FORMATS:
        written = dateline.export(dossier, name, tmp_path / name)
        assert written and any(size > 0 for _, size, _ in written), name
    with pytest.raises(dateline.Error, match="no format"):
        dossier.export("morse")


def test_given_twice_counts_once_and_is_told() -> None:
    page = {"id": "a", "text": "Ida Holm resigned on Monday."}
    dossier = dateline.collate(dateline.annotate([page, page]))
    assert len(dossier.articles) == 1
    assert "twice" in {p["code"] for p in pa.table(dossier.problems).to_pylist()}
    with pytest.raises(dateline.Error) as caught:
        dateline.collate(pa.table({"brief": [b"\x01\x02"]}))
    assert caught.value.code == "brief"


def test_a_notebook_shows_stories(pages) -> None:
    dossier = dateline.collate(dateline.annotate(pages))
    shown = dossier._repr_html_()
    assert shown.count("<table") >= 1 and "happened" in shown
