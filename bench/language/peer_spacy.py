#!/usr/bin/env python3
"""Trains a spaCy pipeline of the shape of en_core_web_sm on the corpora that our network is
trained on, and measures both on the development sets in one run, one thread each.

What is measured: LAS, UPOS-free tags (XPOS), names over PER LOC ORG from raw text, by
score/layers; words per second of processor time (one thread each) of the step that reads, start and
load left out; ours also finds references.
What is not: lemmas and features (the peer has none here), references.
"""
import argparse, json, lzma, os, random, resource, subprocess, sys, time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
from spacy.tokens import Doc
from spacy.training import Example

NINE = {"PER", "ORG", "LOC", "NORP", "DATE", "MONEY", "FACILITY", "PRODUCT", "MISC"}
SEED = 17


def conllu(path):
    """Sentences of a CoNLL-U file as lists of (form, space after, xpos, head index, deprel)."""
    with lzma.open(path, "rt", encoding="utf8") as file:
        for block in file.read().split("\n\n"):
            rows = [l.split("\t") for l in block.split("\n") if l and not l.startswith("#")]
            glue = {}
            for r in rows:
                if "-" in r[0]:
                    first, last = map(int, r[0].split("-"))
                    glue.update({i: False for i in range(first, last)})
                    glue[last] = "SpaceAfter=No" not in r[9]
            words = [r for r in rows if r[0].isdigit()]
            if words:
                yield [(r[1], glue.get(int(r[0]), "SpaceAfter=No" not in r[9]), r[4],
                        int(r[6]) - 1 if r[6] != "0" else i, r[7].split(":")[0])
                       for i, r in enumerate(words)]


def tree_examples(nlp, path):
    for sentence in conllu(path):
        words, spaces, tags, heads, deps = zip(*sentence)
        reference = Doc(nlp.vocab, words=list(words), spaces=list(spaces), tags=list(tags),
                        heads=list(heads), deps=["ROOT" if d == "root" else d for d in deps])
        reference.set_ents([], default="missing")
        yield Example(Doc(nlp.vocab, words=list(words), spaces=list(spaces)), reference)


