"""Re-reads every export of the example pages with independent readers.

Usage: read_exports.py PROGRAM EXAMPLES OUT

Each check is a function `check_FORMAT(files, dossier)`: `files` are the written files by name,
`dossier` is what `--json` gives for the same pages. A check fails by raising. At the end the
names of the checks are printed, and that every format of the program had one.
"""

import csv
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

CHECKS = {}


def check(function):
    CHECKS[function.__name__.removeprefix("check_").replace("_", "-")] = function
    return function


def one(files):
    assert len(files) == 1, list(files)
    return next(iter(files.values()))


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@check
def check_json(files, dossier):
    assert json.loads(one(files).read_text("utf-8")) == dossier


@check
def check_jsonl(files, dossier):
    events = lines(files["events.jsonl"])
    assert [e["id"] for e in events] == [e["id"] for e in dossier["events"]]
    claims = {c["id"] for c in lines(files["claims.jsonl"])}
    assert claims == {c["id"] for c in dossier["claims"]}
    ids = {a["id"] for a in lines(files["articles.jsonl"])}
    evidence = lines(files["evidence.jsonl"])
    assert evidence and all(e["article"] in ids for e in evidence)
    assert all(a["text"] is None for a in lines(files["articles.jsonl"])), "whole texts"


@check
def check_csv(files, dossier):
    import pandas

    events = pandas.read_csv(files["events.csv"], keep_default_na=False, dtype=str)
    assert list(events["id"]) == [e["id"] for e in dossier["events"]]
    assert list(events["kind"]) == [e["type"] for e in dossier["events"]]
    for path in files.values():
        with path.open(newline="", encoding="utf-8") as text:
            rows = list(csv.reader(text, strict=True))
        assert all(len(row) == len(rows[0]) for row in rows), path
        assert not any(cell[:1] in "=+@" for row in rows[1:] for cell in row if cell), path


@check
def check_parquet(files, dossier):
    import pandas
    import pyarrow.parquet as parquet

    for path in files.values():
        table = parquet.ParquetFile(path)
        assert table.metadata.metadata[b"dateline.schema"].decode() == dossier["schema"]
        if table.metadata.num_row_groups:
            assert table.metadata.row_group(0).column(0).compression == "ZSTD"
    events = parquet.read_table(files["events.parquet"]).to_pylist()
    assert [e["id"] for e in events] == [e["id"] for e in dossier["events"]]
    by_hand = [
        [a["name"] for a in e["actors"] if a["role"] == "source"] for e in dossier["events"]
    ]
    assert [e["sources"] for e in events] == by_hand
    assert len(pandas.read_parquet(files["events.parquet"])) == len(events)


@check
def check_gdelt(files, dossier):
    import pandas

    def table(name, columns):
        return pandas.read_csv(
            files[name], sep="\t", header=None, names=range(columns), dtype=str,
            keep_default_na=False, quoting=csv.QUOTE_NONE, index_col=False,
        )

    events = table("events.export.CSV", 61)
    mentions = table("mentions.mentions.CSV", 16)
    assert len(events) and set(mentions[0]) == set(events[0])
    assert events[0].is_unique and all(0 < int(n) < 2**53 for n in events[0])
    for _, row in events.iterrows():
        day = date(int(row[3]), int(row[2][4:]), int(row[1][6:]))
        assert day.strftime("%Y%m%d") == row[1]
        assert row[26].startswith(row[28]) and row[27].startswith(row[28])
        assert row[29] in "1234" and -10 <= float(row[30]) <= 10
        assert int(row[31]) >= int(row[33]) >= 1
        if row[28] == "14":
            assert row[29] == "3", "GDELT's own quad class"
    evidence = pandas.read_csv(
        files["evidence.tsv"], sep="\t", dtype=str, keep_default_na=False,
        quoting=csv.QUOTE_NONE,
    )
    assert set(evidence["GLOBALEVENTID"]) == set(events[0])
    ours = {e["id"]: e for e in dossier["events"]}
    assert all(ours[e]["status"] in ("happened", "ongoing") for e in evidence["event"])


@check
def check_polecat(files, dossier):
    import pandas

    table = pandas.read_csv(
        one(files), sep="\t", dtype=str, keep_default_na=False, quoting=csv.QUOTE_NONE
    )
    assert table.shape[1] == 40 and len(table)
    ours = {e["id"]: e for e in dossier["events"]}
    for _, row in table.iterrows():
        event = ours[row["Event ID"]]
        assert event["type"] == row["Event Type"]
        assert row["Quad Code"] in {
            f"{kind} {side}"
            for kind in ("VERBAL", "MATERIAL") for side in ("COOPERATION", "CONFLICT")
        }
        if row["Event Date"] != "None":
            date.fromisoformat(row["Event Date"])
        assert "" not in row.values


