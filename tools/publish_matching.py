#!/usr/bin/env python3
"""Brings the figures of `make bench-match` into docs/performance.md, between its two markers.

Usage: publish_matching.py build/bench/match.json [build/bench/match-avx2.json]
"""

import json
import pathlib
import sys

from publish_performance import DOCS, ISAS, number, table

BEGIN, END = "<!-- matching begin -->", "<!-- matching end -->"
HEADS = ("engine", "first, s", "target known, s", "both known, s", "running, ms",
         "first, CPU s", "peak, MB", "Recall@GT")


def rows_of(pair):
    for row in pair["rows"]:
        mark = "**" if row["engine"] == "Cognate" else ""
        yield (f"{mark}{row['engine']}{mark} {row.get('version', '')}".strip(),
               number(row, "first_seconds", "{:.2f}"), number(row, "known_seconds", "{:.2f}"),
               number(row, "seen_seconds", "{:.2f}"), number(row, "warm_seconds", "{:.1f}", 1000),
               number(row, "processor_seconds", "{:.2f}"),
               number(row, "peak_bytes", "{:.0f}", 1e-6), number(row, "recall", "{:.2f}"))


def ratios(pair):
    ours, *peers = pair["rows"]
    for peer in peers:
        first = peer["first_seconds"] / ours["first_seconds"]
        known = peer["first_seconds"] / ours["known_seconds"]
        running = peer["warm_seconds"] / ours["warm_seconds"]
        yield f"{peer['engine']} {first:.1f}, {known:.1f} and {running:,.0f}"


def figures(result):
    yield (f"### {ISAS[result['isa']]}\n\n{result['cpu']}, {result['threads']} threads, medians of "
           f"{result['rounds']} rounds.\n")
    for pair in result["pairs"]:
        yield f"**{pair['pair']}**\n"
        yield from table(HEADS, rows_of(pair))
        if words := "; ".join(ratios(pair)):
            yield ("Times as quick as a cold run of the peer (first; target known) and as a warm "
                   f"one (running): {words}.\n")
        share = 100 * pair["rows"][0]["encoding_share"]
        yield f"With every vector known a run saves {share:.0f} % of the first one's time.\n"
    if big := result.get("big_file"):
        yield (f"A source of {1e-6 * big['bytes']:.0f} MB: {big['seconds']:.2f} s and "
               f"{1e-6 * big['peak_bytes']:.0f} MB at the peak, of 10,000 rows "
               f"{1e-6 * big['peak_bytes_of_small']:.0f} MB.\n")
    if catalogue := result.get("catalogue"):
        yield ("**1,000 columns and a catalogue of 100,000, both known, in a running engine**: "
               f"{catalogue['warm_seconds']:.2f} s, Recall@GT {catalogue['recall']:.2f}.\n")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    results = [json.loads(pathlib.Path(path).read_text()) for path in sys.argv[1:]]
    page = (DOCS / "performance.md").read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    middle = "\n".join(line for result in results for line in figures(result))
    (DOCS / "performance.md").write_text(f"{before}{BEGIN}\n\n{middle}\n{END}{after}",
                                         encoding="utf-8")


if __name__ == "__main__":
    main()
