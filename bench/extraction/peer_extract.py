"""Other extractors beside `dateline annotate --layers article` on the same pages, with one scorer.

usage: peer_extract.py --shared DIR --binary DATELINE --dom-smoothie PROGRAM [--peers A,B] [--rounds 3] [--keep DIR]

By hand, never in CI: needs `pip install trafilatura readability-lxml newspaper4k` and the small
program in `dom_smoothie/`. Each reader gets the development pages of `../shared` as JSON lines (id,
html, url) and writes what it found; the scorer of `../shared` judges all alike. Dateline reads each
page with the block model of its fold, which saw no page of its site.

Speed is of the ngt pages, from HTML to article with metadata: processor time (user and system, all
threads and children) less that of a run without pages, so that neither loading nor other work on the
machine counts. The readers take turns, `--rounds` times, one thread each; the least of a reader's
times is taken, for what else runs can only lengthen it. Only the ratios hold.
`--keep` holds what was written, and a reader whose file stands there is not asked again (delete the
files of Dateline after a change of it).
"""
import argparse, contextlib, importlib.util, io, json, pathlib, resource, subprocess, sys, tempfile, types, warnings

HERE = pathlib.Path(__file__).resolve().parent
PEERS = ("trafilatura", "trafilatura-precision", "htmldate", "readability", "newspaper", "dom_smoothie")
TIMED = ("dateline", "trafilatura", "dom_smoothie")


def trafilatura(html, url, **more):
    import trafilatura as t
    found = t.bare_extraction(html, url=url, with_metadata=True, include_comments=False, **more)
    if found is None:
        return {}
    return {"body": found.text, "title": found.title, "authors": found.author, "day": found.date}


def htmldate(html, url):
    from htmldate import find_date
    return {"day": find_date(html, url=url, original_date=True)}


def readability(html, url):
    import lxml.html, readability as r
    page = r.Document(html, url=url)
    return {"body": lxml.html.fromstring(page.summary()).text_content(), "title": page.short_title()}


def newspaper(html, url):
    import newspaper as n
    # An address that is never asked for: the page is given.
    page = n.Article(url or "http://page.invalid/")
    page.download(input_html=html)
    page.parse()
    day = page.publish_date
    return {"body": page.text, "title": page.title, "authors": page.authors, "day": day and day.isoformat()}


READERS = {"trafilatura": trafilatura, "htmldate": htmldate, "readability": readability, "newspaper": newspaper,
           "trafilatura-precision": lambda html, url: trafilatura(html, url, favor_precision=True)}


def read_pages(name):
    """Standard input to standard output with one of the Python readers."""
    import logging
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    READERS[name]("<html><body><p>nothing</p></body></html>", None)  # loads its modules
    for row in map(json.loads, sys.stdin):
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                told = READERS[name](row["html"], row.get("url"))
        except Exception as problem:  # whatever a reader throws, the page counts as empty, and is told
            told = {"failed": f"{type(problem).__name__}: {problem}"[:200]}
        print(json.dumps({"id": row["id"], **told}, default=str))


def scorer(shared):
    path = shared / "score/extraction/extraction.py"
    spec = importlib.util.spec_from_file_location("extraction", path)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module


def command(name, opt, *more):
    if name == "dateline":
        return [opt.binary, "annotate", "-", "--from", "jsonl", "--layers", "article", "--jobs", "1", *more]
    if name == "dom_smoothie":
        return [opt.dom_smoothie]
    return [sys.executable, __file__, "--read", name]


def run(name, opt, source, target, *more):
    """Processor seconds of a reader over a file of pages. Exit 1 of Dateline says that no page held an article."""
    def children():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime
    began = children()
    with open(source, "rb") as i, open(target, "wb") as o:
        done = subprocess.run(command(name, opt, *more), stdin=i, stdout=o, stderr=subprocess.PIPE)
    if done.returncode > (1 if name == "dateline" else 0):
        sys.exit(f"{name}: exit status {done.returncode}: {done.stderr[-400:]!r}")
    return children() - began


def pages_into(path, rows):
    with open(path, "w", encoding="utf8") as f:
        for row in rows:
            f.write(json.dumps(row, ensure_ascii=False) + "\n")