@check
def check_plover(files, dossier):
    import jsonschema

    names = {"type": "array", "items": {"type": "object", "required": ["name"]}}
    jsonschema.validate(json.loads(one(files).read_text("utf-8")), {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "required": [
                "id", "date", "actor", "recipient", "event", "event_loc", "event_text",
                "quad_code", "event_scale", "mode", "context", "text", "text_info",
                "cite_info",
            ],
            "properties": {
                "actor": names,
                "recipient": names,
                "event": {"type": "array", "items": {"pattern": "^[A-Z]+$"}},
                "event_loc": {"type": "object"},
                "event_scale": {"type": "number", "minimum": -10, "maximum": 10},
                "mode": {"type": "array", "items": {"type": "string"}},
                "text_info": {"required": ["start", "end"]},
            },
        },
    })
    modes = {m for e in json.loads(one(files).read_text("utf-8")) for m in e["mode"]}
    assert modes & {"historical", "future", "hypothetical", "negation"}


@check
def check_citron(files, dossier):
    rows = lines(one(files))
    assert len(rows) == sum(a["is_article"] for a in dossier["articles"])
    quotes = [q for row in rows for q in row["quotes"]]
    assert quotes
    for quote in quotes:
        assert set(quote) >= {"cue", "sources", "contents", "coreferences", "confidence"}
        for span in [quote["cue"], *quote["sources"], *quote["contents"]]:
            assert span["end"] - span["start"] == len(span["text"])


@check
def check_schema_org(files, dossier):
    graph = json.loads(one(files).read_text("utf-8"))["@graph"]
    kinds = [node["@type"] for node in graph]
    assert set(kinds) == {"NewsArticle", "Claim"}, "no ClaimReview: nobody signed one"
    assert kinds.count("Claim") == len(dossier["claims"])
    assert not any("articleBody" in node for node in graph)
    assert all(n["headline"] for n in graph if n["@type"] == "NewsArticle")


@check
def check_ninjs(files, dossier):
    import jsonschema

    # The part of ninjs 3.1 that is used here, after the IPTC's specification.
    text = {"type": "string"}
    moment = {
        "type": "string",
        "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$",
    }
    about = {"pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"}

    def listed(*names, required=()):
        return {"type": "array", "items": {
            "type": "object", "additionalProperties": False, "required": list(required),
            "properties": {name: True for name in names},
        }}

    item = {
        "type": "object",
        "required": ["uri"],
        "additionalProperties": False,
        "properties": {
            "standard": {"properties": {"name": {"const": "ninjs"}}},
            "uri": {"type": "string", "pattern": "^[a-z]+:"},
            "type": {"enum": ["text", "event"]},
            "language": text, "by": text, "located": text, "title": text,
            "firstCreated": moment, "versionCreated": moment,
            "headlines": listed("role", "contentType", "value", required=["value"]),
            "bodies": listed(
                "role", "contentType", "charCount", "wordCount", "value",
                required=["value"],
            ),
            "infoSources": listed("name", "role", "uri", "literal"),
            "places": listed("name", "rel", "uri"),
            "altIds": listed("role", "value"),
            "eventDetails": {
                "additionalProperties": False,
                "properties": {"dates": {
                    "additionalProperties": False,
                    "properties": {"expectedStartDate": about, "expectedEndDate": about},
                }},
            },
        },
    }
    rows = lines(one(files))
    for row in rows:
        jsonschema.validate(row, item)
    assert {"text"} <= {row["type"] for row in rows}


@check
def check_web_annotation(files, dossier):
    page = json.loads(one(files).read_text("utf-8"))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    n = sum(len(x["evidence"]) for x in dossier["events"] + dossier["claims"])
    assert len(page["items"]) == n
    for item in page["items"]:
        quote, position = item["target"]["selector"]
        assert quote["type"] == "TextQuoteSelector" and quote["exact"]
        assert position["end"] - position["start"] == len(quote["exact"])
    assert len({item["id"] for item in page["items"]}) == n


