"""Fits the confidence of events anew, and says how well it is calibrated.

    python3 bench/calibration/fit.py target/release/dateline ../shared/data/wikinews/dev

The second argument is a folder of `*.gold.json`: articles with hand-made events (id, text, published, title, events with
trigger and type). The program's confidence for each event is turned into log odds and scaled by two numbers, each article
by what the others say (leave one out); the calibration error of that is printed beside the error as it stands, in ten bins.
The last line is what to put for WEIGHTS into `crates/dateline/src/events/confidence.rs`.

Use articles that the rules were not written from: on those the rules do better than on any other text. Python standard
library only.
"""
import json
import math
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(__file__).parents[2] / "crates/dateline/src/events/confidence.rs"


def events(binary, folder):
    """(article, confidence, whether trigger and type are right) of every event found."""
    gold = [json.loads(p.read_text()) for p in sorted(pathlib.Path(folder).glob("*.gold.json"))]
    rows = [
        {"id": g["id"], "text": g["text"], "kind": "body", "published": g["published"], "title": g.get("title")}
        for g in gold
    ]
    lines = "\n".join(map(json.dumps, rows))
    run = subprocess.run([binary, "annotate", "--from", "jsonl", "-"], input=lines, capture_output=True, text=True, check=True)
    found = {o["id"]: o["events"] for o in map(json.loads, run.stdout.splitlines())}
    for article in gold:
        free = list(article["events"])
        for event in found[article["id"]]:
            # the nearest gold event whose trigger overlaps, each used once
            def shared(g):
                return min(g["trigger"][1], event["trigger"][1]) - max(g["trigger"][0], event["trigger"][0])

            best = max((g for g in free if shared(g) > 0), key=lambda g: (shared(g), g["type"] == event["type"]), default=None)
            if best is not None:
                free.remove(best)
            right = best is not None and best["type"] == event["type"]
            yield article["id"], event["confidence"], right


def odds(p):
    return math.log(p / (1 - p))


def fit(rows, steps=2000, rate=1.0):
    """The shift and the scale of the log odds that make the events likeliest."""
    shift, scale = 0.0, 1.0
    for _ in range(steps):
        by_shift = by_scale = 0.0
        for _, p, right in rows:
            x = odds(p)
            miss = right - 1 / (1 + math.exp(-(shift + scale * x)))
            by_shift += miss
            by_scale += miss * x
        shift += rate * by_shift / len(rows)
        scale += rate * (by_scale - (scale - 1)) / len(rows)  # a weak pull to 1: few articles
    return shift, scale


def error(pairs, bins=10):
    """Expected calibration error: over bins of the confidence, mean confidence against share right."""
    kept = [[] for _ in range(bins)]
    for p, right in pairs:
        kept[min(int(p * bins), bins - 1)].append((p, right))
    gaps = [abs(sum(p - r for p, r in b)) for b in kept]
    return sum(gaps) / len(pairs)


def main():
    rows = list(events(*sys.argv[1:3]))
    left_out = []
    for article in sorted({r[0] for r in rows}):
        shift, scale = fit([r for r in rows if r[0] != article])
        left_out += [(1 / (1 + math.exp(-(shift + scale * odds(p)))), right) for a, p, right in rows if a == article]
    print(f"events {len(rows)}, right {sum(r for _, _, r in rows) / len(rows):.3f}")
    print(f"calibration error as it stands {error([(p, r) for _, p, r in rows]):.4f}")
    print(f"refitted, each article left out {error(left_out):.4f}")
    shift, scale = fit(rows)
    base, *weights = map(float, re.search(r"WEIGHTS: .*= \[(.*)\]", SOURCE.read_text()).group(1).split(","))
    new = [shift + scale * base] + [scale * w for w in weights]
    print("WEIGHTS", ", ".join(f"{w:.3f}" for w in new))


if __name__ == "__main__":
    main()
