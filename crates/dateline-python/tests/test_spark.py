"""Apache Spark in ``local-cluster``: executors are processes of their own, which load the wheel
themselves, and the output is that of one process."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dateline

pytest.importorskip("pyspark")
from dateline import spark as ds  # noqa: E402

#: What claims are put together within groups for; see the documentation of ``dateline.spark``.
WITHIN_GROUPS = ("claims", "claim_history")


@pytest.fixture(scope="module")
def session():
    os.environ |= {
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_HOME": str(Path(sys.modules["pyspark"].__file__).parent),
    }
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("dateline")
        .config("spark.sql.shuffle.partitions", 4)
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", 64)
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    yield spark
    spark.stop()


def frame(spark, rows: list[dict[str, object]]):
    """A data frame of pages, in four pieces."""
    columns = ["id", "text", "kind", "title", "published"]
    data = [tuple(row.get(c) for c in columns) for row in rows]
    schema = ", ".join(f"{c} string" for c in columns)
    return spark.createDataFrame(data, schema).repartition(4)


def lines(table: pa.Table) -> list[str]:
    """The rows of a table as bytes, in an order that they alone decide."""
    return sorted(json.dumps(row, sort_keys=True) for row in table.to_pylist())


def compare(out: Path, rows: list[dict[str, object]]) -> dict[str, int]:
    """Holds what a run left to what one process gives; the number of rows by table."""
    dossier = dateline.collate(dateline.annotate(rows))
    counted = {}
    for name in dossier:
        mine = lines(pq.read_table(out / "tables" / name))
        whole = lines(pa.table(dossier[name]))
        if name == "evidence":
            # The citations of claims go with the claims.
            mine, whole = ([r for r in t if '"of": "e:' in r] for t in (mine, whole))
        if name not in WITHIN_GROUPS:
            assert mine == whole, name
        counted[name] = len(whole)
    return counted


def skewed(press: list[dict[str, str]]) -> list[dict[str, object]]:
    """The press, one text of it a hundred times more, a bad page and one given twice."""
    rows: list[dict[str, object]] = [dict(row) for row in press]
    rows += [{**press[7], "id": f"copy {i:03}"} for i in range(100)]
    return [*rows, {"id": "bad", "text": " "}, dict(press[3])]


@pytest.fixture(scope="module")
def example_run(session, pages, tmp_path_factory):
    """The rows of the examples, a bad page among them, and what a run of them left."""
    rows = [{"id": p["id"], "text": p["bytes"].decode()} for p in pages]
    rows.append({"id": "bad", "text": ""})
    out = tmp_path_factory.mktemp("examples") / "out"
    ds.run(frame(session, rows), str(out))
    return rows, out


def test_the_examples_are_those_of_one_process(example_run) -> None:
    rows, out = example_run
    counted = compare(out, rows)
    assert counted["events"] > 10 and counted["problems"] == 1
    dossier = dateline.collate(dateline.annotate(rows))
    claims = lines(pq.read_table(out / "tables/claims"))
    assert claims == lines(pa.table(dossier.claims))


def test_a_press_is_that_of_one_process(session, press, tmp_path) -> None:
    rows = skewed(press)
    ds.run(frame(session, rows), str(tmp_path / "out"))
    counted = compare(tmp_path / "out", rows)
    assert counted["origins"] < counted["articles"] and counted["stories"] > 5
    assert counted["copies"] > 100 and counted["problems"] >= 2


def test_a_whole_run_is_not_made_again(session, example_run) -> None:
    rows, out = example_run
    made = {p: p.stat().st_mtime_ns for p in out.rglob("*.parquet")}
    # What was cut short has no mark of its end, and is made again; nothing else is.
    (out / "parts" / "_SUCCESS").unlink()
    ds.run(frame(session, rows), str(out))
    again = {p: p.stat().st_mtime_ns for p in out.rglob("*.parquet")}
    changed = {p.relative_to(out).parts[0] for p in again if made.get(p) != again[p]}
    assert changed == {"parts"}


def executors() -> list[int]:
    """The processes of this session's executors."""
    told = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True).stdout
    rows = [line.split(None, 2) for line in told.splitlines()[1:]]
    parents = {int(pid): int(parent) for pid, parent, *_ in rows}

    def is_ours(pid: int) -> bool:
        while pid in parents:
            if pid == os.getpid():
                return True
            pid = parents[pid]
        return False

    backend = "CoarseGrainedExecutorBackend"
    found = [int(pid) for pid, _, args in rows if backend in args and "java" in args]
    return [pid for pid in found if is_ours(pid)]


def test_a_killed_executor_leaves_no_trace(session, press, tmp_path) -> None:
    rows = skewed(press[:60])
    killed: list[int] = []
    ended = threading.Event()

    def kill() -> None:
        # Once what decides about copies is there and texts are being compared.
        while not ended.wait(0.05):
            found = executors() if (tmp_path / "out/features/_SUCCESS").exists() else []
            if found:
                os.kill(found[0], signal.SIGKILL)
                killed.append(found[0])
                return

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        ds.run(frame(session, rows), str(tmp_path / "out"))
    finally:
        ended.set()
        killer.join()
    assert killed, "an executor was killed in the middle"
    compare(tmp_path / "out", rows)


def test_components_of_long_chains_and_stars(session, tmp_path) -> None:
    chain = [(i, i + 1) for i in range(40)]
    star = [(1000, i) for i in range(1001, 1400)]
    edges = session.createDataFrame([*chain, *star, (5, 5), (40, 7)], "a long, b long")
    found = {r.node: r.root for r in ds.components(edges, str(tmp_path)).collect()}
    assert found == {i: 0 for i in range(41)} | {i: 1000 for i in range(1000, 1400)}


def test_steps_alone(session, example_run) -> None:
    rows, out = example_run
    annotated = session.read.parquet(str(out / "annotated"))
    work = str(out)
    dossier = dateline.collate(dateline.annotate(rows))
    mine = {r.article: r.origin for r in ds.origins(annotated, work).collect()}
    whole = {r["id"]: r["origin"] for r in pa.table(dossier.articles).to_pylist()}
    assert mine == whole and len(set(mine.values())) == 9
    assert ds.events(annotated, work).count() == len(dossier.events)
    assert ds.stories(annotated, work).count() == len(dossier.stories)
    assert ds.claims(annotated, work).count() == len(dossier.claims)


def test_warc_and_json_lines_come_in(session, tmp_path) -> None:
    page = b"<html><body><h1>Ferry sinks</h1><p>The Vinga sank off Osterby.</p></body></html>"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    record = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"WARC-Target-URI: https://example.invalid/a\r\nWARC-Date: 2022-03-09T10:00:00Z\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(http), http)
    )
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 2\r\n\r\nab\r\n\r\n"
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(info) + gzip.compress(record))
    found = ds.annotate(ds.read_warc(session, [str(tmp_path / "a.warc.gz")])).collect()
    assert [r.file for r in found if r.brief] == ["urn:uuid:1"]
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "Ida Holm resigned."}\nnot json\n')
    found = ds.annotate(ds.read_jsonl(session, str(tmp_path / "in.jsonl"))).collect()
    assert sum(r.brief is not None for r in found) == 1
    assert [r.error_code for r in found if r.error_code == "json"] == ["json"]
