"""cognate match --format sql, executed by DuckDB and PostgreSQL."""

import csv
import decimal
import unittest

import databases
from support import ROOT, Case, needs_model

ROWS = 60  # a wrong cell is then under two in a hundred
TABLES = ('the "source"; --', "it's a target")  # names as nasty as the columns'


def cells(line):
    """What stands between bars, without the one blank on each side."""
    return [cell.removeprefix(" ").removesuffix(" ") for cell in f" {line} ".split("|")]


def blocks():
    """The columns of sql_casts.txt: dictionaries of name, source, target, values."""
    text = (ROOT / "tests/e2e/sql_casts.txt").read_text(encoding="utf-8")
    for block in text.split("\n\n"):
        lines = [line.split(None, 1) for line in block.splitlines() if not line.startswith("#")]
        column = {key: cells(rest) for key, rest in lines}
        yield {**column, "name": column["name"][0]}


COLUMNS = list(blocks())
# Beside a column that is tried alone: a file of one column may be split at its blanks.
BESIDE = {"name": "row", "source": ["a", "b"], "target": ["c", "d"], "values": ["a", "b"]}


def filled(listed):
    """Rows enough, by repeating the first cell."""
    return (listed + [listed[0]] * ROWS)[:ROWS]


def rows_of(columns, side):
    return list(zip(*(filled(column[side]) for column in columns)))


def quoted(text, mark):
    return mark + text.replace(mark, 2 * mark) + mark


def name(text):
    return quoted(text, '"')


def same(wanted, got):
    """Whether a database's text is the value: numbers by value, flags in either spelling."""
    if wanted == "~" or got is None:
        return wanted == "~" and got is None
    got = {"t": "true", "f": "false"}.get(got, got)
    try:
        return decimal.Decimal(wanted) == decimal.Decimal(got)
    except decimal.InvalidOperation:
        return wanted == got


# A target that declares its types, rows of a source of the same names, and what becomes of them.
DECLARED = """CREATE TABLE stock (
  code varchar(5) NOT NULL,
  price numeric(5, 2),
  small smallint,
  born date,
  active boolean,
  seen timestamp,
  note text
)"""
DECLARED_SOURCE = [
    ["code", "price", "small", "born", "active", "seen"],
    ["abcdefgh", "12,345", "32767", "31.12.2023", "yes", "2024-01-31T09:30:00+02:00"],
    ["xy", "99999,5", "32768", "30.02.2023", "no", "2024-01-31T09:30:00Z"],
    ["z", "-0,5", "-1", "1.2.2024", "no", "2024-01-31T24:30:00Z"],
]
DECLARED_VALUES = [
    ["abcde", "12.35", "32767", "2023-12-31", "true", "2024-01-31 07:30:00"],
    ["xy", "~", "~", "~", "false", "2024-01-31 09:30:00"],
    ["z", "-0.5", "-1", "2024-02-01", "false", "~"],
]


# The same with types that only PostgreSQL knows. A file of its own names them as PostgreSQL does.
OWN = """CREATE TYPE "Mood" AS ENUM ('sad', 'glad');
CREATE TABLE diary (
  mood "Mood",
  body jsonb,
  tags text[],
  host inet,
  took interval
)"""
OWN_SOURCE = [
    ["mood", "body", "tags", "host", "took"],
    ["glad", '{"a": 1}', "{x,y}", "10.0.0.1", "2 days"],
    ["angry", "{", "x", "10.0.0.256", "soon"],
    ["", "n/a", "", "", ""],
]
OWN_VALUES = [
    ["glad", '{"a": 1}', "{x,y}", "10.0.0.1", "2 days"],
    ["~", "~", "~", "~", "~"],
    ["~", "~", "~", "~", "~"],
]


