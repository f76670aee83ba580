#!/usr/bin/env python3
"""Holds our tokenizer against the PyPI package `tokenizers`: zero differences, or exit code 1.

    oracle_tokenizer.py --program build/release/bin/oracle_tokenize --model FOLDER [--data FOLDER]
                        [--speed]

Texts: every header and cell of the CSV files under --data, every Unicode code point alone, inside a
word and behind a letter with an accent, and seeded random mixes of what tokenizers stumble over.
Beside the model as it is, variants of its switches run on a part of the texts. tools/oracle.sh
builds the program and brings the package.
"""

import argparse
import copy
import csv
import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import time

import numpy as np
import tokenizers

TOKENS_MAX = 256
SHOWN_MAX = 10
SEED = 20261121


def cells(folder):
    """Every distinct header and cell of the CSV files."""
    csv.field_size_limit(1 << 28)
    seen = {}
    for path in sorted(pathlib.Path(folder).rglob("*.csv")):
        with open(path, newline="", encoding="utf-8", errors="replace") as file:
            for row in csv.reader(file):
                seen.update(dict.fromkeys(row))
    return list(seen)


def code_points():
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        c = chr(code)
        yield c
        yield f"data{c}base"
        if code < 0x20000:  # past it are ideographs and code points without a meaning
            yield f"\u00e9{c}\u0301\u0323A"


def atoms():
    """What random texts are put together from."""
    marks = [chr(c) for c in (
        0x300, 0x301, 0x323, 0x327, 0x328, 0x302E, 0x302F, 0x0345, 0x0334, 0x16FF0, 0x1D165,
        0x1D16D, 0x1D16E, 0x1E8D0, 0x1E94A, 0x0901, 0x093C, 0x094D, 0x0F71, 0x0F72, 0x20D0, 0x20DD,
        0x3099, 0x309A, 0x1DFA, 0x0BCD)]
    special = ["[SEP]", "[CLS]", "[MASK]", "[UNK]", "[PAD]", "[sep]", "[SEP", "SEP]", "[[SEP]]",
               "[unused5]", "##ing", "##", "[", "]"]
    space = [" ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000", "\u2028", "\u0085",
             "\x0b"]
    hidden = ["\u200b", "\u200d", "\u00ad", "\ufeff", "\x00", "\x1f", "\x7f", "\ufffd", "\ue000",
              "\U000e0001", "\u202e"]
    letters = [*"aAbeEiIoOzZ019", "\u0130", "I\u0307", "\u1e9e", "\u00df", "\u03a3", "\u03c2",
               "\u1e9b\u0323", "\u01c5", "\u0439", "\u0401", "\u00c5", "\u212b", "\u1ed6",
               "\ufb01", "\uac00", "\uac01", "\ud7a3", "\u1100\u1161", "\u4e00", "\u9fff", "\uf900",
               "\u2f80",
               "\U0002f800", "\U0002b820", "\U0002b920", "\u3042", "\uff21", "\u0e01\u0e33",
               "\u0915\u094d\u0937", "\u0644\u0627", "\U0001f600", "\U0001f468\u200d\U0001f469"]
    marks_of_text = [*"!#$%&'()*+,-./:;<=>?@\\^_`{|}~\"", "\u2019", "\u2014", "\u00bf", "\u3002",
                     "\u037e", "\u1fef", "\u0387", "\u2e52", "\u061c"]
    words = ["customer", "address", "id", "unbelievably", "tokenization", "embeddings", "Zürich",
             "naïve", "2024-01-31", "qty_on_hand", "xqzjv", "antidisestablishmentarianism"]
    return marks, special, space, hidden, letters, marks_of_text, words


def random_texts(count):
    random_numbers = random.Random(SEED)
    kinds = atoms()
    everything = [atom for kind in kinds for atom in kind]
    for i in range(count):
        shape = i % 5
        size = random_numbers.randint(0, 12)
        if shape == 0:  # one from each corner
            yield "".join(random_numbers.choice(random_numbers.choice(kinds)) for _ in range(size))
        elif shape == 1:  # byte soup made valid
            yield random_numbers.randbytes(size * 4).decode("utf-8", "replace")
        elif shape == 2:  # runs of marks
            run = "".join(random_numbers.choice(kinds[0]) for _ in range(size))
            yield random_numbers.choice(kinds[4]) + run + random_numbers.choice(everything)
        elif shape == 3:  # any code points at all
            codes = (random_numbers.randrange(0x10F800) for _ in range(size))
            yield "".join(chr(code if code < 0xD800 else code + 0x800) for code in codes)
        else:  # words as people write them
            yield " ".join(random_numbers.choice(kinds[6]) + random_numbers.choice(everything)
                           for _ in range(size))


