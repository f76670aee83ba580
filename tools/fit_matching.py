#!/usr/bin/env python3
"""Fits the weights of the matcher and judges them on sets that the fit has not seen.

Cases come from tools/matching/make_cases.py and, where they are at hand, from a folder of published
sets; their signals from `bench_signals`. The weights are drawn to those that src/schema holds, so a
few hundred cases move them only where they agree. Deterministic, one thread; takes minutes.

Usage: tools/fit_matching.sh      (makes the cases, dumps the signals, then calls this)
       fit_matching.py MADE_SIGNALS [GIVEN_SIGNALS] [--judge] [--ablate] [--write FILE]
"""

import argparse
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent / "matching"))
import model  # noqa: E402

# How much each set of cases counts; what is not named counts 1.
SHARES = {"words": 2, "split": 2, "wide": 0.4, "nameless": 0.3, "strangers": 0.3}
SHARES |= {"gdc": 3, "wikidata": 0.5}
SHARES["valentine-100rows-magellan"] = 0.3
FAMILY = "valentine-100rows-"  # sets of one noise generator
MAGELLAN = FAMILY + "magellan"  # unchanged names: nothing to tell
STEPS = 60
RATE = 0.05
PULL = 0.3  # of the weights to those at hand
PULL_STEPS = 0.03  # the same of the steps behind the evidence


def fit(signals, cases):
    score = model.Score(signals)
    weights, neutrals = score.weights().detach().clone(), score.neutrals.detach().clone()
    context = score.context.detach().clone()
    sets = {name: [c for c in cases if c.set == name] for name in sorted({c.set for c in cases})}
    total = sum(SHARES.get(name, 1) for name in sets)
    optimizer = torch.optim.Adam(score.parameters(), lr=RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = sum(SHARES.get(n, 1) / total * model.loss_of(score, c) for n, c in sets.items())
        loss = loss + PULL * ((score.weights() - weights) ** 2).sum() / 4
        loss = loss + PULL * 4 * ((score.neutrals - neutrals) ** 2).sum()
        loss = loss + PULL_STEPS * ((score.context - context) ** 2).sum()
        loss.backward()
        optimizer.step()
        score.keep_in_range()
    return score


def left_out_fits(signals, made, given):
    """{set: a score fitted without it}; "family" is fitted without any set of Valentine's."""
    fits = {}
    for name in sorted({c.set for c in given} - {MAGELLAN}):
        fits[name] = fit(signals, made + [c for c in given if c.set != name])
    fits["family"] = fit(signals, made + [c for c in given if not c.set.startswith(FAMILY)])
    return fits


def judge(fits, given, off=()):
    """Figures of each set by the score that has not seen it; signals of `off` keep silent."""
    out = {}
    for name, score in fits.items():
        score.leave_out(off)
        if name != "family":
            out.update(model.table(score, [c for c in given if c.set == name]))
            continue
        relatives = [c for c in given if c.set.startswith(FAMILY) and c.set != MAGELLAN]
        out.update({f"{n} (family)": f for n, f in model.table(score, relatives).items()})
    return out


def ablate(signals, fits, given):
    """Prints what Recall@GT and F1 lose by set when a signal keeps silent, in thousandths."""
    whole = judge(fits, given)
    print("| signal | " + " | ".join(whole) + " |")
    for name in [n[0] for n in signals]:
        without = judge(fits, given, (name,))
        cells = [(without[s][0] - f) * 1000 for s, (f, _) in whole.items()]
        print(f"| {name} | " + " | ".join(f"{c[0]:+.0f} {c[2]:+.0f}" for c in cells) + " |")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("made")
    parser.add_argument("given", nargs="?")
    parser.add_argument("--judge", action="store_true", help="with each given set left out")
    parser.add_argument("--ablate", action="store_true", help="the same without each signal")
    parser.add_argument("--write", type=pathlib.Path, help="where the weights go")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    signals, made = model.load(args.made)
    given = model.load(args.given)[1] if args.given else []
    model.show("as it stands", model.table(model.Score(signals), given + made))
    if args.judge or args.ablate:
        fits = left_out_fits(signals, made, given)
        model.show("each set left out, and the whole family of Valentine", judge(fits, given))
        if args.ablate:
            ablate(signals, fits, given)
    if args.write:
        score = fit(signals, made + given)
        model.show("fitted on all", model.table(score, given + made))
        model.write(score, signals, args.write)


if __name__ == "__main__":
    main()
