#!/usr/bin/env python3
"""Writes tests/golden/vectors.jsonl: texts with the vectors that sentence-transformers gives them.

    make_golden_vectors.py MODEL_FOLDER > tests/golden/vectors.jsonl

Needs sentence-transformers; the tests that read the file need none of it. `make oracle` holds far
more texts against the reference; these few go with every `make test`.
"""

import json
import sys

from sentence_transformers import SentenceTransformer

TEXTS = [
    "", "a", "customer birth date", "Column: postal_code Type: text Values: 10115, SW1A 1AA, 75008",
    "[SEP] in the raw text", "\u00dcberweisung an Ren\u00e9e \u2014 \u20ac 12,50",
    "\u6771\u4eac\u90fd\u65b0\u5bbf\u533a", "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "NUL\u0000 and bell\u0007 inside", "x" * 120, "tumor stage " * 150,
    "The quick brown fox jumps over the lazy dog, and nobody asked it to.",
]


def main(folder):
    encoder = SentenceTransformer(folder, device="cpu", local_files_only=True)
    for text in TEXTS:
        vector = encoder.encode([text], show_progress_bar=False)[0]
        row = {"text": text, "vector": [float(f"{value:.8g}") for value in vector]}
        print(json.dumps(row, separators=(",", ":")))


if __name__ == "__main__":
    main(sys.argv[1])