def name_examples(nlp, folder):
    """Articles of a folder of *.gold.json, cut at lines."""
    for path in sorted(Path(folder).glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf8"))
        at = 0
        for line in gold["text"].split("\n"):
            start, end = at, at + len(line)
            at = end + 1
            if len(line.split()) < 4:
                continue
            doc = nlp.make_doc(line)
            reference = nlp.make_doc(line)
            spans = [reference.char_span(e["start"] - start, e["end"] - start, label=e["type"])
                     for e in gold["entities"] if start <= e["start"] and e["end"] <= end]
            reference.set_ents(spacy.util.filter_spans([s for s in spans if s is not None]))
            yield Example(doc, reference)


def conll_examples(nlp, path):
    """Sentences of a four-type name file (word and BIO tag)."""
    classes = {"person": "PER", "politician": "PER", "organisation": "ORG", "politicalparty": "ORG",
               "location": "LOC", "country": "LOC"}
    for block in path.read_text(encoding="utf8").split("\n\n"):
        rows = [l.split() for l in block.split("\n") if len(l.split()) >= 2]
        if not rows:
            continue
        doc = Doc(nlp.vocab, words=[r[0] for r in rows])
        tags = [r[-1] for r in rows]
        ents = []
        for tag in tags:
            mark, _, name = tag.partition("-")
            ents.append("O" if mark == "O" else f"{mark}-{classes.get(name, 'MISC')}")
        reference = Doc(nlp.vocab, words=[r[0] for r in rows], ents=ents)
        yield Example(doc, reference)


def train(shared, epochs, minutes, model_dir):
    """The pipeline, trained anew or read from `model_dir`; the last epoch is cut short when the minutes are over."""
    if model_dir.exists():
        return spacy.load(model_dir)
    began = time.process_time()
    random.seed(SEED)
    spacy.util.fix_random_seed(SEED)
    data = shared / "data"
    nlp = spacy.blank("en")
    tok2vec = nlp.add_pipe("tok2vec")
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    nlp.add_pipe("parser", config={"model": {"tok2vec": listener}})
    nlp.add_pipe("ner")
    examples = list(tree_examples(nlp, data / "language/ud_ewt/en_ewt-ud-train.conllu.xz"))
    examples += tree_examples(nlp, next((data / "language/ud_gum").glob("*train*.conllu.xz")))
    names = list(name_examples(nlp, data / "wikinews/train"))
    names += conll_examples(nlp, data / "language/crossner_politics/train.txt")
    optimizer = nlp.initialize(lambda: examples + names)
    assert tok2vec is not None
    for epoch in range(epochs):
        start, losses = time.time(), {}
        # Names are few: each epoch of trees sees them twice.
        batch = examples + names + names
        random.shuffle(batch)
        seen = 0
        for part in spacy.util.minibatch(batch, size=spacy.util.compounding(32.0, 128.0, 1.001)):
            nlp.update(part, sgd=optimizer, losses=losses, drop=0.1)
            seen += len(part)
            if time.process_time() - began > 60 * minutes:
                break
        spent = time.process_time() - began
        print(f"epoch {epoch + seen / len(batch):.2f}: {time.time() - start:.0f} s, "
              f"{spent / 60:.1f} processor minutes in all, {losses}", flush=True)
        if spent > 60 * minutes:
            break
    nlp.to_disk(model_dir)
    return nlp


def read_with_spacy(nlp, lines, out):
    """Writes the contract's tokens and entities; returns words per second."""
    rows = [json.loads(l) for l in lines]
    start = time.process_time()
    docs = list(nlp.pipe((r["text"] for r in rows), batch_size=64))
    seconds = time.process_time() - start
    with open(out, "w", encoding="utf8") as file:
        for row, doc in zip(rows, docs):
            kept = [[t for t in s if not t.is_space] for s in doc.sents]
            kept = [s for s in kept if s]
            tokens = []
            for n, sentence in enumerate(kept):
                place = {t.i: i + 1 for i, t in enumerate(sentence)}
                for t in sentence:
                    head = 0 if t.head.i == t.i else place.get(t.head.i, 0)
                    tokens.append({"start": t.idx, "end": t.idx + len(t), "form": t.text, "lemma": "_",
                                   "upos": "X", "xpos": t.tag_, "feats": "_", "head": head,
                                   "deprel": "root" if t.dep_ == "ROOT" else t.dep_, "sentence": n})
            entities = [{"id": str(i), "start": e.start_char, "end": e.end_char, "type": e.label_,
                         "name": e.text, "mention": "name", "entity": str(i)}
                        for i, e in enumerate(doc.ents) if e.label_ in NINE]
            file.write(json.dumps({"schema": "dateline/1", "id": row["id"], "text": row["text"],
                                   "sentences": [[s[0].idx, s[-1].idx + len(s[-1])] for s in kept],
                                   "tokens": tokens, "entities": entities}) + "\n")
    return sum(len(r["text"].split()) for r in rows) / seconds


def read_with_dateline(binary, lines, out):
    """The same by `dateline annotate` on one thread; the time of an empty run is taken off."""
    command = [binary, "annotate", "-", "--from", "jsonl", "--layers", "tokens,entities", "--jobs", "1"]
    def run(text):
        def spent():
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            return used.ru_utime + used.ru_stime
        start = spent()
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
        return spent() - start, done.stdout
    empty, _ = run(json.dumps({"id": "0", "text": "One.", "kind": "body"}) + "\n")
    seconds, output = run("".join(lines))
    Path(out).write_text(output, encoding="utf8")
    return sum(len(json.loads(l)["text"].split()) for l in lines) / (seconds - empty)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", type=Path, required=True)
    options.add_argument("--binary", type=Path, required=True)
    options.add_argument("--epochs", type=int, default=10)
    options.add_argument("--minutes", type=float, default=60, help="processor minutes of training at most")
    options.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "out" / "language")
    args = options.parse_args()
    shared, out = args.shared.resolve(), args.out.resolve()
    binary = str(args.binary.resolve())
    out.mkdir(parents=True, exist_ok=True)
    nlp = train(shared, args.epochs, args.minutes, out / "spacy-model")
    score = shared / "score"
    sets = ["parse:../data/language/ud_ewt/en_ewt-ud-dev.conllu.xz",
            "parse:../data/language/ud_gum/en_gum-ud-dev.permissive.conllu.xz",
            "ner:../data/wikinews/dev", "ner:../data/language/worldwide_ner"]
    layers = [sys.executable, "layers/layers.py"]
    for name in sets:
        lines = subprocess.run([*layers, "input", name], cwd=score, capture_output=True, text=True,
                               check=True).stdout.splitlines(keepends=True)
        for who, read in (("spacy", lambda o: read_with_spacy(nlp, lines, o)),
                          ("dateline", lambda o: read_with_dateline(binary, lines, o))):
            path = out / f"{who}.jsonl"
            speed = read(path)
            figures = subprocess.run([*layers, "score", name, str(path)], cwd=score,
                                     capture_output=True, text=True, check=True).stdout
            wanted = ("LAS", "xpos", "PER LOC ORG", "tokens ", "sentences ")
            for line in figures.splitlines():
                if any(w in line for w in wanted):
                    print(f"{who:9} {name.split('/')[-1][:28]:28} {line}")
            print(f"{who:9} {name.split('/')[-1][:28]:28} words per second on one core {speed:.0f}")


if __name__ == "__main__":
    main()
