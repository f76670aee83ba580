#!/usr/bin/env python3
"""Brings the figures of `make bench-embed` into the documentation: draws docs/performance.svg and
writes the tables of docs/performance.md, between its two markers.

Usage: publish_performance.py build/bench/embed.json [build/bench/quality.json]
"""

import html
import json
import pathlib
import sys

WIDTH, MARGIN, LABEL, VALUE = 860, 28, 215, 70
BAR, GAP, HEAD = 17, 6, 30
OURS, PEER, INK, FAINT, PAPER = "#c2410c", "#94a3b8", "#1f2937", "#6b7280", "#ffffff"
PRECISIONS = ("f32", "bf16", "int16", "int8")
NAMES = {"cognate": "Cognate", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO",
         "ctranslate2": "CTranslate2", "sentence-transformers": "sentence-transformers"}
DOCS = pathlib.Path(__file__).resolve().parent.parent / "docs"
BEGIN, END = "<!-- figures begin -->", "<!-- figures end -->"
SPEED_HEADS = ("engine", "precision", "columns, tokens/s", "paragraphs, tokens/s",
               "of the ceiling", "cosine to our f32, mean / least", "8 tokens, p50 / p99 ms",
               "start, ms", "resident, MB")
ISAS = {"avx512": "AVX-512", "avx2": "AVX2", "scalar": "no vectors"}


class Drawing:
    def __init__(self):
        self.parts, self.y = [], MARGIN

    def text(self, x, y, words, size=13, colour=INK, anchor="start", weight="normal"):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" '
                          f'text-anchor="{anchor}" font-weight="{weight}">{html.escape(words)}'
                          "</text>")

    def bar(self, x, y, width, colour):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{BAR}" '
                          f'rx="2" fill="{colour}"/>')

    def line(self, words, size, colour=INK, weight="normal", after=8):
        self.y += size
        self.text(MARGIN, self.y, words, size, colour, weight=weight)
        self.y += after

    def svg(self):
        height = self.y + MARGIN
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
                f'width="{WIDTH}" height="{height:.0f}" '
                'font-family="system-ui, Segoe UI, Helvetica, Arial, sans-serif">\n'
                f'<rect width="{WIDTH}" height="{height:.0f}" fill="{PAPER}"/>\n'
                + "\n".join(self.parts) + "\n</svg>\n")


def bars(drawing, rows, top):
    """One bar a row; fastest first within each precision."""
    room = WIDTH - 2 * MARGIN - LABEL - VALUE
    order = sorted(rows, key=lambda r: (PRECISIONS.index(r["precision"]), -r["tokens_per_second"]))
    last = None
    for row in order:
        if last not in (None, row["precision"]):
            drawing.y += GAP
        last = row["precision"]
        ours = row["engine"] == "cognate"
        width = max(2, room * row["tokens_per_second"] / top)
        base = drawing.y + BAR - 4
        weight = "bold" if ours else "normal"
        drawing.text(MARGIN, base, NAMES[row["engine"]], weight=weight)
        drawing.text(MARGIN + LABEL - 12, base, row["precision"], 12, FAINT, "end")
        drawing.bar(MARGIN + LABEL, drawing.y, width, OURS if ours else PEER)
        drawing.text(MARGIN + LABEL + width + 7, base, f"{row['tokens_per_second']:,.0f}", 12,
                     weight=weight)
        drawing.y += BAR + GAP
    drawing.y += HEAD - 2 * GAP


def picture(result):
    drawing = Drawing()
    drawing.line("all-MiniLM-L6-v2: tokens a second", 19, weight="bold", after=6)
    drawing.line(f"{result['cpu']}, {result['threads']} threads; longer is better", 13, FAINT,
                 after=18)
    rows = [row for section in result["sections"] for row in section["speed"]]
    top = max(row["tokens_per_second"] for row in rows)
    for section in result["sections"]:
        for texts in dict.fromkeys(row["texts"] for row in section["speed"]):
            drawing.line(f"{ISAS[section['isa']]}, {texts}", 14, weight="bold", after=10)
            bars(drawing, [row for row in section["speed"] if row["texts"] == texts], top)
    drawing.y -= HEAD
    return drawing.svg()


def table(heads, rows):
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def found(rows, like, **more):
    """The row of the same engine and precision as `like`; {} where there is none."""
    keys = {"engine": like["engine"], "precision": like["precision"], **more}
    return next((row for row in rows if all(row[k] == v for k, v in keys.items())), {})


def number(row, key, form, factor=1):
    return form.format(row[key] * factor) if row.get(key) is not None else ""


def speed_table(section):
    rows = [row for row in section["speed"] if row["texts"] == "columns"]
    rows.sort(key=lambda r: (PRECISIONS.index(r["precision"]), -r["tokens_per_second"]))
    for row in rows:
        long = found(section["speed"], row, texts="paragraphs")
        short, start = found(section["latency"], row), found(section["start"], row)
        mark = "**" if row["engine"] == "cognate" else ""
        yield (f"{mark}{NAMES[row['engine']]}{mark} {row['version']}".strip(), row["precision"],
               number(row, "tokens_per_second", "{:,.0f}"),
               number(long, "tokens_per_second", "{:,.0f}"),
               number(row, "ceiling_share", "{:.0f} %", 100),
               f"{row['mean_cosine']:.5f} / {row['least_cosine']:.5f}",
               number(short, "p50_ms", "{:.2f} / ") + number(short, "p99_ms", "{:.2f}"),
               number(start, "seconds", "{:.0f}", 1000),
               number(start, "resident_bytes", "{:.0f}", 1e-6))


def figures(speed, quality):
    yield "![Tokens a second of each engine](performance.svg)\n"
    yield f"All of {speed['cpu']}, {speed['threads']} threads.\n"
    for section in speed["sections"]:
        isa = ISAS[section["isa"]]
        tops = ", ".join(f"{name} {2e-9 * top:,.0f}" for name, top in section["ceilings"].items())
        yield f"### {isa}\n\nMultiply-add ceilings measured, in Gop/s: {tops}.\n"
        yield from table(SPEED_HEADS, speed_table(section))
        words = [f"{NAMES.get(row['engine'], 'Hugging Face tokenizers')} "
                 f"{row['texts_per_second']:,.0f} texts/s" for row in section["tokenizer"]]
        yield f"Tokenizing columns on one thread: {', '.join(words)}.\n"
    if quality:
        yield "### What the quick precisions lose\n"
        yield from table(
            ("kernels", "precision", "column texts", "cosine, mean", "least",
             "10 nearest in common", "largest change of a matching figure"),
            [(ISAS[section["isa"]], row["precision"], f"{row['texts']:,}",
              f"{row['mean_cosine']:.5f}", f"{row['least_cosine']:.5f}",
              f"{100 * row['neighbour_overlap']:.1f} %", f"{row['metric_change']:.4f}")
             for section in quality["sections"] for row in section["quality"]])


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    read = [json.loads(pathlib.Path(path).read_text()) for path in sys.argv[1:]]
    speed, quality = read[0], read[1] if len(read) > 1 else None
    (DOCS / "performance.svg").write_text(picture(speed), encoding="utf-8")
    page = (DOCS / "performance.md").read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    middle = "\n".join(figures(speed, quality))
    (DOCS / "performance.md").write_text(f"{before}{BEGIN}\n\n{middle}\n{END}{after}",
                                         encoding="utf-8")


if __name__ == "__main__":
    main()
