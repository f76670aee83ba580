#!/usr/bin/env python3
"""Writes src/text/unicode_tables.inc: asks the PyPI package `tokenizers` about every code point.

The tokenizer that models are trained with mixes several Unicode versions (its category tables are
older than its lower-case ones), so no single version of the standard reproduces it. This script
asks for behaviour instead and freezes the answers. Run it again only to follow a new release:

    pip install tokenizers==0.23.3 && tools/make_unicode_tables.py src/text/unicode_tables.inc
"""

import sys
import unicodedata

import tokenizers
from tokenizers import normalizers, pre_tokenizers

BLOCK = 128  # code points a block; src/text/unicode.cpp knows it too
REMOVED, SPACE, PUNCTUATION, CJK, MARK, HANGUL = 1, 2, 4, 8, 16, 32
HANGUL_FIRST, HANGUL_LAST = 0xAC00, 0xD7A3


def bert(**on):
    names = ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
    switches = dict.fromkeys(names, False)
    return normalizers.BertNormalizer(**{**switches, **on}).normalize_str


clean = bert(clean_text=True)
chinese = bert(handle_chinese_chars=True)
strip = bert(strip_accents=True)
lower = bert(lowercase=True)
nfd = normalizers.NFD().normalize_str
words = pre_tokenizers.BertPreTokenizer().pre_tokenize_str


def scalars():
    return (c for c in range(0x110000) if not 0xD800 <= c < 0xE000)


def flags_of(code):
    """What the normalizer and the pre-tokenizer do with one code point."""
    c = chr(code)
    flags = 0
    cleaned = clean("x" + c + "x")
    split = [word for word, _ in words("x" + c + "x")]
    if cleaned == "xx":
        flags |= REMOVED
    elif cleaned == "x x":
        flags |= SPACE
    else:
        assert cleaned == "x" + c + "x", hex(code)
    if split == ["x", "x"]:
        flags |= SPACE
    elif split == ["x", c, "x"]:
        flags |= PUNCTUATION
    else:
        assert split == ["x" + c + "x"] and not flags & SPACE, hex(code)
    if chinese(c) != c:
        assert chinese(c) == f" {c} ", hex(code)
        flags |= CJK
    if nfd(c) == c and strip(c) == "":
        flags |= MARK
    if HANGUL_FIRST <= code <= HANGUL_LAST:
        flags |= HANGUL
    return flags


LOWEST, HIGHEST = "\u0334", "\u0345"  # marks of the first and the last combining class


def passes(left, right):
    """Whether canonical ordering swaps the two."""
    return nfd("x" + left + right) == "x" + right + left != "x" + left + right


def is_reordered(c):
    return passes(c, LOWEST) or passes(HIGHEST, c)


def probes():
    """One mark of each canonical combining class that the package knows, in their order."""
    by_class = {}
    for code in scalars():
        c = chr(code)
        if unicodedata.combining(c) and nfd(c) == c and is_reordered(c):
            by_class.setdefault(unicodedata.combining(c), c)
    return [mark for _, mark in sorted(by_class.items())]


def rank_of(c, marks):
    """0 when `c` stays where it stands, else the rank of its combining class, from 1."""
    if nfd(c) != c or not is_reordered(c):  # of one that decomposes, only the parts are ever asked
        return 0
    equal = [i for i, mark in enumerate(marks) if not passes(c, mark) and not passes(mark, c)]
    assert len(equal) == 1, hex(ord(c))
    return equal[0] + 1


class Pool:
    """Sequences of code points, each stored once."""

    def __init__(self):
        self.values, self.seen = [], {}

    def add(self, text):
        if text not in self.seen:
            self.seen[text] = len(self.values)
            self.values += map(ord, text)
        return self.seen[text]


def lines_of(numbers, form=str):
    line = ""
    for number in numbers:
        item = form(number) + ","
        if len(line) + len(item) > 98:
            yield line
            line = ""
        line += item
    yield line


def main():
    marks = probes()
    pool, records, record_ids = Pool(), [], {}

    def record(code):
        c = chr(code)
        flags = flags_of(code)
        whole = "" if flags & HANGUL or nfd(c) == c else nfd(c)
        small = "" if lower(c) == c else lower(c)
        row = (flags, rank_of(c, marks), len(whole), len(small),
               pool.add(whole) if whole else 0, pool.add(small) if small else 0)
        if row not in record_ids:
            record_ids[row] = len(records)
            records.append(row)
        return record_ids[row]

    record(ord("a"))  # an ordinary letter is record 0
    ids = [0] * 0x110000
    for code in scalars():
        ids[code] = record(code)
    blocks, block_ids, index = [], {}, []
    for start in range(0, 0x110000, BLOCK):
        block = tuple(ids[start:start + BLOCK])
        if block not in block_ids:
            block_ids[block] = len(blocks)
            blocks.append(block)
        index.append(block_ids[block])
    assert len(pool.values) < 1 << 16 and len(records) < 1 << 16 and len(blocks) < 1 << 16

    with open(sys.argv[1], "w", encoding="ascii") as out:
        def table(head, rows):
            out.write(head + " = {\n" + "".join(row + "\n" for row in rows) + "};\n\n")

        out.write("// GENERATED by tools/make_unicode_tables.py: do not edit.\n"
                  "// Frozen answers of the PyPI package `tokenizers` "
                  f"{tokenizers.__version__} about every code point; see that script and\n"
                  "// src/text/unicode.h.\n\n")
        table("constexpr std::uint16_t kBlockOf[]", lines_of(index))
        table(f"constexpr std::uint16_t kRecordOf[][{BLOCK}]",
              ("{" + "\n".join(lines_of(block)) + "}," for block in blocks))
        table("constexpr Character kCharacters[]",
              lines_of(records, lambda row: "{" + ",".join(map(str, row)) + "}"))
        table("constexpr char32_t kSequences[]", lines_of(pool.values))
    print(f"{len(blocks)} blocks, {len(records)} records, {len(pool.values)} in sequences")


if __name__ == "__main__":
    main()
