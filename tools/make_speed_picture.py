#!/usr/bin/env python3
"""Draws the figures of `make bench-embed` as an SVG: tokens a second, a panel each instruction set.

Usage: make_speed_picture.py build/bench/embed.json docs/performance.svg
"""

import html
import json
import sys

WIDTH, MARGIN, LABEL, VALUE = 860, 28, 215, 70
BAR, GAP, HEAD = 17, 6, 30
OURS, PEER, INK, FAINT, PAPER = "#c2410c", "#94a3b8", "#1f2937", "#6b7280", "#ffffff"
PRECISIONS = ("f32", "bf16", "int16", "int8")
NAMES = {"cognate": "Cognate", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO",
         "ctranslate2": "CTranslate2", "sentence-transformers": "sentence-transformers"}
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


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        drawn = picture(json.load(file))
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(drawn)


if __name__ == "__main__":
    main()