@check
def check_prov(files, dossier):
    import rdflib

    graph = rdflib.Graph().parse(one(files), format="nt")
    prov = rdflib.Namespace("http://www.w3.org/ns/prov#")
    derived = set(graph.subjects(prov.wasDerivedFrom))
    assert {rdflib.URIRef(f"urn:dateline:{e['id']}") for e in dossier["events"]} <= derived
    for claim in dossier["claims"]:
        node = rdflib.URIRef(f"urn:dateline:{claim['id']}")
        assert list(graph.objects(node, prov.wasQuotedFrom))
    # A round trip through another writer keeps every triple.
    turtle = rdflib.Graph().parse(data=graph.serialize(format="turtle"), format="turtle")
    assert len(turtle) == len(graph)


@check
def check_geojson(files, dossier):
    import geojson

    found = geojson.loads(one(files).read_text("utf-8"))
    assert found.type == "FeatureCollection" and found.features
    for feature in found.features:
        assert feature.geometry is None or feature.geometry.is_valid
        exact = feature.properties["precision"] in ("point", "city")
        assert exact or feature.geometry is None, "a country is no point"
    ours = {e["id"]: e for e in dossier["events"]}
    for feature in found.features:
        if feature.geometry:
            lon, lat = feature.geometry.coordinates
            place = ours[feature.id]["place"]
            assert (place["lat"], place["lon"]) == (lat, lon)


@check
def check_ics(files, dossier):
    import icalendar

    raw = one(files).read_bytes()
    calendar = icalendar.Calendar.from_ical(raw)
    events = calendar.walk("VEVENT")
    assert events
    known = {e["id"] for e in dossier["events"]} | {c["id"] for c in dossier["claims"]}
    for event in events:
        assert event["UID"].split("@")[0] in known
        assert event["STATUS"] in ("TENTATIVE", "CONFIRMED", "CANCELLED")
        assert event["DTSTART"].dt < event["DTEND"].dt and event["DTSTAMP"].dt
    again = icalendar.Calendar.from_ical(calendar.to_ical())
    assert [e["SUMMARY"] for e in again.walk("VEVENT")] == [e["SUMMARY"] for e in events]
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


@check
def check_timelinejs(files, dossier):
    import jsonschema

    day = {
        "type": "object", "required": ["year"], "additionalProperties": False,
        "properties": {
            "year": {"type": "integer"},
            "month": {"type": "integer", "minimum": 1, "maximum": 12},
            "day": {"type": "integer", "minimum": 1, "maximum": 31},
        },
    }
    text = {"type": "object", "required": ["headline"]}
    slide = {
        "type": "object", "required": ["start_date", "text", "unique_id"],
        "properties": {"start_date": day, "end_date": day, "text": text},
    }
    jsonschema.validate(json.loads(one(files).read_text("utf-8")), {
        "type": "object", "required": ["events"],
        "properties": {
            "events": {"type": "array", "minItems": 1, "items": slide},
            "scale": {"const": "human"},
        },
    })