def said_by(name, opt, score, folder, kind, rows):
    """What a reader says of each page, as the scorer wants it; and how many pages it failed on."""
    target = folder / f"{name}.{kind}.jsonl"
    if not target.exists():
        part, out = folder / "in.jsonl", folder / "out.jsonl"
        if name == "dateline" and kind == "html":
            folds = json.loads((HERE / "folds.json").read_text())
            with open(folder / "all.jsonl", "wb") as whole:
                for fold, ids in folds.items():
                    ids = set(ids)
                    pages_into(part, (r for r in rows if r["id"] in ids))
                    run(name, opt, part, out, "--block-model", str(HERE / f"fold{fold}.weights"))
                    whole.write(out.read_bytes())
            (folder / "all.jsonl").rename(target)
        else:
            pages_into(part, rows)
            run(name, opt, part, out)
            out.rename(target)
    with open(target, encoding="utf8") as lines:
        told = [json.loads(line) for line in lines]
    if name == "dateline":
        return {r["id"]: score.answer(r) for r in told if not r.get("error")}, sum("error" in r for r in told)
    answers = {r["id"]: {"body": r.get("body") or "", "title": r.get("title") or "", "authors": r.get("authors") or [],
                         "day": (r.get("day") or "")[:10]} for r in told}
    return answers, sum("failed" in r for r in told)


def speeds(opt, score, folder, rows):
    """Pages and megabytes a processor second on one thread."""
    source, none, out = folder / "speed.jsonl", folder / "none.jsonl", folder / "speed.out"
    pages_into(source, rows)
    pages_into(none, [])
    size = sum(len(r["html"].encode("utf8")) for r in rows) / 1e6
    best = {}
    for _ in range(opt.rounds):
        for name in TIMED:
            idle = run(name, opt, none, out)
            took = run(name, opt, source, out) - idle
            best[name] = min(took, best.get(name, took))
    base = best["dateline"]
    return [f"| {name} | {len(rows) / took:.0f} | {size / took:.1f} | {took / base:.1f} |" for name, took in best.items()]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--shared", "--binary", "--dom-smoothie", "--keep", "--read"):
        p.add_argument(name)
    p.add_argument("--peers", default=",".join(PEERS))
    p.add_argument("--rounds", type=int, default=3)
    opt = p.parse_args()
    if opt.read:
        return read_pages(opt.read)
    if not (opt.shared and opt.binary and opt.dom_smoothie):
        p.error("--shared, --binary and --dom-smoothie are needed")
    shared = pathlib.Path(opt.shared).resolve()
    score, dev = scorer(shared), shared / "data/extraction/dev"
    everything = types.SimpleNamespace(folds=None, fold=None, source=None, limit=0)
    truth = {kind: score.pages(str(dev), kind, everything) for kind in ("html", "meta")}
    rows = {kind: list(score.inputs(str(dev), kind, truth[kind])) for kind in truth}
    body = score.body_scorer()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(opt.keep or temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        print("| reader | html F1 zyte / ngt / fundus / wcxb | title ngt / fundus / wcxb | authors | day ngt / fundus / meta | failed |")
        print("|---|---|---|---|---|---|")
        for name in ("dateline", *opt.peers.split(",")):
            said, failed = said_by(name, opt, score, folder, "html", rows["html"])
            dated, failed_too = said_by(name, opt, score, folder, "meta", rows["meta"])

            def figures(kind, sources, key):
                out = []
                for source in sources:
                    part = {i: t for i, t in truth["html"].items() if t["source"] == source}
                    if source == "meta":
                        part = truth["meta"]
                    answers = dated if source == "meta" else said
                    f = score.measure(kind, part, answers, body)
                    out.append(f"{f[key]:.3f}".lstrip("0") if f["n"] and f["answered"] else "-")
                return " / ".join(out)
            print("|", " | ".join([name, figures("html", ("zyte", "ngt", "fundus", "wcxb"), "F1"),
                                   figures("title", ("ngt", "fundus", "wcxb"), "acc"),
                                   figures("authors", ("ngt", "fundus", "wcxb"), "F1"),
                                   figures("dates", ("ngt", "fundus", "meta"), "acc"), str(failed + failed_too)]), "|", flush=True)
        ngt = {i for i, t in truth["html"].items() if t["source"] == "ngt"}
        print("\n| reader | pages a second | MB a second | time, Dateline = 1 |\n|---|---|---|---|")
        print("\n".join(speeds(opt, score, folder, [r for r in rows["html"] if r["id"] in ngt])))


if __name__ == "__main__":
    main()
