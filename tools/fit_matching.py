#!/usr/bin/env python3
"""Chooses the steps of the matcher's score and judges them on sets that the choice has not seen.

Signals weigh round numbers, set by hand (src/schema/weights.h). What follows them, from evidence to
probability, is chosen here: of a small grid the point at which Recall@GT and F1 less the
calibration error are best, over sets of made cases and of given ones alike. Deterministic.

Usage: tools/fit_matching.sh      (makes the cases, dumps the signals, then calls this)
       fit_matching.py MADE_SIGNALS [GIVEN_SIGNALS] [--judge] [--ablate] [--write FILE]
"""

import argparse
import itertools
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent / "matching"))
import model  # noqa: E402

GRID = {
    "base": (-2.0, -1.6),
    "overall": (1.1, 1.4, 1.7),
    "row_rivals": (0.45, 0.35),
    "column_rivals": (0.5, 0.6, 0.7),
    "alone_row": (-3.0, -4.0),
}
EVERY_MADE = 3  # so many made cases, one is looked at: the grid is long
FAMILY = ("chembl", "magellan", "opendata", "tpcdi")  # sets of one noise generator


def worth(table):
    """How good a table of figures is: more is better."""
    return float(np.mean([f[0] + f[2] - error for f, error in table.values()]))


def tables(signals, made, given):
    """[(point, figures by set of the made cases, and of the given)] of the grid."""
    some = made[::EVERY_MADE]
    out = []
    for values in itertools.product(*GRID.values()):
        point = dict(zip(GRID, values))
        score = model.Score(signals, **point)
        out.append((point, model.table(score, some), model.table(score, given)))
    return out


def best(grid, left_out=()):
    """The point of the grid that is best without the sets whose names end so."""

    def value(row):
        _, made, given = row
        seen = {n: f for n, f in given.items() if not n.endswith(tuple(left_out))}
        return worth(made) + (worth(seen) if seen else 0)

    return max(grid, key=value)


def judge(grid):
    """Figures of each set at the point that was chosen without it."""
    names = list(grid[0][2])
    model.show("each set left out", {n: best(grid, (n,))[2][n] for n in names})
    family = best(grid, FAMILY)[2]
    relatives = {n: f for n, f in family.items() if n.endswith(FAMILY)}
    model.show("the whole family of Valentine left out", relatives)


def ablate(score, given):
    """Prints what Recall@GT and F1 change when a signal keeps silent, in thousandths."""
    whole = model.table(score, given)
    print("| signal | " + " | ".join(whole) + " |")
    for name in (*score.names, "neighbours"):
        without = model.table(score.without(name), given)
        cells = [(without[s][0] - f) * 1000 for s, (f, _) in whole.items()]
        print(f"| {name} | " + " | ".join(f"{c[0]:+.0f} {c[2]:+.0f}" for c in cells) + " |")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("made")
    parser.add_argument("given", nargs="?")
    parser.add_argument("--judge", action="store_true", help="with each given set left out")
    parser.add_argument("--ablate", action="store_true", help="without each signal")
    parser.add_argument("--write", type=pathlib.Path, help="weights.h with the steps chosen")
    args = parser.parse_args()
    signals, made = model.load(args.made)
    given = model.load(args.given)[1] if args.given else []
    grid = tables(signals, made, given)
    if args.judge:
        judge(grid)
    point = best(grid)[0]
    score = model.Score(signals, **point)
    model.show(f"chosen on all: {point}", model.table(score, given + made))
    if args.ablate:
        ablate(score, given)
    if args.write:
        model.write(point, args.write)


if __name__ == "__main__":
    main()
