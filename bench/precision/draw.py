#!/usr/bin/env python3
"""Draws coded events for two readers to judge, and counts their verdicts.

    draw.py sheet --binary DATELINE --stories DIR [--n 100] [--seed 1] > sheet.jsonl
    draw.py count FIRST.jsonl SECOND.jsonl

`sheet` reads each story folder of DIR that is named below with `dateline annotate`, draws
event mentions at random (the same for the same seed and program) and writes one a line: the
row as coded and the paragraph that it was read from. Readers see nothing else. A verdict line is
{"n": number, "type": bool, "roles": bool, "status": bool, "date": bool, "evidence": bool,
"why": "..."}; a row is right if all five are. `count` prints the share of right rows of each
reader, how often both agree, and Cohen's kappa of the two.
"""
import argparse, json, random, subprocess, sys
from pathlib import Path

# Stories without any gold: nobody tunes rules on them.
READING_ONLY = ["kim_olive_branch_2018", "wn_covid_2020", "wn_trump_ukraine_impeachment"]
CELLS = ["type", "roles", "status", "date", "evidence"]


def documents(stories):
    for name in READING_ONLY:
        folder = Path(stories) / name
        meta = {}
        for line in (folder / "meta.jsonl").read_text(encoding="utf8").splitlines():
            row = json.loads(line)
            meta[row.get("file")] = row
        for path in sorted(folder.glob("*.txt")):
            row = meta.get(path.name, {})
            yield {"id": f"{name}/{path.name}", "text": path.read_text(encoding="utf8"), "kind": "page",
                   **{k: row[k] for k in ("url", "publisher") if row.get(k)},
                   **({"published": row["published_claimed"]} if row.get("published_claimed") else {})}


def sheet(args):
    lines = "".join(json.dumps(d) + "\n" for d in documents(args.stories))
    done = subprocess.run([args.binary, "annotate", "-", "--from", "jsonl"], input=lines,
                          capture_output=True, text=True, check=True)
    rows = []
    for line in done.stdout.splitlines():
        doc = json.loads(line)
        text = doc["text"]
        said = {a["id"]: a for a in doc.get("attributions", [])}
        for event in doc.get("events", []):
            start, end = event["trigger"]
            left, right = text.rfind("\n", 0, start) + 1, text.find("\n", end)
            place = event["place"]
            source = said.get(event["attribution"])
            rows.append({
                "article": doc["id"],
                "published": (doc["article"]["published"] or {}).get("value"),
                "paragraph": text[left:right if right >= 0 else len(text)],
                "trigger": text[start:end],
                "evidence": text[slice(*event["clause"])],
                "type": event["type"], "cameo": event["cameo"], "status": event["status"],
                "background": event["background"], "date": event["date"],
                "actors": [f"{a['role']}: {a['name']}" for a in event["actors"]],
                "place": place and place["name"],
                "said_by": source and [link["name"] for link in source["chain"]],
            })
    random.seed(args.seed)
    drawn = random.sample(rows, min(args.n, len(rows)))
    for n, row in enumerate(drawn, 1):
        print(json.dumps({"n": n, **row}, ensure_ascii=False))
    print(f"{len(drawn)} of {len(rows)} event mentions", file=sys.stderr)


def count(args):
    def read(path):
        rows = [json.loads(l) for l in Path(path).read_text(encoding="utf8").splitlines() if l.strip()]
        return {r["n"]: r for r in rows}
    first, second = read(args.first), read(args.second)
    both = sorted(first.keys() & second.keys())
    right = lambda row: all(row[c] for c in CELLS)
    for name, rows in (("first", first), ("second", second)):
        cells = ", ".join(f"{c} {sum(rows[n][c] for n in both) / len(both):.2f}" for c in CELLS)
        print(f"{name} reader: fully right {sum(right(rows[n]) for n in both) / len(both):.2f} ({cells})")
    agree = sum(right(first[n]) == right(second[n]) for n in both) / len(both)
    p, q = (sum(right(r[n]) for n in both) / len(both) for r in (first, second))
    chance = p * q + (1 - p) * (1 - q)
    kappa = (agree - chance) / (1 - chance) if chance < 1 else 1.0
    print(f"agreement {agree:.2f}, kappa {kappa:.2f}, n {len(both)}")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = options.add_subparsers(dest="mode", required=True)
    mode = modes.add_parser("sheet")
    mode.add_argument("--binary", required=True)
    mode.add_argument("--stories", required=True)
    mode.add_argument("--n", type=int, default=100)
    mode.add_argument("--seed", type=int, default=1)
    mode.set_defaults(run=sheet)
    mode = modes.add_parser("count")
    mode.add_argument("first")
    mode.add_argument("second")
    mode.set_defaults(run=count)
    args = options.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
