"""Dateline on Apache Spark: the same engine over data frames, nothing but this wheel on top.

``run(df, out)`` takes a data frame of pages and leaves Parquet tables; the other functions are
its steps. What reaches across all articles (which texts are candidates for one text, how words
are weighed, which articles are neighbours) is sorted and cut in data frames exactly as the engine
sorts and cuts it; what is left falls apart into groups of articles that have nothing in common,
and each group is collated by the engine in one task.

**Equal to one process.** Articles, origins, copies, attributions, quotes, events with their
mentions, evidence and variants, and stories are those of one process, row for row; tests compare
them byte for byte. *Claims are put together within a group only*: where one holder repeats a claim
in articles of two groups, one process has one claim with two pieces of evidence and this has two
claims. Nothing is proved for claims beyond that.

**What runs in one task.** A group: articles that are linked by copied text, by two mentions that
may tell one event, or by a likeness of :data:`ONE_STORY`. Its briefs and texts stand in the
memory of one Python worker, about 30 kB an article, so that a story of a million articles needs
30 GB there. On the synthetic press of the tests all articles are one group, so that events, stories
and claims do not gain from a cluster yet. Sorting the keys of one fingerprint or one word (16 to 24 bytes a row, Spark spills
them to disk) is one task too. Everything else is spread: of a text that stands a hundred thousand
times only 49 articles are compared, the others take over what was found for the 49th; the articles
that tell one word are cut into blocks of :data:`BLOCK`.

Executors need this wheel: install it on the machines, or ship an environment with
``spark.archives``. Python workers must all have one version of it.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

import dateline

from . import _dateline as _native

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

#: Articles by which words are weighed.
SAMPLE: int = _native.SAMPLE
#: Two articles this much alike are of one group.
ONE_STORY: float = _native.ONE_STORY
#: Articles of one word that one task looks at.
BLOCK = 20_000

#: The columns of :func:`annotate`: a row is an article (``brief``) or a problem (``error_code``).
BRIEFS = (
    "key long, id string, file string, brief binary, told binary, "
    "error_code string, error_message string"
)
#: The columns that pages may have.
PAGES = (
    "id string, text string, html string, kind string, url string, title string, "
    "published string, retrieved string, publisher string"
)
#: Problems of articles that were read all the same.
ODD = ("encoding", "language", "no-article")

_Batches = Iterator[pa.RecordBatch]


def _table(batch: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches([batch])


def _map(df: DataFrame, function: Callable[[_Batches], _Batches], schema: str) -> DataFrame:
    return df.mapInArrow(function, schema)


def _each(function: Callable[[pa.Table], Any]) -> Callable[[_Batches], _Batches]:
    """A function of one table as a function of many batches."""

    def run(batches: _Batches) -> _Batches:
        for batch in batches:
            yield from pa.table(function(_table(batch))).to_batches()

    return run


def _streamed(make: Callable[[], Any]) -> Callable[[_Batches], _Batches]:
    """What takes sorted batches one by one and gives rows as soon as they are known."""

    def run(batches: _Batches) -> _Batches:
        state = make()
        for batch in batches:
            yield from pa.table(state.push(_table(batch))).to_batches()
        yield from pa.table(state.finish()).to_batches()

    return run


# -- pages ---------------------------------------------------------------------------------------


def read_jsonl(spark: SparkSession, paths: str | list[str]) -> DataFrame:
    """Pages of JSON lines, as ``dateline annotate`` takes them; a bad line is a page without
    text, and so a problem of its own."""
    return spark.read.schema(PAGES).json(paths)


def read_warc(spark: SparkSession, paths: list[str]) -> DataFrame:
    """The HTML pages of WARC files such as those of Common Crawl's news set, one file a task.

    Columns ``id`` (the record's), ``bytes``, ``url``, ``retrieved``. A damaged record ends its
    file; what stood before it is kept. Paths are local or whatever pyarrow's file systems open.
    """

    def run(batches: _Batches) -> _Batches:
        for batch in batches:
            for path in batch.column(0).to_pylist():
                rows: list[dict[str, Any]] = []
                for row in _warc_pages(path):
                    rows.append(row)
                    if len(rows) == 64:
                        yield pa.RecordBatch.from_pylist(rows, _WARC)
                        rows = []
                if rows:
                    yield pa.RecordBatch.from_pylist(rows, _WARC)

    files = spark.createDataFrame([(path,) for path in paths], "path string")
    schema = "id string, bytes binary, url string, retrieved string"
    return _map(files.repartition(max(1, len(paths))), run, schema)


_WARC = pa.schema(
    [("id", pa.string()), ("bytes", pa.binary()), ("url", pa.string()), ("retrieved", pa.string())]
)


def _warc_pages(path: str) -> Iterator[dict[str, Any]]:
    if "://" in path:
        from pyarrow import fs

        system, inside = fs.FileSystem.from_uri(path)
        raw: Any = system.open_input_stream(inside, compression=None)
    else:
        raw = open(path, "rb")
    with raw:
        stream: Any = gzip.open(raw, "rb") if path.endswith(".gz") else raw
        stream = io.BufferedReader(stream) if not hasattr(stream, "readline") else stream
        try:
            yield from _records(stream)
        except (OSError, EOFError, ValueError):
            return


def _head(stream: Any) -> dict[str, str]:
    head: dict[str, str] = {}
    while line := stream.readline().strip():
        name, _, value = line.decode("utf-8", "replace").partition(":")
        head[name.strip().lower()] = value.strip()
    return head


def _records(stream: Any) -> Iterator[dict[str, Any]]:
    while line := stream.readline():
        if not line.startswith(b"WARC/"):
            continue
        head = _head(stream)
        body = io.BytesIO(stream.read(int(head["content-length"])))
        if head.get("warc-type") != "response" or not body.readline().startswith(b"HTTP/"):
            continue
        http = _head(body)
        if "html" not in http.get("content-type", "html"):
            continue
        page = body.read()
        if http.get("content-encoding") == "gzip":
            page = gzip.decompress(page)
        yield {
            "id": head.get("warc-record-id", "").strip("<>"),
            "bytes": page,
            "url": head.get("warc-target-uri"),
            "retrieved": head.get("warc-date"),
        }


# -- one document at a time ----------------------------------------------------------------------


def annotate(
    df: DataFrame, *, kind: str = "auto", published: str | None = None
) -> DataFrame:
    """Reads every page: a row with its brief and what goes beside it, and a row for each
    problem. One bad page is a row with its ``error_code``, never a failed task.

    ``df`` has ``id`` and ``text``, ``html`` or ``bytes``, and perhaps the other columns of
    :data:`PAGES`. Columns of the result: :data:`BRIEFS`.
    """
    if "id" not in df.columns:
        raise dateline.Error("table", 'the data frame has no column "id"')

    def run(batches: _Batches) -> _Batches:
        for batch in batches:
            found = dateline.annotate(_table(batch), kind=kind, published=published, jobs=1)
            briefs = pa.table(found.briefs)
            n = len(briefs)
            none = pa.nulls(n, pa.string())
            yield from pa.table(
                {
                    "key": pa.array(_native.keys(briefs), pa.int64()),
                    "id": briefs["id"],
                    "file": briefs["file"],
                    "brief": briefs["brief"],
                    "told": briefs["told"],
                    "error_code": none,
                    "error_message": none,
                }
            ).to_batches()
            problems = pa.table(found.problems)
            n = len(problems)
            yield from pa.table(
                {
                    "key": pa.nulls(n, pa.int64()),
                    "id": pa.nulls(n, pa.string()),
                    "file": problems["input"],
                    "brief": pa.nulls(n, pa.binary()),
                    "told": pa.nulls(n, pa.binary()),
                    "error_code": problems["code"],
                    "error_message": problems["message"],
                }
            ).to_batches()

    return _map(df, run, BRIEFS)


def _articles(annotated: DataFrame) -> DataFrame:
    """The articles, each once."""
    return annotated.where("brief is not null").dropDuplicates(["key"])


def problems(annotated: DataFrame) -> DataFrame:
    """What could not be read, or only oddly, and what was given twice: ``input``, ``code``,
    ``message``."""
    from pyspark.sql import functions as F

    told = annotated.where("error_code is not null").select(
        F.col("file").alias("input"),
        F.col("error_code").alias("code"),
        F.col("error_message").alias("message"),
    )
    twice = (
        annotated.where("brief is not null")
        .groupBy("key")
        .agg(F.first("file").alias("input"), F.count("*").alias("n"))
        .where("n > 1")
        .select("input", F.explode(F.sequence(F.lit(2), F.col("n"))))
        .select(
            "input",
            F.lit("twice").alias("code"),
            F.lit("given twice; it counts once").alias("message"),
        )
    )
    return told.union(twice)


# -- one text, many articles ---------------------------------------------------------------------

_FEATURES = (
    "key long, text long, n_words long, n_prints long, prints array<long>, "
    "copied binary, told binary"
)


def _features(articles: DataFrame) -> DataFrame:
    return _map(articles.select("brief"), _each(_native.features), _FEATURES)


def _candidates(features: DataFrame) -> DataFrame:
    """Pairs of texts to compare, as the engine chooses them: ``shorter``, ``longer``."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    # Of equal texts the first articles are all that others ever look at; from the 49th on an
    # article has the candidates of the 49th.
    last = _native.POSTINGS_READ + 1
    of_text = Window.partitionBy("text").orderBy("key")
    ranked = features.select("key", "text", "n_words", "n_prints", "prints").withColumn(
        "rank", F.row_number().over(of_text)
    )
    known = ranked.where(F.col("rank") <= last)
    held = known.select("key", "n_words", "n_prints", F.explode("prints").alias("print"))
    longest = Window.partitionBy("print").orderBy(F.col("n_words").desc(), F.col("key"))
    held = held.withColumn("at", F.row_number().over(longest))
    read = held.where(F.col("at") < last).select(
        "print",
        F.col("key").alias("longer"),
        F.col("n_words").alias("long_words"),
        F.col("at").alias("read_at"),
    )
    enough = F.least(F.lit(_native.SHARED_AT_LEAST), F.col("n_prints"))
    best = Window.partitionBy("shorter").orderBy(
        F.col("n").desc(), F.col("long_words").desc(), F.col("longer")
    )
    pairs = (
        held.withColumnRenamed("key", "shorter")
        .join(read, "print")
        .where("read_at < at")
        .groupBy("shorter", "longer")
        .agg(
            F.count("*").alias("n"),
            F.first("n_prints").alias("n_prints"),
            F.first("long_words").alias("long_words"),
        )
        .where(F.col("n") >= enough)
        .withColumn("place", F.row_number().over(best))
        .where(F.col("place") <= _native.CANDIDATES)
        .select("shorter", "longer")
    )
    heirs = ranked.where(F.col("rank") > last).select("text", F.col("key").alias("heir"))
    of_last = known.where(F.col("rank") == last).select("text", F.col("key").alias("shorter"))
    inherited = of_last.join(pairs, "shorter").select("text", "longer").join(heirs, "text")
    return pairs.union(inherited.select(F.col("heir").alias("shorter"), "longer"))


def _links(features: DataFrame) -> DataFrame:
    """Which articles carry another's text: ``shorter``, ``longer``, ``kind``, ``contained``."""
    from pyspark.sql import functions as F

    def of(side: str) -> DataFrame:
        end = "a" if side == "shorter" else "b"
        return features.select(
            F.col("key").alias(side),
            F.col("text").alias(f"text_{end}"),
            F.col("copied").alias(f"copied_{end}"),
        )

    text = features.select("key", "text")
    pairs = (
        _candidates(features)
        .join(text.toDF("shorter", "text_a"), "shorter")
        .join(text.toDF("longer", "text_b"), "longer")
    )
    same = pairs.where("text_a = text_b").select(
        "shorter",
        "longer",
        F.lit("reprint").alias("kind"),
        F.lit(1.0).cast("float").alias("contained"),
    )
    other = (
        pairs.where("text_a <> text_b")
        .select("shorter", "longer")
        .join(of("shorter"), "shorter")
        .join(of("longer"), "longer")
        .select("shorter", "longer", "copied_a", "copied_b")
    )
    schema = "shorter long, longer long, kind string, contained float"
    return same.union(_map(other, _each(_native.compare), schema))


def components(edges: DataFrame, work: str) -> DataFrame:
    """The connected components of a graph, by large and small stars (Kiveris et al. 2014,
    "Connected components in MapReduce and beyond"): ``node`` and ``root``, the least node of its
    component; nodes without an edge are left out.

    ``edges`` has two columns of longs. Each round is written to a folder below ``work``, so that a
    lost executor costs one round; the number of rounds grows with the square of the logarithm of
    the number of nodes at most, and a handful is usual.
    """
    from pyspark.sql import functions as F

    spark = edges.sparkSession
    a, b = edges.columns
    now = (
        edges.select(F.greatest(a, b).alias("u"), F.least(a, b).alias("v"))
        .where("u <> v")
        .distinct()
    )
    before = None
    for n in range(200):
        path = f"{work}/{n % 3}"
        now.write.mode("overwrite").parquet(path)
        now = spark.read.parquet(path)
        told = now.agg(
            F.count("*").alias("n"),
            F.sum(F.xxhash64("u", "v").cast("decimal(38,0)")).alias("h"),
        ).first()
        if told == before:
            break
        before = told
        both = now.union(now.select("v", "u")).toDF("u", "v")
        least = both.groupBy("u").agg(F.min("v").alias("m"))
        least = least.select("u", F.least("u", "m").alias("m"))
        # Large star: everything above a node hangs from the least of its neighbours.
        large = both.where("v > u").join(least, "u").select(F.col("v").alias("u"), "m")
        large = large.where("u <> m").distinct().toDF("u", "v")
        # Small star: the node itself and everything below it too.
        least = large.groupBy("u").agg(F.min("v").alias("m"))
        small = large.join(least, "u").select(F.col("v").alias("u"), F.col("m").alias("v"))
        own = least.select("u", F.col("m").alias("v"))
        now = small.union(own).where("u <> v").distinct()
    roots = now.select("v").distinct().select(F.col("v").alias("node"), F.col("v").alias("root"))
    return now.toDF("node", "root").union(roots)


def _origins(articles: DataFrame, links: DataFrame, work: str) -> DataFrame:
    """For each article the least article of its text: ``key``, ``origin``."""
    from pyspark.sql import functions as F

    copies = links.where("kind <> 'excerpt'").select("shorter", "longer")
    found = components(copies, work).toDF("key", "origin")
    return articles.select("key").join(found, "key", "left").select(
        "key", F.coalesce("origin", "key").alias("origin")
    )


def _origin_id(keys: Iterable[int]) -> str:
    """The identifier of an origin: the engine's hash of its articles' identifiers."""
    made = hashlib.sha256()
    for key in sorted(keys):
        made.update(struct.pack("<Q", 8) + struct.pack(">Q", (key + (1 << 63))))
    return "o:" + made.digest()[:8].hex()


def origins(annotated: DataFrame, work: str) -> DataFrame:
    """Which articles carry one text: ``article``, ``origin`` (``o:...``), ``n_articles``.

    The articles of one text come together in one task as numbers of eight bytes. ``work`` is a
    folder for what stands between the steps.
    """
    from pyspark.sql import functions as F

    steps = _Steps(annotated.sparkSession, work)
    articles, features, links, of = _to_origins(annotated, steps)
    named = F.udf(_origin_id, "string")
    grouped = of.groupBy("origin").agg(F.collect_list("key").alias("keys"))
    ids = grouped.select("origin", named("keys").alias("id"), F.size("keys").alias("n_articles"))
    return (
        of.join(ids, "origin")
        .join(articles.select("key", F.col("id").alias("article")), "key")
        .select("article", F.col("id").alias("origin"), "n_articles")
    )


# -- neighbours ----------------------------------------------------------------------------------


def _sample(articles: DataFrame, origin: DataFrame) -> list[tuple[bytes, int]]:
    """The articles by which words are weighed, each with the number of its text."""
    rows = (
        articles.select("key", "brief").orderBy("key").limit(SAMPLE).join(origin, "key").collect()
    )
    rows.sort(key=lambda row: row.key)
    numbers: dict[int, int] = {}
    return [(bytes(r.brief), numbers.setdefault(r.origin, len(numbers))) for r in rows]


def _neighbours(articles: DataFrame, sample: Any, n: int) -> DataFrame:
    """For each article those like it: ``key``, ``near`` (packed keys and likenesses)."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    def words(batches: _Batches) -> _Batches:
        weights = _native.Weights(sample.value)
        yield from _each(weights.postings)(batches)

    schema = "word long, day long, key long, weight float"
    postings = _map(articles.select("brief"), words, schema)
    # The articles of a word in blocks, each with those beyond its ends that are looked at.
    by_day = Window.partitionBy("word").orderBy("day", "key")
    numbered = postings.withColumn("at", F.row_number().over(by_day) - 1)
    own = F.floor(F.col("at") / BLOCK)
    first = F.floor(F.greatest(F.col("at") - _native.WINDOW, F.lit(0)) / BLOCK)
    last = F.floor((F.col("at") + _native.WINDOW) / BLOCK)
    blocks = numbered.select(
        "word", "day", "key", "weight", own.alias("own"), F.explode(F.sequence(first, last)).alias("block")
    ).select("word", "block", "day", "key", "weight", (F.col("own") == F.col("block")).alias("own"))
    sorted_ = blocks.repartition(n, "word", "block").sortWithinPartitions(
        "word", "block", "day", "key"
    )
    products = _map(sorted_, _streamed(_native.Windows), "key long, word long, others binary")
    by_article = products.repartition(n, "key").sortWithinPartitions("key", "word")
    return _map(by_article, _streamed(_native.Nearest), "key long, near binary")


def _groups(
    features: DataFrame,
    links: DataFrame,
    origin: DataFrame,
    near: DataFrame,
    sample: Any,
    work: str,
) -> DataFrame:
    """Groups of articles that have something in common: ``node``, ``root``."""
    from pyspark.sql import functions as F

    def linked(batches: _Batches) -> _Batches:
        weights = _native.Weights(sample.value)
        yield from _each(weights.linked)(batches)

    schema = "a long, b long, of_a float, of_b float"
    pairs = (
        _map(near, _each(_native.near_pairs), schema)
        .groupBy("a", "b")
        .agg(F.max("of_a").alias("of_a"), F.max("of_b").alias("of_b"))
        .select(
            "a", "b", F.coalesce("of_a", "of_b").alias("likeness"),
            F.greatest("of_a", "of_b").alias("most"),
        )
    )
    alike = F.col("most") >= F.lit(ONE_STORY).cast("float")
    told = features.select("key", "told").join(origin, "key")
    other = (
        pairs.where(~alike)
        .join(told.toDF("a", "told_a", "origin_a"), "a")
        .join(told.toDF("b", "told_b", "origin_b"), "b")
    )
    edges = (
        pairs.where(alike)
        .select("a", "b")
        .union(_map(other, linked, "a long, b long"))
        .union(links.select("shorter", "longer"))
    )
    return components(edges, work)


# -- groups --------------------------------------------------------------------------------------


def _ipc(table: Any) -> bytes:
    read = pa.table(table)
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, read.schema) as writer:
        writer.write_table(read)
    return out.getvalue().to_pybytes()


def _collate(
    articles: DataFrame,
    links: DataFrame,
    near: DataFrame,
    groups: DataFrame,
    sample: Any,
    n: int,
) -> DataFrame:
    """The rows of every table, group by group: ``table``, ``rows`` (an Arrow stream)."""
    from pyspark.sql import functions as F

    def run(batches: _Batches) -> _Batches:
        weights = _native.Weights(sample.value)

        def told(open_: list[pa.RecordBatch]) -> _Batches:
            found = weights.collate(pa.Table.from_batches(open_))
            rows = [(name, _ipc(table)) for name, table in found if len(table)]
            for name, data in rows:
                yield pa.RecordBatch.from_pydict({"table": [name], "rows": [data]})

        # Whole groups at a time: what belongs to the last one waits for the next batch.
        open_: list[pa.RecordBatch] = []
        for batch in batches:
            parts = batch.column("part").to_pylist()
            cut = parts.index(parts[-1])
            whole = open_ and open_[-1].column("part")[-1].as_py() != parts[-1]
            if cut or whole:
                done = [*open_, batch.slice(0, cut)] if cut else open_
                yield from told(done)
                open_ = []
            open_.append(batch.slice(cut))
        if open_:
            yield from told(open_)

    packed = _map(
        links.repartition(n, "shorter").sortWithinPartitions("shorter", "longer"),
        _packed_links,
        "key long, links binary",
    )
    nothing = F.lit(b"")
    rows = (
        articles.select("key", "brief", F.col("told").alias("beside"))
        .join(groups.toDF("key", "part"), "key", "left")
        .join(near, "key", "left")
        .join(packed, "key", "left")
        .select(
            F.coalesce("part", "key").alias("part"), "key", "brief", "beside",
            F.coalesce("near", nothing).alias("near"),
            F.coalesce("links", nothing).alias("links"),
        )
        .repartition(n, "part")
        .sortWithinPartitions("part", "key")
    )
    return _map(rows, run, "table string, rows binary")


def _packed_links(batches: _Batches) -> _Batches:
    """The links of each shorter text in one row."""
    open_: list[pa.RecordBatch] = []
    for batch in batches:
        ends = batch.column("shorter").to_pylist()
        cut = ends.index(ends[-1])
        if cut or (open_ and open_[-1].column("shorter")[-1].as_py() != ends[-1]):
            done = [*open_, batch.slice(0, cut)] if cut else open_
            yield from pa.table(_native.pack_links(pa.Table.from_batches(done))).to_batches()
            open_ = []
        open_.append(batch.slice(cut))
    if open_:
        yield from pa.table(_native.pack_links(pa.Table.from_batches(open_))).to_batches()


def _schemas() -> dict[str, pa.Schema]:
    """The columns of every table."""
    empty = dateline.collate(dateline.annotate([]))
    return {name: pa.table(empty[name]).schema for name in empty}


def _of_table(parts: DataFrame, name: str) -> DataFrame:
    """The rows of one table."""
    from pyspark.sql.pandas.types import from_arrow_schema

    def run(batches: _Batches) -> _Batches:
        for batch in batches:
            for rows in batch.column(0):
                yield from pa.ipc.open_stream(rows.as_buffer()).read_all().to_batches()

    schema = pa.schema([f.remove_metadata() for f in _schemas()[name]])
    return (
        parts.where(f"`table` = '{name}'")
        .select("rows")
        .mapInArrow(run, from_arrow_schema(schema))
    )


# -- all of it -----------------------------------------------------------------------------------


class _Steps:
    """Steps whose output is a folder of Parquet: a whole one is read, not made again."""

    def __init__(self, spark: SparkSession, out: str) -> None:
        self.spark = spark
        self.out = out

    def is_done(self, name: str) -> bool:
        jvm = self.spark._jvm
        path = jvm.org.apache.hadoop.fs.Path(f"{self.out}/{name}/_SUCCESS")
        return bool(path.getFileSystem(self.spark._jsc.hadoopConfiguration()).exists(path))

    def step(self, name: str, make: Callable[[], DataFrame]) -> DataFrame:
        if not self.is_done(name):
            make().write.mode("overwrite").parquet(f"{self.out}/{name}")
        return self.spark.read.parquet(f"{self.out}/{name}")


def _to_origins(
    annotated: DataFrame, steps: _Steps
) -> tuple[DataFrame, DataFrame, DataFrame, DataFrame]:
    articles = steps.step("articles", lambda: _articles(annotated))
    features = steps.step("features", lambda: _features(articles))
    links = steps.step("links", lambda: _links(features))
    work = f"{steps.out}/_components"
    origin = steps.step("origins", lambda: _origins(articles, links, work))
    return articles, features, links, origin


def _parts(annotated: DataFrame, steps: _Steps) -> DataFrame:
    n = int(steps.spark.conf.get("spark.sql.shuffle.partitions"))
    articles, features, links, origin = _to_origins(annotated, steps)
    sample = steps.spark.sparkContext.broadcast(_sample(articles, origin))
    near = steps.step("near", lambda: _neighbours(articles, sample, n))
    work = f"{steps.out}/_components"
    groups = steps.step("groups", lambda: _groups(features, links, origin, near, sample, work))
    return steps.step("parts", lambda: _collate(articles, links, near, groups, sample, n))


def _one_table(annotated: DataFrame, work: str, name: str) -> DataFrame:
    return _of_table(_parts(annotated, _Steps(annotated.sparkSession, work)), name)


def events(annotated: DataFrame, work: str) -> DataFrame:
    """Merged events of all articles, with the columns of :class:`dateline.Dossier`."""
    return _one_table(annotated, work, "events")


def stories(annotated: DataFrame, work: str) -> DataFrame:
    """Stories of all articles, with the columns of :class:`dateline.Dossier`."""
    return _one_table(annotated, work, "stories")


def claims(annotated: DataFrame, work: str) -> DataFrame:
    """Claims with their outcomes, put together within groups of articles (see above)."""
    return _one_table(annotated, work, "claims")


def run(
    df: DataFrame, out: str, *, kind: str = "auto", published: str | None = None
) -> dict[str, DataFrame]:
    """Everything: reads the pages, brings the articles together, and leaves a folder of Parquet
    for each table of :class:`dateline.Dossier` in ``out/tables``.

    What stands between the steps is kept in ``out`` too. A run that was cut short goes on at the
    first step whose output is not whole; give another folder for other pages.

    >>> dateline.spark.run(pages, "s3a://archive/out")  # doctest: +SKIP
    """
    steps = _Steps(df.sparkSession, out)
    annotated = steps.step("annotated", lambda: annotate(df, kind=kind, published=published))
    parts = _parts(annotated, steps)
    tables = {
        name: steps.step(f"tables/{name}", lambda name=name: _of_table(parts, name))
        for name in _schemas()
        if name != "problems"
    }
    tables["problems"] = steps.step("tables/problems", lambda: problems(annotated))
    return tables