def long_texts():
    """Around the 100 characters of a word and past the 256 tokens of a text."""
    for unit in ("a", "ab", "\u00e9", "e\u0301", "\u4e00", "\uac01", "\U0001f600", "xq", "\u0130"):
        for length in range(90, 112):
            yield (unit * length)[:length]
            yield "x " + unit * length + " y"
    random_numbers = random.Random(SEED + 1)
    kinds = atoms()
    for words in (100, 200, 250, 253, 254, 255, 256, 260, 400, 3000):
        for kind in (3, 4, 5, 6, 1):
            yield " ".join(random_numbers.choice(kinds[kind]) for _ in range(words))
        yield "a" * words
        yield "[SEP]" * words
        yield "-" * words


class Ours:
    def __init__(self, program):
        self.program = program

    def encode(self, folder, texts, tokens_max):
        """All ids in one array, the number of ids of each text, and what the program measured."""
        encoded = [text if isinstance(text, bytes) else text.encode() for text in texts]
        input_bytes = b"".join(struct.pack("<I", len(text)) + text for text in encoded)
        done = subprocess.run([self.program, folder, str(tokens_max)], input=input_bytes,
                              capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{self.program}: {done.stderr.decode()}")
        numbers = np.frombuffer(done.stdout, dtype="<u4")
        lists, at = [], 0
        while at < len(numbers):
            size = int(numbers[at])
            lists.append(numbers[at + 1:at + 1 + size].tolist())
            at += 1 + size
        return lists, json.loads(done.stderr)


def reference(folder, tokens_max):
    model = tokenizers.Tokenizer.from_file(str(pathlib.Path(folder) / "tokenizer.json"))
    model.no_padding()
    model.enable_truncation(max_length=tokens_max)
    return model


def compare(title, ours, folder, texts, tokens_max=TOKENS_MAX):
    """Prints a line, and the first differences; returns how many there are."""
    model = reference(folder, tokens_max)
    lists, measured = ours.encode(folder, texts, tokens_max)
    assert len(lists) == len(texts)
    start, differences = time.perf_counter(), 0
    for at in range(0, len(texts), 4096):
        part = [text.decode("utf-8", "replace") if isinstance(text, bytes) else text
                for text in texts[at:at + 4096]]
        for text, got, wanted in zip(part, lists[at:], model.encode_batch_fast(part)):
            if got != wanted.ids:
                differences += 1
                if differences <= SHOWN_MAX:
                    print(f"  {text!a}\n    ours   {got[:40]}\n    theirs {wanted.ids[:40]}")
    seconds = time.perf_counter() - start
    print(f"{title}: {len(texts):,} texts, {differences} differences "
          f"(ours {measured['encode_seconds']:.2f} s, theirs {seconds:.2f} s)", flush=True)
    return differences


def variants(original):
    """The model's tokenizer.json with other switches: title and document."""
    names = ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
    for bits in range(16):
        changed = copy.deepcopy(original)
        changed["normalizer"].update({name: bool(bits >> i & 1) for i, name in enumerate(names)})
        yield ", ".join(f"{name} {bool(bits >> i & 1)}" for i, name in enumerate(names)), changed
    changed = copy.deepcopy(original)
    changed["normalizer"].update(lowercase=False, strip_accents=None)
    changed["model"]["max_input_chars_per_word"] = 7
    yield "words of 7 characters, accents follow lowercase", changed
    changed = copy.deepcopy(original)
    for token, (left, right, normalized) in zip(changed["added_tokens"], [
            (True, False, False), (False, True, False), (True, True, False), (False, False, True),
            (True, True, True)]):
        token.update(lstrip=left, rstrip=right, normalized=normalized)
    size = len(changed["model"]["vocab"])
    for i, content in enumerate(["[SEP]]", "Custom\u00c9r", "qty"]):
        changed["added_tokens"].append({"id": size + i, "content": content, "special": False,
                                        "single_word": False, "lstrip": False, "rstrip": i == 1,
                                        "normalized": i != 0})
    yield "added tokens that strip, normalize and overlap", changed
    changed = copy.deepcopy(original)
    changed["post_processor"] = {"type": "BertProcessing", "sep": ["[MASK]", 103],
                                 "cls": ["[SEP]", 102]}
    changed["model"]["continuing_subword_prefix"] = ""
    yield "no prefix, another post-processor", changed


def alphabets(original):
    """Tokenizers with a token for each character, so that no [UNK] hides what normalizing did."""
    codes = [*range(0x21, 0x3400), *range(0xA000, 0xAC00), *range(0xD7B0, 0xD800),
             *range(0xE000, 0x20000), *range(0x2B700, 0x2BA00), *range(0x2F800, 0x2FA20),
             *range(0x4E00, 0x4F00), *range(0xE0000, 0xE0200)]
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [chr(code) for code in codes]
    vocab = {token: i for i, token in enumerate(special + letters + ["##" + c for c in letters])}
    changed = copy.deepcopy(original)
    changed["model"]["vocab"] = vocab
    changed["added_tokens"] = [{**token, "id": vocab[token["content"]]}
                               for token in changed["added_tokens"]]
    changed["post_processor"] = {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}
    for switches in ({}, {"strip_accents": False}, {"lowercase": False, "strip_accents": True},
                     {"clean_text": False, "handle_chinese_chars": False}):
        changed["normalizer"].update(clean_text=True, handle_chinese_chars=True, lowercase=True,
                                     strip_accents=True)
        changed["normalizer"].update(switches)
        yield f"a token a character, {switches or 'all on'}", changed


def compare_documents(ours, titled, texts):
    differences = 0
    for title, document in titled:
        with tempfile.TemporaryDirectory() as changed:
            (pathlib.Path(changed) / "tokenizer.json").write_text(json.dumps(document))
            differences += compare(title, ours, changed, texts)
    return differences


def compare_variants(ours, folder, texts, points):
    original = json.loads((pathlib.Path(folder) / "tokenizer.json").read_text(encoding="utf-8"))
    differences = compare_documents(ours, variants(original), texts)
    differences += compare_documents(ours, alphabets(original), points + texts)
    with tempfile.TemporaryDirectory() as changed:
        for name in ("vocab.txt", "tokenizer_config.json"):
            (pathlib.Path(changed) / name).write_bytes((pathlib.Path(folder) / name).read_bytes())
        from_txt = ours.encode(changed, texts, TOKENS_MAX)[0]
        different = sum(a != b for a, b in zip(from_txt, ours.encode(folder, texts, TOKENS_MAX)[0]))
        print(f"vocab.txt against tokenizer.json: {len(texts):,} texts, {different} differences")
    return differences + different


def speed(ours, folder, texts):
    """Texts a second of one thread each, short texts; the answers were compared before."""
    texts = [text for text in texts if len(text) <= 64]
    model = reference(folder, TOKENS_MAX)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    best_ours = min(ours.encode(folder, texts, TOKENS_MAX)[1]["encode_seconds"] for _ in range(5))
    load = min(ours.encode(folder, [""], TOKENS_MAX)[1]["load_seconds"] for _ in range(5))
    best_theirs = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        model.encode_batch_fast(texts)
        best_theirs = min(best_theirs, time.perf_counter() - start)
    print(f"speed, one thread, {len(texts):,} short cells: ours {len(texts) / best_ours:,.0f} "
          f"texts/s, theirs {len(texts) / best_theirs:,.0f} texts/s, "
          f"{best_theirs / best_ours:.1f} times; load {load * 1e3:.1f} ms")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data")
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    ours, start = Ours(options.program), time.perf_counter()
    table = cells(options.data) if options.data else []
    if not table:
        print("NO TABLES: --data has no CSV files, their cells are left out")
    points, mixes, long = list(code_points()), list(random_texts(100_000)), list(long_texts())
    soup = [random.Random(i).randbytes(i % 40) for i in range(50_000)]
    groups = {"headers and cells": table, "code points": points, "random mixes": mixes,
              "long words and texts": long, "broken UTF-8": soup}
    differences = sum(compare(title, ours, options.model, texts)
                      for title, texts in groups.items() if texts)
    for tokens_max in (2, 3, 5, 16):
        differences += compare(f"cut to {tokens_max} tokens", ours, options.model,
                               mixes[:5_000] + long, tokens_max)
    some = mixes[:12_000] + points[1:3 * 0x3000:5] + table[:3_000] + long[:300]
    low = points[:3 * 0x20000 - 3 * 0x800]
    differences += compare_variants(ours, options.model, some, low)
    total = sum(map(len, groups.values()))
    print(f"tokenizers {tokenizers.__version__}: {total:,} texts, {differences} differences, "
          f"{time.perf_counter() - start:.0f} s")
    if options.speed and table:
        speed(ours, options.model, table)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