@check
def check_atom(files, dossier):
    import feedparser

    feed = feedparser.parse(one(files).read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10" and len(feed.entries) == len(dossier["events"])
    assert all(e.updated_parsed and e.id and e.title for e in feed.entries)
    updated = [e.updated_parsed for e in feed.entries]
    assert updated == sorted(updated, reverse=True)


@check
def check_jsonfeed(files, dossier):
    feed = json.loads(one(files).read_text("utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"]
    assert len(feed["items"]) == len(dossier["events"])
    for item in feed["items"]:
        assert item["id"] and (item.get("content_text") or item.get("content_html"))


@check
def check_ftm(files, dossier):
    from followthemoney import model

    entities = [model.get_proxy(row) for row in lines(one(files))]
    by_id = {entity.id: entity for entity in entities}
    events = [e for e in entities if e.schema.name == "Event"]
    assert len(events) == len(dossier["events"])
    for row, entity in zip(lines(one(files)), entities, strict=True):
        kept = {name: len(entity.get(name)) for name in entity.properties}
        for name, values in row["properties"].items():
            assert kept.get(name) == len(set(values)), (row["schema"], name, values)
    for event in events:
        for of in event.get("proof") + event.get("involved"):
            assert of in by_id


@check
def check_markdown(files, dossier):
    text = one(files).read_text("utf-8")
    heads = re.findall(r"^### ", text, re.MULTILINE)
    assert len(heads) == len(dossier["events"]) + len(dossier["claims"])
    assert not re.search(r"<(?!https?://)", text), "markup of a page"


def check_conllu(program, pages):
    import conllu

    done = subprocess.run(
        [program, "annotate", *pages, "--format", "conllu"],
        check=True, capture_output=True, text=True, encoding="utf-8",
    )
    sentences = conllu.parse(done.stdout)
    assert sentences and all(s.to_tree() for s in sentences)
    assert conllu.parse("".join(s.serialize() for s in sentences)) == sentences
    # The words, trees and places are those of the JSON.
    told = subprocess.run(
        [program, "annotate", *pages, "--layers", "tokens"],
        check=True, capture_output=True, text=True, encoding="utf-8",
    )
    documents = [json.loads(line) for line in told.stdout.splitlines()]
    words = [w for s in sentences for w in s if isinstance(w["id"], int)]
    tokens = [(t, d["text"]) for d in documents for t in d["tokens"]]
    assert len(words) == len(tokens)
    for word, (token, text) in zip(words, tokens, strict=True):
        for theirs, ours in [("form", "form"), ("lemma", "lemma"), ("upos", "upos"),
                             ("head", "head"), ("deprel", "deprel")]:
            assert word[theirs] == token[ours], (word, token)
        place = (word["misc"] or {}).get("TokenRange")
        if place:
            assert place == f"{token['start']}:{token['end']}"
    # A word that is written in one with others has its place with the whole.
    wholes = [w for s in sentences for w in s if "TokenRange" in (w["misc"] or {})]
    assert len(wholes) > 0.9 * len(words)


def check_store(program, store, name, files):
    """A store of the pages gives the same bytes as the pages."""
    to = store.parent / f"store-{name}"
    subprocess.run(
        [program, "export", store, "--as", name, "--to", to],
        check=True, capture_output=True,
    )
    again = {p.name: p for p in to.iterdir()} if to.is_dir() else {name: to}
    assert again.keys() == files.keys()
    for file, path in again.items():
        assert path.read_bytes() == files[file].read_bytes(), (name, file)


def check_lines(program, out, dossier):
    """What JSON lines hold is what the files hold: our own rows with texts, read again."""
    rows = [
        {"id": a["file"], "kind": "page", "text": a["text"]}
        for a in dossier["articles"] if a["file"].endswith(".txt")
    ]
    path = out / "again.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    found = subprocess.run(
        [program, "brief", path, "--json"], capture_output=True, check=True
    )
    again = {a["id"]: a for a in json.loads(found.stdout)["articles"]}
    assert len(again) == len(rows)
    for article in dossier["articles"]:
        if article["file"].endswith(".txt"):
            ours = {k: v for k, v in article.items() if k not in ("text", "origin")}
            theirs = {k: v for k, v in again[article["id"]].items() if k != "origin"}
            assert ours == theirs, article["file"]


def check_import(program, out, table, path):
    """What we write for others, we read as theirs: every row, no problem."""
    done = subprocess.run(
        [program, "import", table, path, "--json"], capture_output=True, text=True
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    written = len(path.read_text("utf-8").splitlines()) - (table == "polecat")
    problems = [r["problem"] for r in rows if "problem" in r]
    assert all(p["code"] == "date" for p in problems), problems
    assert sum("row" in r for r in rows) == written


def main():
    program, examples, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    pages = sorted(str(p) for p in examples.iterdir() if p.suffix in (".txt", ".html"))
    run = [program, "brief", *pages]
    found = subprocess.run([*run, "--json"], capture_output=True, check=True)
    dossier = json.loads(found.stdout)
    told = subprocess.run([program, "help", "brief"], capture_output=True, text=True).stdout
    formats = re.findall(r"^  ([a-z-]+) +\S", told.split("Formats of --as:")[1], re.MULTILINE)
    assert len(formats) >= 18, formats
    assert set(formats) <= set(CHECKS), set(formats) - set(CHECKS)
    store = out / "news.db"
    subprocess.run([program, "add", store, *pages], check=True, capture_output=True)
    for name in formats:
        to = out / name
        subprocess.run([*run, "--as", name, "--to", str(to)], check=True, capture_output=True)
        files = {p.name: p for p in to.iterdir()} if to.is_dir() else {to.name: to}
        CHECKS[name](files, dossier)
        check_store(program, store, name, files)
        print(f"{name}: {len(files)} files re-read")
    check_conllu(program, pages)
    whole = subprocess.run([*run, "--json", "--with-text"], capture_output=True, check=True)
    check_lines(program, out, json.loads(whole.stdout))
    check_import(program, out, "gdelt", out / "gdelt" / "events.export.CSV")
    check_import(program, out, "polecat", out / "polecat")
    print("conllu, JSON lines, import of gdelt and polecat: re-read")


if __name__ == "__main__":
    main()
