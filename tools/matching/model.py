"""The matcher's score in NumPy, as src/schema computes it, and the figures it is judged by."""

import pathlib
import re
import warnings

import numpy as np
from scipy.optimize import linear_sum_assignment

WEIGHTS = pathlib.Path(__file__).parents[2] / "src/schema/weights.h"
STEP = re.compile(r"double (\w+) = (-?[\d.]+);")


def steps():
    """The steps from evidence to score, as src/schema/weights.h holds them."""
    return {name: float(value) for name, value in STEP.findall(WEIGHTS.read_text())}


class Case:
    """One pair of tables: strengths (rows x columns x signals; -1 silent) and truth."""

    def __init__(self, path, of_values):
        raw = pathlib.Path(path).read_bytes()
        rows, columns, signals = (int(n) for n in np.frombuffer(raw, np.uint32, 3))
        places = np.frombuffer(raw, np.uint32, rows + columns, offset=12)
        self.places = np.argsort(places[:rows]), np.argsort(places[rows:])
        data = np.frombuffer(raw, np.float32, offset=12 + places.nbytes)
        data = data.reshape(rows, columns, signals + 1)
        self.set, self.name = pathlib.Path(path).name.removesuffix(".f32").split(".", 1)
        self.truth, strength = data[:, :, 0], data[:, :, 1:]
        self.heard = strength >= 0
        self.strength = strength.clip(min=0)
        # The share of pairs in which a column has no values.
        self.silent = 1 - self.heard[:, :, of_values].mean()
        self.columns = min(rows, columns)
        self.ratio = np.log(max(rows, columns) / self.columns)


def load(folder):
    """(rows of signals.txt: name, reason, weight, neutral; the cases that have a truth)"""
    rows = [line.split() for line in (pathlib.Path(folder) / "signals.txt").open()]
    of_values = [row[0] for row in rows].index("lengths")
    cases = [Case(p, of_values) for p in sorted(pathlib.Path(folder).glob("*.f32"))]
    return rows, [case for case in cases if case.truth.any()]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Score:
    """Evidence of single pairs, then rivals, assignment and the tables as a whole."""

    def __init__(self, signals, **changed):
        self.names = [row[0] for row in signals]
        self.weights, self.neutrals = (np.array([float(row[i]) for row in signals]) for i in (2, 3))
        self.step = {**steps(), **changed}

    def without(self, signal):
        """The same with one signal, or the neighbours, silent."""
        out = Score([], **self.step)
        out.names, out.neutrals, out.weights = self.names, self.neutrals, self.weights.copy()
        if signal in out.step:
            out.step[signal] = 0
        else:
            out.weights[self.names.index(signal)] = 0
        return out

    def judged(self, case):
        offset = self.step["prior"] - case.heard @ (self.weights * self.neutrals)
        evidence = offset + case.strength @ self.weights
        gain = self.neighbours(case, self.rivals(evidence))
        return self.rivals(evidence + gain)

    def neighbours(self, case, judged):
        """What pairs beside a pair say for it, as far as the tables keep one order."""
        score = sigmoid(judged) * (judged > -4.6)
        by_place = score[np.ix_(*case.places)]
        beside = np.zeros_like(by_place)
        beside[1:, 1:] += by_place[:-1, :-1] / 2
        beside[:-1, :-1] += by_place[1:, 1:] / 2
        kept = (by_place * beside).sum() / max(by_place.sum(), 1e-9) - 1 / case.columns
        support = np.zeros_like(beside)
        support[np.ix_(*case.places)] = beside
        return self.step["neighbours"] * max(kept, 0) * support

    def rivals(self, evidence):
        step, odds = self.step, np.exp(evidence)
        in_rows = (odds.sum(1, keepdims=True) - odds).clip(min=0)
        in_columns = (odds.sum(0, keepdims=True) - odds).clip(min=0)
        return (
            step["evidence"] * evidence
            - step["row_rivals"] * np.log(np.exp(step["alone_row"]) + in_rows)
            - step["column_rivals"] * np.log(np.exp(step["alone_column"]) + in_columns)
        )

    def __call__(self, case):
        """Log-odds of all pairs, and which the best one-to-one assignment holds."""
        step, judged = self.step, self.judged(case)
        gains = sigmoid(judged) - 0.01
        assigned = np.zeros(judged.shape, bool)
        rows, columns = linear_sum_assignment(gains.clip(min=0), maximize=True)
        assigned[rows, columns] = gains[rows, columns] > 0
        scores = judged + step["assigned"] * assigned
        likely = (sigmoid(scores[assigned]).sum() / case.columns).clip(0.05, 0.95)
        offset = step["base"] + step["overall"] * np.log(likely / (1 - likely))
        return scores + offset + step["ratio"] * case.ratio + step["silent"] * case.silent, assigned


def figures(scores, assigned, truth, threshold=0.5):
    """Recall@GT, MRR, F1, F1 of no-match; chance and truth of the best pair of each row."""
    flat = scores
    order = np.argsort(-flat, axis=None, kind="stable")[: int(truth.sum())]
    recall = truth.reshape(-1)[order].mean()
    ranks = (-flat).argsort(1, kind="stable").argsort(1, kind="stable") + 1
    mrr = (truth / ranks).sum() / truth.sum()
    chance = 1 / (1 + np.exp(-flat))
    decided = (assigned > 0) & (chance >= threshold)
    right = (truth * decided).sum()
    f1 = 2 * right / max(1, decided.sum() + truth.sum())
    alone, said = truth.sum(1) == 0, decided.sum(1) == 0
    both = 2 * (alone & said).sum() / max(1, alone.sum() + said.sum()) if alone.any() else np.nan
    best = flat.argmax(1)
    rows = np.arange(len(best))
    return np.array([recall, mrr, f1, both]), chance[rows, best], truth[rows, best]


def calibration_error(chance, right, bins=10):
    chance, right = np.concatenate(chance), np.concatenate(right)
    which = np.minimum((chance * bins).astype(int), bins - 1)
    return sum(
        abs(chance[which == b].mean() - right[which == b].mean()) * (which == b).mean()
        for b in range(bins)
        if (which == b).any()
    )


def table(score, cases):
    """{set: (figures, calibration error)}; NaN where no case of a set has the figure."""
    out = {}
    for name in sorted({case.set for case in cases}):
        mine = [case for case in cases if case.set == name]
        rows, chance, right = zip(*(figures(*score(case), case.truth) for case in mine))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing
            out[name] = np.nanmean(rows, 0), calibration_error(chance, right)
    return out


def show(title, table):
    print(title)
    for name, (f, ece) in table.items():
        print(
            f"  {name:30} R@GT {f[0]:.3f}  MRR {f[1]:.3f}  F1 {f[2]:.3f}  none {f[3]:.3f}"
            f"  ECE {ece:.3f}"
        )


def write(point, path):
    """Puts the steps of a point into a copy of weights.h; its weights are set by hand."""
    text = WEIGHTS.read_text()
    for name, value in point.items():
        text = re.sub(rf"(double {name} =) -?[\d.]+;", rf"\1 {value:.2f};", text)
    pathlib.Path(path).write_text(text)
