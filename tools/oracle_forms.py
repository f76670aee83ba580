#!/usr/bin/env python3
"""Holds our forms of vectors and our PCA against sentence-transformers and scikit-learn.

    oracle_forms.py --program build/release/bin/cognate --model FOLDER [--data FOLDER]
    oracle_forms.py --goldens > tests/golden/forms.json

The program embeds columns' texts in every form; from its own float32 vectors the reference makes
the same form: every number equal, or exit code 1. Cut vectors and principal components are floating
point and held to a bound. --goldens writes what the reference makes of a small matrix, so that the
tests need no Python.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from sentence_transformers.util.quantization import quantize_embeddings

FORMS = ("float32", "int8", "uint8", "binary", "ubinary")
CUTS = (1, 100, 384)
CUT_BOUND = 2e-7
PCA_DIMENSIONS = 48
PCA_BOUND = 2e-5
TEXTS = 500
SEED = 20261121


def golden_matrix(rng, rows, dimension):
    """Numbers with what forms may stumble over: zeros of both signs, ties, a constant dimension."""
    matrix = rng.standard_normal((rows, dimension)).astype(np.float32)
    matrix[:, 3] = 0.25
    matrix[::3, 5] = 0.0
    matrix[1::3, 5] = -0.0
    matrix[:, 7] = np.arange(rows, dtype=np.float32) / (rows - 1) * 255
    matrix[:, 8] *= 1e-30
    matrix[:, 9] *= 1e30
    return matrix


def goldens():
    rng = np.random.default_rng(SEED)
    matrix = golden_matrix(rng, 23, 21)
    calibration = golden_matrix(rng, 9, 21) * np.float32(0.7)
    with np.errstate(over="ignore"):
        halves = matrix.astype(np.float16)
    listed = lambda array: np.asarray(array).ravel().tolist()
    result = {"rows": 23, "dimension": 21, "calibration_rows": 9, "matrix": listed(matrix),
              "calibration": listed(calibration), "float16": listed(halves.view(np.uint16)),
              "forms": {}, "calibrated": {}}
    for form in FORMS[1:]:
        result["forms"][form] = listed(quantize_embeddings(matrix, form))
        result["calibrated"][form] = listed(
            quantize_embeddings(matrix, form, calibration_embeddings=calibration))
    json.dump(result, sys.stdout, separators=(",", ":"))
    print()


def column_texts(data):
    """Headers and first values of the tables, else made-up words."""
    texts = []
    for path in sorted(pathlib.Path(data).rglob("*.csv")) if data else []:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[:6]
        texts += [" ".join(line.split())[:100] for line in lines]
    if not texts:
        print("forms: NO TABLES at --data; made-up texts only")
    rng = np.random.default_rng(SEED)
    words = sorted({word for text in texts for word in text.replace(",", " ").split()}
                   or {"city", "of", "birth", "ship", "weight", "order", "date"})
    while len(texts) < TEXTS:
        texts.append(" ".join(rng.choice(words, size=rng.integers(1, 8))))
    return [texts[i] for i in rng.permutation(len(texts))[:TEXTS]]


class Program:
    def __init__(self, program, model, folder):
        self.program, self.model, self.folder = program, model, folder

    def run(self, *words):
        return subprocess.run([self.program, *map(str, words), "--model", self.model], check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout

    def vectors(self, texts, *words):
        out = self.folder / "out.npy"
        self.run("embed", texts, "--out", out, *words)
        return np.load(out)


def report(what, bad):
    print(f"forms: {what}: {'as the reference' if bad == 0 else f'{bad} DIFFER'}")
    return int(bad)


def same(what, ours, reference):
    if ours.dtype != reference.dtype or ours.shape != reference.shape:
        return report(f"{what} ({ours.dtype} {ours.shape})", 1)
    return report(f"{what}, {ours.size} numbers", (ours != reference).sum())


def check_forms(program, texts, calibration, vectors):
    bad = 0
    ranges_from = program.vectors(calibration)
    for form in FORMS:
        bad += same(form, program.vectors(texts, "--dtype", form),
                    quantize_embeddings(vectors, form))
        if form.endswith("int8"):
            ours = program.vectors(texts, "--dtype", form, "--calibrate", calibration)
            bad += same(f"{form} calibrated", ours, quantize_embeddings(
                vectors, form, calibration_embeddings=ranges_from))
    half = program.vectors(texts, "--dtype", "float16")
    return bad + same("float16", half, vectors.astype(np.float16))


def check_cuts(program, texts, model, vectors):
    """The reference encodes a part of the texts itself, cuts and normalises."""
    from sentence_transformers import SentenceTransformer
    bad = 0
    encoder = SentenceTransformer(model, device="cpu", local_files_only=True)
    part = texts.read_text(encoding="utf-8").split("\n")[:100]
    for cut in CUTS:
        ours = program.vectors(texts, "--dimensions", cut)
        kept = vectors[:, :cut].astype(np.float64)
        wanted = kept / np.maximum(np.linalg.norm(kept, axis=1, keepdims=True), 1e-12)
        bad += report(f"{cut} dimensions, own vectors", (abs(ours - wanted) > CUT_BOUND).sum())
        theirs = encoder.encode(part, truncate_dim=cut, normalize_embeddings=True,
                                show_progress_bar=False)
        bound = 1e-5 / max(np.linalg.norm(kept[:100], axis=1).min(), 1e-2)
        far = abs(ours[:len(part)] - theirs) > bound
        bad += report(f"{cut} dimensions, whole reference", far.sum())
    return bad


def check_pca(program, texts, vectors):
    from sklearn.decomposition import PCA
    path = program.folder / "x.pca"
    said = program.run("pca", "fit", texts, "--dimensions", PCA_DIMENSIONS, "--out", path)
    print("  " + said.replace("\n", "\n  ").rstrip())
    reference = PCA(PCA_DIMENSIONS, svd_solver="full").fit(vectors.astype(np.float64))
    ours = program.vectors(texts, "--pca", path)
    wanted = reference.transform(vectors.astype(np.float64))
    bad = report(f"PCA, largest difference {abs(ours - wanted).max():.1e}",
                 (abs(ours - wanted) > PCA_BOUND).sum())
    share = f"{100 * reference.explained_variance_ratio_.sum():.2f} %"
    bad += report(f"explained variance {share}", int(share not in said))
    cut = program.vectors(texts, "--pca", path, "--dimensions", 10)
    return bad + same("the first components", cut, ours[:, :10])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--goldens", action="store_true")
    parser.add_argument("--program")
    parser.add_argument("--model")
    parser.add_argument("--data", default="")
    options = parser.parse_args()
    if options.goldens:
        goldens()
        return 0
    with tempfile.TemporaryDirectory() as folder:
        program = Program(options.program, options.model, pathlib.Path(folder))
        lines = column_texts(options.data)
        texts, calibration = program.folder / "texts.txt", program.folder / "calibration.txt"
        texts.write_text("\n".join(lines), encoding="utf-8")
        calibration.write_text("\n".join(lines[:150]), encoding="utf-8")
        vectors = program.vectors(texts)
        bad = check_forms(program, texts, calibration, vectors)
        bad += check_cuts(program, texts, options.model, vectors)
        bad += check_pca(program, texts, vectors)
    print("forms: all as the references have them" if bad == 0 else f"forms: {bad} FAILED")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
