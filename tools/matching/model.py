"""The matcher's score in PyTorch, as src/schema computes it, and the figures it is judged by."""

import pathlib

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment

CONTEXT = (
    {  # the steps after the evidence, as src/schema/weights.h names them, and where they start
        "evidence": 0.92,
        "row_rivals": 0.45,
        "column_rivals": 0.5,
        "assigned": 1.1,
        "base": -1.6,
        "overall": 1.4,
        "alone_row": -4.0,
        "alone_column": 0.0,
        "ratio": -0.7,
        "silent": 2.0,
    }
)


class Case:
    """One pair of tables: strengths (rows x columns x signals; -1 silent) and truth."""

    def __init__(self, path, of_values):
        raw = pathlib.Path(path).read_bytes()
        rows, columns, signals = np.frombuffer(raw, np.uint32, 3)
        data = np.frombuffer(raw, np.float32, offset=12).reshape(rows, columns, signals + 1)
        self.set, self.name = pathlib.Path(path).name.removesuffix(".f32").split(".", 1)
        self.truth = torch.tensor(data[:, :, 0].copy())
        strength = torch.tensor(data[:, :, 1:].copy())
        self.heard = (strength >= 0).float()
        self.strength = strength.clamp(min=0)
        # Pairs in which a column has no values.
        self.silent = float(1 - self.heard[:, :, of_values].mean())
        self.columns = min(rows, columns)
        self.ratio = float(np.log(max(rows, columns) / self.columns))


def load(folder):
    names = [
        line.split() for line in (pathlib.Path(folder) / "signals.txt").read_text().splitlines()
    ]
    of_values = [n[0] for n in names].index("lengths")
    cases = [Case(p, of_values) for p in sorted(pathlib.Path(folder).glob("*.f32"))]
    return names, [c for c in cases if c.truth.sum() > 0]


class Score(torch.nn.Module):
    """Evidence of single pairs, then rivals, assignment and the tables as a whole."""

    def __init__(self, signals, prior=-3.0):
        super().__init__()
        weights, neutrals = ([float(n[i]) for n in signals] for i in (2, 3))
        self.log_weights = torch.nn.Parameter(torch.log(torch.tensor(weights).clamp(min=1e-3)))
        self.neutrals = torch.nn.Parameter(torch.tensor(neutrals))
        self.prior = torch.nn.Parameter(torch.tensor(float(prior)))
        self.context = torch.nn.Parameter(torch.tensor(list(CONTEXT.values())))
        self.names = [n[0] for n in signals]
        self.off = None  # mask of signals left out

    def leave_out(self, names):
        self.off = torch.tensor([0.0 if n in names else 1.0 for n in self.names])

    def weights(self):
        w = torch.exp(self.log_weights)
        return w if self.off is None else w * self.off

    def evidence(self, case):
        w = self.weights()
        return self.prior + case.strength @ w - case.heard @ (w * self.neutrals)

    def judged(self, evidence):
        odds = torch.exp(evidence.clamp(max=30))
        own, row, column = self.context[:3]
        alone_row, alone_column = torch.exp(self.context[6:8])
        rows = torch.log(alone_row + (odds.sum(1, keepdim=True) - odds).clamp(min=0))
        columns = torch.log(alone_column + (odds.sum(0, keepdim=True) - odds).clamp(min=0))
        return own * evidence - row * rows - column * columns

    def forward(self, case):
        """Log-odds of all pairs, and the assignment as a 0/1 matrix."""
        judged = self.judged(self.evidence(case))
        chance = torch.sigmoid(judged.detach()).numpy() - 0.01
        assigned = torch.zeros_like(judged)
        rows, columns = linear_sum_assignment(-np.maximum(chance, 0))
        keep = chance[rows, columns] > 0
        assigned[rows[keep], columns[keep]] = 1
        bonus, base, overall = self.context[3:6]
        ratio, silent = self.context[8:10]
        scores = judged + bonus * assigned
        likely = (torch.sigmoid(scores) * assigned).sum() / case.columns
        offset = base + overall * torch.logit(likely.clamp(0.05, 0.95))
        return scores + offset + ratio * case.ratio + silent * case.silent, assigned


def figures(scores, assigned, truth, threshold=0.5):
    """Recall@GT, MRR, F1, F1 of no-match; chance and truth of the best pair of each row."""
    truth = truth.numpy()
    flat = scores.detach().numpy()
    order = np.argsort(-flat, axis=None, kind="stable")[: int(truth.sum())]
    recall = truth.reshape(-1)[order].mean()
    ranks = (-flat).argsort(1, kind="stable").argsort(1, kind="stable") + 1
    mrr = (truth / ranks).sum() / truth.sum()
    chance = 1 / (1 + np.exp(-flat))
    decided = (assigned.numpy() > 0) & (chance >= threshold)
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


def table(model, cases):
    """{set: (figures, calibration error)}."""
    out = {}
    for name in sorted({c.set for c in cases}):
        rows, chance, right = [], [], []
        for case in cases:
            if case.set == name:
                with torch.no_grad():
                    scores, assigned = model(case)
                f, p, r = figures(scores, assigned, case.truth)
                rows.append(f), chance.append(p), right.append(r)
        out[name] = (
            np.nanmean(rows, 0)
            if not np.isnan(rows).all(0).any()
            else np.array(
                [
                    (
                        np.nanmean([r[i] for r in rows])
                        if not np.isnan([r[i] for r in rows]).all()
                        else np.nan
                    )
                    for i in range(4)
                ]
            )
        ), calibration_error(chance, right)
    return out


def show(title, table):
    print(title)
    for name, (f, ece) in table.items():
        print(
            f"  {name:30} R@GT {f[0]:.3f}  MRR {f[1]:.3f}  F1 {f[2]:.3f}  none {f[3]:.3f}"
            f"  ECE {ece:.3f}"
        )


HEADER = """#pragma once
// What each signal weighs: round numbers set by hand and tried on many cases. And the steps from
// single pairs to scores: chosen, and this file written, by tools/fit_matching.sh, which judges
// them on sets left out (docs/matching.md).

#include <array>
#include <string_view>

namespace cognate::schema {

struct Weight {
  std::string_view signal;
  double weight;   ///< log-odds (base e) from no agreement to full agreement
  double neutral;  ///< the strength that speaks neither for nor against
};
"""


def write(score, signals, path):
    """The weights as a header of C++."""
    rows = zip(signals, score.weights().tolist(), score.neutrals.tolist())
    weights = [f'    Weight{{"{n[0]}", {w:.2f}, {z:.2f}}},' for n, w, z in rows]
    steps = {"prior": score.prior.item(), **dict(zip(CONTEXT, score.context.tolist()))}
    lines = [HEADER, "inline constexpr std::array kWeights = {", *weights, "};", ""]
    lines += ["/// score.cpp says what each does.", "struct Steps {"]
    lines += [f"  double {name} = {value:.2f};" for name, value in steps.items()]
    lines += ["};", "inline constexpr Steps kSteps;", "", "}  // namespace cognate::schema", ""]
    pathlib.Path(path).write_text("\n".join(lines))
