#!/usr/bin/env python3
"""Texts that bench_store searches: WordNet's glosses and the descriptions of Debian's packages.

Usage: texts.py WORDNET_FOLDER OUT.txt     (the folder with data.noun and its like)
"""

import glob
import os
import random
import subprocess
import sys


def glosses(folder):
    for path in sorted(glob.glob(os.path.join(folder, "data.*"))):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                if not line.startswith("  ") and "|" in line:
                    yield line.split("|", 1)[1].strip()


def descriptions():
    shown = subprocess.run(["apt-cache", "dumpavail"], capture_output=True, text=True, check=True)
    for line in shown.stdout.split("\n"):
        if line.startswith("Description:"):
            yield line.split(":", 1)[1].strip()


def main():
    texts = list(dict.fromkeys([*glosses(sys.argv[1]), *descriptions()]))
    random.Random(7).shuffle(texts)
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        out.write("\n".join(texts) + "\n")


if __name__ == "__main__":
    main()
