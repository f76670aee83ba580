"""A peer of bench_match: reads two tables, then matches them at each line it is sent.

    python serve.py coma|coma-instances|minilm SOURCE TARGET OUT [MODEL_FOLDER]

Answers each line with JSON {seconds, version}: the time of matching, tables read and model loaded.
OUT gets the ranked pairs, best first, as CSV (source,target). End of input ends it.
"""

import csv
import json
import os
import sys
import time
from collections import Counter
from importlib.metadata import version

VALUES = 10  # of a column, in the text that MiniLM reads


class Coma:
    """Valentine's COMA as it comes, with names alone or with values too."""

    def __init__(self, instances):
        import stop_words
        import valentine
        from valentine.algorithms.coma.similarity import tfidf

        # It would fetch NLTK's list from the network at the first use.
        english = frozenset(stop_words.get_stop_words("en"))
        tfidf._english_stopwords = lambda: english
        self.instances, self.valentine = instances, valentine
        self.version = version("valentine")

    def read(self, path):
        import pandas

        return pandas.read_csv(path, low_memory=False)

    def match(self, source, target):
        matcher = self.valentine.algorithms.Coma(use_instances=self.instances)
        found = self.valentine.valentine_match([source, target], matcher)
        return [(pair.source_column, pair.target_column) for pair in found]


class MiniLm:
    """Each column as its name and most frequent values; the cosine of the two vectors."""

    def __init__(self, folder):
        import sentence_transformers

        self.model = sentence_transformers.SentenceTransformer(folder, device="cpu")
        self.version = sentence_transformers.__version__

    def read(self, path):
        with open(path, newline="", encoding="utf-8") as file:
            names, *rows = csv.reader(file)
        return names, list(zip(*rows))

    def vectors(self, names, columns):
        texts = [name + ": " + ", ".join(value for value, _ in Counter(filter(None, cells))
                                         .most_common(VALUES))
                 for name, cells in zip(names, columns)]
        return self.model.encode(texts, normalize_embeddings=True)

    def match(self, source, target):
        scores = self.vectors(*source) @ self.vectors(*target).T
        width = len(target[0])
        return [(source[0][i // width], target[0][i % width])
                for i in scores.ravel().argsort()[::-1]]


def main(kind, source, target, out, model=None):
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what libraries print is no answer
    peer = MiniLm(model) if kind == "minilm" else Coma(kind == "coma-instances")
    tables = [peer.read(path) for path in (source, target)]
    for _ in sys.stdin:
        start = time.perf_counter()
        pairs = peer.match(*tables)
        seconds = time.perf_counter() - start
        with open(out, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(pairs)
        print(json.dumps({"seconds": seconds, "version": peer.version}), file=answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
