#!/usr/bin/env python3
"""How fast a store takes articles in, beside the engine alone.

    python3 bench/store/speed.py target/release/dateline ARTICLES.jsonl [PORTION] [N]

Goes through the articles in portions; of each portion the engine reads it with no store
(`annotate`, events only, output thrown away), then `add` reads and writes it, both on two
threads and one after the other, so that other work on the machine strikes both. What a
process costs before its first article (loading what the engine knows) is measured apart and
taken off. At the end all articles are brought together once. Times are of the processor
(user and system) and of the wall.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time


def run(arguments):
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.time() - begun


def main():
    binary, path = sys.argv[1:3]
    portion = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    most = int(sys.argv[4]) if len(sys.argv) > 4 else 10**9
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()[:most]
    with tempfile.TemporaryDirectory() as folder:
        store, part = os.path.join(folder, "news.db"), os.path.join(folder, "part.jsonl")

        def write(some):
            with open(part, "w", encoding="utf-8") as file:
                file.writelines(some)

        read = [binary, "annotate", part, "--layers", "events", "--jobs", "2"]
        add = [binary, "add", store, part, "--later", "--jobs", "2"]
        write(['{"id": "one", "text": "Nothing.", "kind": "body"}\n'])
        idle = [min(run(a)[i] for _ in range(5)) for i in (0, 1) for a in (read, add)]
        total = [0.0, 0.0, 0.0, 0.0]
        for at in range(0, len(lines), portion):
            write(lines[at : at + portion])
            (read_cpu, read_wall), (add_cpu, add_wall) = run(read), run(add)
            for i, spent in enumerate((read_cpu, add_cpu, read_wall, add_wall)):
                total[i] += spent - idle[i]
            n = min(at + portion, len(lines))
            print(
                f"{n:>6} articles  cpu {total[0]:.1f} {total[1]:.1f} s, engine/add"
                f" {total[0] / total[1]:.3f}  wall {total[2]:.1f} {total[3]:.1f} s,"
                f" {total[2] / total[3]:.3f}",
                flush=True,
            )
        write(['{"id": "two", "text": "Nothing.", "kind": "body"}\n'])
        cpu, wall = run([binary, "add", store, part, "--jobs", "2"])
        cpu, wall = cpu - idle[1], wall - idle[3]
        print(f"bringing together: cpu {cpu:.1f} s, wall {wall:.1f} s")
        print(
            f"with it: cpu engine/add {total[0] / (total[1] + cpu):.3f},"
            f" wall {total[2] / (total[3] + wall):.3f}"
        )
        text = sum(len(line.encode()) for line in lines)
        print(f"store {os.path.getsize(store)} bytes, input {text} bytes")


main()