class SqlCase(Case):
    """Tables of texts in a database, and the mapping of them as SQL."""

    dialect = ""

    def write_tables(self, columns):
        """Both tables as files, of these columns."""
        for table, side in zip(TABLES, ("source", "target")):
            with open(self.folder / f"{table}.csv", "w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([[c["name"] for c in columns], *rows_of(columns, side)])

    def sql(self, *options):
        paths = [self.folder / f"{table}.csv" for table in TABLES]
        done = self.succeed("match", *paths, "--dialect", self.dialect, "--threshold", 0, *options)
        return done.stdout

    def fill(self, table, columns, side):
        """A table of texts with the rows of a side."""
        names = ", ".join(f"{name(c['name'])} VARCHAR" for c in columns)
        rows = ", ".join("(" + ", ".join(quoted(cell, "'") for cell in row) + ")"
                         for row in rows_of(columns, side))
        self.database.run(f"CREATE TABLE {name(table)} ({names});"
                          f" INSERT INTO {name(table)} VALUES {rows};")

    def check_each_column(self, fill):
        """A view of each column by itself, its match given; `fill` makes the source's table."""
        view = name(f"{TABLES[1]}_from_{TABLES[0]}")
        for column in COLUMNS:
            with self.subTest(column=column["name"]):
                self.database.run(f"DROP VIEW IF EXISTS {view};"
                                  f"DROP TABLE IF EXISTS {name(TABLES[0])};")
                self.write_tables([column, BESIDE])
                fill(column)
                pair = f"{column['name']}={column['name']}"
                self.database.run(self.sql("--sql", "view", "--lock", pair))
                found = self.database.run(f"SELECT * FROM {view}")
                for cell, wanted, (got, _) in zip(column["source"], column["values"], found):
                    self.assertTrue(wanted == "?" or same(wanted, got), f"{cell}: {wanted}, {got}")

    def run_with_declared_types(self, table, declared, listed, values):
        """The rows of an INSERT into a table that declares its types."""
        header, *rows = listed
        # The first row again and again: two wrong cells in forty hide no format.
        rows = rows + [rows[0]] * 40
        with open(self.folder / "plain.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])
        ddl = self.write(f"{table}.sql", declared + ";")
        columns = ", ".join(f"{name(c)} VARCHAR" for c in header)
        cells_in_rows = ", ".join(
            "(" + ", ".join(quoted(cell, "'") for cell in row) + ")" for row in rows)
        self.database.run(declared)
        self.database.run(
            f"CREATE TABLE plain ({columns}); INSERT INTO plain VALUES {cells_in_rows};")
        locks = [word for column in header for word in ("--lock", f"{column}={column}")]
        sql = self.succeed("match", self.folder / "plain.csv", ddl, "--dialect", self.dialect,
                           "--sql", "insert", *locks).stdout
        self.database.run(sql)
        found = self.database.run(f"SELECT {', '.join(map(name, header))} FROM {table}")
        for wanted, got in zip(values, found):
            for cell, value in zip(wanted, got):
                self.assertTrue(same(cell, value), f"{wanted} / {got}")

    def run_as_view(self):
        self.check_each_column(
            lambda column: self.fill(TABLES[0], [column, BESIDE], "source"))

    def run_as_insert(self):
        """Of all columns at once, with all their names."""
        self.write_tables(COLUMNS)
        self.fill(TABLES[0], COLUMNS, "source")
        self.fill(TABLES[1], COLUMNS, "target")
        self.database.run(f"DELETE FROM {name(TABLES[1])}")
        self.database.run(self.sql("--sql", "insert"))
        found = self.database.run(f"SELECT count(*) FROM {name(TABLES[1])}")
        self.assertEqual(int(found[0][0]), ROWS)


@needs_model
@unittest.skipUnless(databases.duckdb_path(), "DuckDB is not there; tools/get_duckdb.sh gets it")
class DuckDbSql(SqlCase):
    dialect = "duckdb"

    def setUp(self):
        super().setUp()
        self.database = databases.DuckDb()
        self.addCleanup(self.database.close)

    def test_a_view_gives_every_cell_its_value_or_null(self):
        self.run_as_view()

    def test_an_insert_fills_the_target(self):
        self.run_as_insert()

    def test_declared_types_are_kept_to(self):
        self.run_with_declared_types("stock", DECLARED, DECLARED_SOURCE, DECLARED_VALUES)

    def test_a_table_that_duckdb_typed_by_itself_gives_the_same_values(self):
        path = quoted(str(self.folder / f"{TABLES[0]}.csv"), "'")
        self.check_each_column(
            lambda _: self.database.run(f"CREATE TABLE {name(TABLES[0])} AS FROM {path}"))


@needs_model
@unittest.skipUnless(databases.postgresql_folder(), "the package postgresql is not installed")
class PostgreSqlSql(SqlCase):
    dialect = "postgresql"

    @classmethod
    def setUpClass(cls):
        cls.database = databases.PostgreSql()
        cls.addClassCleanup(cls.database.close)

    def setUp(self):
        super().setUp()
        self.database.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")

    def test_a_view_gives_every_cell_its_value_or_null(self):
        self.run_as_view()

    def test_declared_types_are_kept_to(self):
        self.run_with_declared_types("stock", DECLARED, DECLARED_SOURCE, DECLARED_VALUES)

    def test_types_of_the_databases_own_take_what_they_can_read(self):
        self.run_with_declared_types("diary", OWN, OWN_SOURCE, OWN_VALUES)

    def test_an_insert_fills_the_target_and_leaves_no_function_behind(self):
        self.run_as_insert()
        left = self.database.run("SELECT proname FROM pg_proc WHERE proname LIKE 'cognate%'")
        self.assertEqual(left, [])


if __name__ == "__main__":
    unittest.main()
