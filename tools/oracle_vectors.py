#!/usr/bin/env python3
"""Holds our vectors against sentence-transformers: within 1e-5 a coordinate, or exit code 1.

    oracle_vectors.py --program build/release/bin/oracle_embed --model FOLDER [--data FOLDER]

1,000 mixed texts: columns and their values, paragraphs, texts beyond the 256 tokens that the model
takes, empty ones, emoji, control characters, random Unicode. On every instruction set that this
machine has: all within the bound of the reference (the scalar code, which is slow, on a part of
them). Then a part of the texts with 2 and 3 threads, shuffled, and alone: the same to the last bit.
"""

import argparse
import csv
import os
import pathlib
import random
import struct
import subprocess
import sys

import numpy as np

BOUND = 1e-5
TEXTS = 1000
PART = 100  # texts of the slow checks
ALONE = 8
SEED = 20261121
ISAS = {"avx512": TEXTS, "avx2": TEXTS, "scalar": PART}
LACKS_ISA = 3
EDGES = ["", " ", "\t\n", "a", "[SEP]", "[CLS] [PAD]", "\U0001f600", "\U0001f468\u200d\U0001f469",
         "\x00", "\x00a\x01b\x7f", "\ufeffname", "\u00e9t\u00e9", "e\u0301te\u0301",
         "\u6771\u4eac", "\u0645\u0631\u062d\u0628\u0627", "x" * 99, "x" * 101, "word " * 300,
         "1234567890 " * 80, "\u200b", "\u00ad", "\ufffd", "  leading and trailing  ",
         "CamelCaseColumnName", "a_b-c.d/e"]


def columns(folder):
    """Texts as columns give them: the header and its first values."""
    for path in sorted(pathlib.Path(folder).rglob("*.csv")):
        with open(path, newline="", encoding="utf-8", errors="replace") as file:
            rows = [row for _, row in zip(range(12), csv.reader(file))]
        for index, header in enumerate(rows[0] if rows else []):
            values = [row[index] for row in rows[1:] if index < len(row)]
            yield header
            yield f"{header}: {', '.join(values)}"


def made_up(rng, words):
    """Paragraphs of any length and random Unicode."""
    while True:
        yield " ".join(rng.choices(words, k=rng.randint(1, 400 if rng.random() < 0.1 else 40)))
        points = [rng.choice((rng.randrange(32, 0x250), rng.randrange(0x250, 0xD800),
                              rng.randrange(0x1F300, 0x1FAFF))) for _ in range(rng.randint(1, 60))]
        yield "".join(map(chr, points))


def texts_for(data):
    rng = random.Random(SEED)
    found = list(dict.fromkeys(columns(data))) if data and os.path.isdir(data) else []
    if not found:
        print("vectors: NO TABLES at --data; made-up texts only")
    words = sorted({word for text in found for word in text.split()} or {"city", "of", "birth"})
    texts = EDGES + rng.sample(found, min(len(found), TEXTS // 2))
    more = made_up(rng, words)
    texts += [next(more) for _ in range(TEXTS - len(texts))]
    rng.shuffle(texts)
    return texts


def ours(program, model, texts, isa, threads):
    """Our vectors, or None where this machine lacks the instruction set."""
    framed = b"".join(struct.pack("<I", len(t)) + t for t in (text.encode() for text in texts))
    done = subprocess.run([program, model, str(threads)], input=framed, stdout=subprocess.PIPE,
                          env={**os.environ, "COGNATE_ISA": isa}, check=False)
    if done.returncode == LACKS_ISA:
        return None
    if done.returncode != 0:
        sys.exit(f"{program} failed with exit code {done.returncode}")
    return np.frombuffer(done.stdout, np.float32).reshape(len(texts), -1)


def reference(model, texts):
    from sentence_transformers import SentenceTransformer
    encoder = SentenceTransformer(model, device="cpu", local_files_only=True)
    return encoder.encode(texts, batch_size=16, convert_to_numpy=True, show_progress_bar=False)


def check_isa(run, texts, want, isa):
    """How many checks of one instruction set failed; None where it is not here."""
    texts, want = texts[:ISAS[isa]], want[:ISAS[isa]]
    first = run(texts, isa, 2)
    if first is None:
        return None
    worst = np.abs(first - want).max(axis=1)
    bad = int((worst > BOUND).sum())
    print(f"vectors, {isa}: {len(texts)} texts, largest difference {worst.max():.2e}, "
          f"{bad} beyond {BOUND:.0e}")
    for index in np.argsort(-worst)[:3 if bad else 0]:
        print(f"  {worst[index]:.2e} {texts[index][:60]!r}")
    part = list(range(PART))
    for threads in (1, 3):
        again = run(texts[:PART], isa, threads)
        bad += report_bits(f"{isa}, {threads} threads", again, first[part])
    random.Random(SEED).shuffle(part)
    shuffled = run([texts[i] for i in part], isa, 2)
    bad += report_bits(f"{isa}, shuffled", shuffled, first[part])
    alone = np.concatenate([run([texts[i]], isa, 1) for i in range(ALONE)])
    return bad + report_bits(f"{isa}, alone", alone, first[:ALONE])


def report_bits(what, got, want):
    differ = int((got.view(np.uint32) != want.view(np.uint32)).any(axis=1).sum())
    if differ:
        print(f"vectors, {what}: {differ} rows with other bits")
    return differ


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", default="")
    options = parser.parse_args()
    texts = texts_for(options.data)
    want = reference(options.model, texts)
    run = lambda some, isa, threads: ours(options.program, options.model, some, isa, threads)
    failures = {isa: check_isa(run, texts, want, isa) for isa in ISAS}
    absent = [isa for isa, bad in failures.items() if bad is None]
    if absent:
        print(f"vectors: NOT RUN on {', '.join(absent)}: this processor lacks it")
    bad = sum(count or 0 for count in failures.values())
    print("vectors: every bound held, every bit equal" if bad == 0 else f"vectors: {bad} FAILED")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
