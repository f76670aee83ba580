#!/usr/bin/env python3
"""Writes tests/golden/tokenizer/: texts and their ids as the PyPI package `tokenizers` gives them.

    make_tokenizer_goldens.py --model FOLDER tests/golden/tokenizer

tiny/tokenizer.json is a vocabulary of a few tokens that the tree owns; tiny.jsonl are its ids with
every setting of the switches, model.jsonl those of all-MiniLM-L6-v2 cut to 256 ids. A line is one
JSON object: text, ids and, for the tiny one, switches. tools/oracle.sh compares far more texts;
these are for tests without the package.
"""

import argparse
import json
import pathlib

import tokenizers
from oracle_tokenizer import TOKENS_MAX, long_texts, random_texts, reference

SWITCHES = ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PIECES = ["a", "A", "b", "e", "E", "i", "o", "un", "able", "id", "ID", "order", "s", "ss", "\u00e9",
          "\u00c9", "\u0301", "\u0307", "\u4e00", "\u1100", "\u1161", "\uac00", "\u03c3", "\u302e",
          "\U0001d165", "\ufffd", "zurich", "Z", "u", "\u00fc", "r", "c", "h", "x", "0", "1"]
ALONE = ["-", "!", "[", "]", "_", "\u2019", "\u3002"]

TEXTS = [
    "", " ", "customer_id", "Customer ID", "ship-to address, line 2", "qty_on_hand (units)",
    "total_amount_usd: 12.50, 1,299.00, -3", "created_at: 2024-01-31T10:15:00Z",
    "e-mail: a.b@example.org", "Z\u00fcrich, S\u00e3o Paulo, \u0141\u00f3d\u017a",
    "\u00c5ngstr\u00f6m", "\u6771\u4eac\u90fd",
    "\ub300\ud55c\ubbfc\uad6d", "\u041c\u043e\u0441\u043a\u0432\u0430",
    "\u0627\u0644\u0642\u0627\u0647\u0631\u0629",
    "\u0928\u0908 \u0926\u093f\u0932\u094d\u0932\u0940",
    "\U0001f600 ok \U0001f468\u200d\U0001f469\u200d\U0001f467", "[CLS] a [SEP] b [MASK]", "a[SEP]b",
    "[sep] [SEP\u200b] [[UNK]]", "\ufeffname", "soft\u00adhyphen zero\u200bwidth",
    "tab\tline\nreturn\r\nend", "\u0130stanbul \u1e9e \u03a3\u03a3", "a\u302e\u0301\U0001d165b",
    "\ufb01nance \u2167 \u00bd \uff21\uff22", "##ing ## #", "C++ & C# / R-2 {x} ~ `y` ^z|",
    "Supercalifragilisticexpialidocious", "a" * 100, "a" * 101, "\u00e9" * 100, "\uac01" * 34,
]


def tiny_document():
    tokens = SPECIAL + ALONE + PIECES + ["##" + piece for piece in PIECES]
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": i, "special": True, "content": token, "single_word": False,
                          "lstrip": False, "rstrip": False, "normalized": False}
                         for i, token in enumerate(SPECIAL)],
        "normalizer": {"type": "BertNormalizer", **dict.fromkeys(SWITCHES, True)},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 20,
                  "vocab": {token: i for i, token in enumerate(tokens)}},
    }


def tiny_texts():
    yield from TEXTS
    yield from ("unable orders ids", "U\u0301nable", "\u00c9\u00e9e\u0301E\u0301", "\uac00\uac01",
                "un\u4e00able", "Z\u00dcRICH z\u00fcrich Zurich", "i\u0307 \u0130 I", "a\ufffdb",
                "a\u302e\u0301\U0001d165 \u0301\u302e", "a\u302e\u0901\U0001d165",
                "[SEP]\u00e9[MASK]", "a" * 20, "a" * 21,
                "x-\u2019o\u3002!", "\u03a3s ss")


def write(path, rows):
    with open(path, "w", encoding="ascii") as file:
        for row in rows:
            file.write(json.dumps(row, separators=(",", ":")) + "\n")


def tiny_rows(document):
    for bits in range(1 << len(SWITCHES)):
        switches = {name: bool(bits >> i & 1) for i, name in enumerate(SWITCHES)}
        document["normalizer"].update(switches)
        model = tokenizers.Tokenizer.from_str(json.dumps(document))
        for text in tiny_texts():
            yield {"switches": switches, "text": text, "ids": model.encode(text).ids}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    (options.folder / "tiny").mkdir(parents=True, exist_ok=True)
    document = tiny_document()
    text = json.dumps(document, indent=1)
    (options.folder / "tiny" / "tokenizer.json").write_text(text + "\n", encoding="ascii")
    write(options.folder / "tiny.jsonl", tiny_rows(document))
    model = reference(options.model, TOKENS_MAX)
    texts = TEXTS + list(random_texts(300)) + list(long_texts())[::20]
    write(options.folder / "model.jsonl",
          ({"text": text, "ids": model.encode(text).ids} for text in texts))


if __name__ == "__main__":
    main()
