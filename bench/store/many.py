#!/usr/bin/env python3
"""A store of many articles out of a small one, and how long questions to it take.

    python3 bench/store/many.py make SMALL.db BIG.db TIMES [EVERY]
    python3 bench/store/many.py ask target/release/dateline BIG.db

`make` copies every article so many times under new identifiers, with its events, claims,
quotes, stories and words in the index, and leaves out the layers that are only ever read
article by article; the words of every EVERYth article are indexed (1 unless given). `ask` runs each command and gives the processor time of the process, less
that of one that asks for nothing: the least of five.
"""

import os
import random
import resource
import sqlite3
import subprocess
import sys

# Tables that are the same for all copies, and those that only one article's page reads.
ONCE = ["rules", "term", "run", "actor", "collation"]
LEFT_OUT = [
    "correction", "corrected", "quarantine", "entity", "time", "place", "cell", "note",
    "attribution", "link", "mention_actor", "brief",
]
KEYS = ["event", "story", "claim", "origin", "copy", "about_event"]


def make(small, big, times, every):
    if os.path.exists(big):
        sys.exit(f"{big} is there already")
    old = sqlite3.connect(small)
    application = old.execute("PRAGMA application_id").fetchone()[0]
    version = old.execute("PRAGMA user_version").fetchone()[0]
    n_docs = old.execute("SELECT max(doc) FROM article").fetchone()[0]
    schema = old.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        " ORDER BY rowid"
    ).fetchall()
    old.close()
    new = sqlite3.connect(big, isolation_level=None)
    new.executescript(
        "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "PRAGMA cache_size = -400000;"
    )
    indices = [name for _, name, _, sql in schema if "USING fts5" in sql]
    shadows = [f"{name}_" for name in indices]
    tables = [
        (name, sql)
        for kind, name, _, sql in schema
        if kind == "table" and name not in indices and not name.startswith("sqlite_")
        and not any(name.startswith(shadow) for shadow in shadows)
    ]
    for _, sql in tables:
        new.execute(sql)
    new.execute("ATTACH ? AS o", (small,))
    new.execute("BEGIN")
    for name, _ in tables:
        if name in ONCE:
            new.execute(f"DELETE FROM {name}")
            new.execute(f"INSERT INTO {name} SELECT * FROM o.{name}")
        elif name not in LEFT_OUT:
            copy(new, name, n_docs, times)
            print(name, flush=True)
    new.execute(
        "UPDATE actor SET n_events = n_events * :n, n_source = n_source * :n,"
        " n_target = n_target * :n",
        {"n": times},
    )
    new.execute("COMMIT")
    for kind, name, _, sql in schema:
        if kind in ("index", "view") or name in indices:
            new.execute(sql)
    new.execute("INSERT INTO actor_search (actor_search) VALUES ('rebuild')")
    new.execute(
        "INSERT INTO search (rowid, headline, text) SELECT doc, headline, text"
        " FROM searchable WHERE doc % ? = 0",
        (every,),
    )
    new.execute(f"PRAGMA application_id = {application}")
    new.execute(f"PRAGMA user_version = {version}")
    new.close()
    print(os.path.getsize(big), "bytes")


def copy(new, table, n_docs, times):
    """Rows of a table, `times` times; SQLite has no XOR, hence | less &."""
    columns = []
    for _, column, *_ in new.execute(f"PRAGMA table_info({table})").fetchall():
        name = f'"{column}"'
        if column in ("doc", "shorter", "longer", "summary_doc", "statement_doc"):
            name = f"{name} + :k * {n_docs}"
        elif column in KEYS or (table, column) == ("article", "id"):
            name = f"(({name} | :key) - ({name} & :key))"
        elif (table, column) == ("article", "name"):
            name = f"{name} || '#' || :k"
        columns.append(name)
    rng = random.Random(4)
    for k in range(times):
        key = rng.getrandbits(63) if k else 0
        sql = f"INSERT INTO {table} SELECT {', '.join(columns)} FROM o.{table}"
        new.execute(sql, {"k": k, "key": key})


QUESTIONS = [
    "events --limit 100",
    "events --actor USA --limit 100",
    "events --actor USA --target RUS --status denied --limit 100",
    "events --type ASSAULT,PROTEST --from 2015 --until 2016 --limit 100",
    "events --status planned --origins 2 --limit 100",
    "events --place Washington --limit 100",
    "events --text election --limit 100",
    "timeline --limit 100",
    "claims --open --limit 100",
    "claims --outcome contradicted --limit 100",
    "claims --open --due-before 2016-01-01 --limit 100",
    "claims --by Clinton --limit 100",
    "quotes --speaker Clinton --limit 100",
    "quotes --text sanctions --limit 100",
    "actors --limit 100",
    "actors --actor Clinton --limit 100",
    "articles --limit 100",
    "articles --from 2016-01 --publisher times --limit 100",
    "stories --latest --limit 100",
    "stories --actor USA --limit 100",
    "search senate hearing --limit 20",
    "search election --limit 20",
    "EVENT",
    "CLAIM",
    "ARTICLE",
]


def ask(binary, store):
    connection = sqlite3.connect(store)

    def one(sql):
        return connection.execute(sql).fetchone()[0]

    ids = {
        "EVENT": "events " + one("SELECT id FROM events LIMIT 1 OFFSET 4000"),
        "CLAIM": "claims " + one("SELECT id FROM claims LIMIT 1 OFFSET 4000"),
        "ARTICLE": "articles " + one("SELECT id FROM articles LIMIT 1 OFFSET 4000"),
    }
    n = [one(f"SELECT count(*) FROM {t}") for t in ("article", "event", "claim", "quote")]
    print("{} articles, {} events, {} claims, {} quotes".format(*n))

    def least(command):
        spent = []
        for _ in range(5):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append(
                after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            )
        return min(spent) * 1000

    idle = least([binary, "--version"])
    for question in QUESTIONS:
        words = ids.get(question, question).split()
        command = [binary, words[0], store, *words[1:], "--to", "jsonl"]
        print(f"{least(command) - idle:8.0f} ms  {' '.join(words)}", flush=True)


if sys.argv[1] == "make":
    make(sys.argv[2], sys.argv[3], int(sys.argv[4]), int((sys.argv[5:] or ["1"])[0]))
else:
    ask(sys.argv[2], sys.argv[3])
