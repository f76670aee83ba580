"""Sources beyond plain files of rows: SQL, data dictionaries, SQLite, PostgreSQL."""

import json
import os
import sqlite3
import stat
import subprocess
import threading
import unittest

import postgres
from support import COGNATE, Case, environment, has_duckdb, needs_model, run

CLIENTS = "client_no,surname,given_name,status\n1,Lee,Ann,new\n2,Ray,Bob,paid\n3,Fox,Cy,new\n"
SCHEMA = """
CREATE TYPE state AS ENUM ('new', 'paid', 'gone');
CREATE TABLE customers (
  customer_id bigint PRIMARY KEY,
  last_name text NOT NULL, -- family name of the client
  first_name text,
  state state NOT NULL
);
COMMENT ON COLUMN customers.first_name IS 'given name of the client';
CREATE TABLE "order lines" (line int, amount numeric(10,2));
"""


class InputCase(Case):
    """Has a table of clients to map from."""

    def needs(self, source):
        """Skips the test where the program was built without what reads the source."""
        if "this build reads no" in run("match", source, source).stderr:
            self.skipTest(f"this build cannot read {source}")

    def setUp(self):
        super().setUp()
        self.clients = self.write("clients.csv", CLIENTS)

    def pairs(self, target, *arguments, **options):
        """What the clients' columns are mapped to, and what was noted."""
        done = self.succeed("match", self.clients, target, "--json", *arguments, **options)
        mapping = json.loads(done.stdout)
        return {match["source"]: match["target"] for match in mapping["matches"]}, done.stderr


class BadInput(InputCase):
    """No model is needed to refuse a source."""

    def test_several_tables_are_answered_with_what_to_type(self):
        path = self.write("schema.sql", SCHEMA)
        error = self.refuse(2, "holds 2 tables where one is needed", "match", self.clients, path)
        self.assertIn(f"{path}#customers, '{path}#order lines'", error)

    def test_an_unknown_table_is_answered_with_the_nearest(self):
        path = self.write("schema.sql", SCHEMA)
        self.refuse(3, f"did you mean {path}#customers ?", "match", self.clients,
                    f"{path}#costumers")

    def test_a_syntax_error_has_line_and_column(self):
        path = self.write("bad.sql", "CREATE TABLE a (\n  x int,\n  y int z\n);\n")
        self.refuse(7, "bad.sql: line 3: column 9: expected \",\", \")\" or a constraint of the "
                       "column \"y\", found \"z\"", "match", self.clients, path)

    def test_a_wrong_statement_is_an_error_when_strict(self):
        path = self.write("bad.sql", "CREATE TABLE a (x int,,);\n" + SCHEMA)
        self.refuse(7, "bad.sql: line 1: column 23", "match", self.clients, f"{path}#customers",
                    "--strict")

    def test_a_binary_file_named_sql(self):
        path = self.write("junk.sql", bytes(range(256)) * 40)
        self.refuse(7, "not a text file", "match", self.clients, path)

    def test_empty_files(self):
        for name in ("a.sql", "a.db", "a.json", "a.csv"):
            path = self.write(name, "")
            self.refuse(7, f"{name}: the file is empty", "match", self.clients, path)
            self.refuse(7, f"{name}: the file is empty", "match", self.clients,
                        f"dictionary:{path}")

    def test_a_database_that_is_cut_short(self):
        path = self.folder / "cut.db"
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE t (x TEXT)")
            database.executemany("INSERT INTO t VALUES (?)", [("text " * 50,)] * 2000)
        database.close()
        self.needs(path)
        os.truncate(path, path.stat().st_size // 2)
        self.refuse(7, "cut.db: the database is damaged or cut short", "match", self.clients, path)


@needs_model
class Sql(InputCase):
    def test_a_schema_is_mapped_by_names_comments_and_values(self):
        path = self.write("schema.sql", SCHEMA)
        pairs, notes = self.pairs(f"{path}#customers")
        self.assertEqual(pairs["status"], "state")
        self.assertEqual(notes, "")

    def test_one_wrong_statement_is_noted_and_the_rest_is_read(self):
        path = self.write("schema.sql", "CREATE TABLE a (x int,,);\n" + SCHEMA)
        pairs, notes = self.pairs(f"{path}#customers")
        self.assertEqual(pairs["status"], "state")
        self.assertIn("schema.sql:1: column 23: expected the name of a column, found \",\"", notes)


@needs_model
class Dictionary(InputCase):
    DICTIONARY = ("column_name,description,data_type,allowed_values\n"
                  "last_name,family name,string,\nfirst_name,given name,string,\n"
                  "state,how far the order is,enum,new|paid|gone\n")

    def test_a_dictionary_is_told_by_its_header_and_said(self):
        path = self.write("fields.csv", self.DICTIONARY)
        pairs, notes = self.pairs(path)
        self.assertEqual(pairs["status"], "state")
        self.assertIn(f"read as a data dictionary of 3 columns; table:{path} reads", notes)

    def test_both_words_before_the_path_say_how_to_read_it(self):
        path = self.write("fields.csv", self.DICTIONARY)
        pairs, notes = self.pairs(f"dictionary:{path}")
        self.assertEqual(pairs["status"], "state")
        self.assertEqual(notes, "")
        pairs, _ = self.pairs(f"table:{path}", "--all-candidates")
        self.assertNotIn("state", pairs.values())

    def test_json_schema(self):
        path = self.write("person.json", json.dumps({"properties": {
            "last_name": {"type": "string", "description": "family name"},
            "state": {"enum": ["new", "paid", "gone"]}}}))
        pairs, _ = self.pairs(path)
        self.assertEqual(pairs["status"], "state")

    def test_json_data_stays_data(self):
        if not has_duckdb():
            self.skipTest("this build reads no JSON")
        path = self.write("data.json", json.dumps(
            [{"name": "chair", "description": "a chair of oak", "status": "new"},
             {"name": "table", "description": "a table of pine", "status": "paid"}]))
        pairs, notes = self.pairs(path)
        self.assertEqual(pairs["status"], "status")
        self.assertEqual(notes, "")


@needs_model
class Sqlite(InputCase):
    def test_a_table_of_a_database_is_mapped_and_the_file_left_alone(self):
        path = self.folder / "shop.db"
        with sqlite3.connect(path) as database:
            database.executescript(
                "CREATE TABLE \"order lines\" (last_name TEXT, state TEXT);"
                "INSERT INTO \"order lines\" VALUES ('Lee', 'new'), ('Ray', 'paid');"
                "CREATE VIEW v AS SELECT 1;")
        database.close()
        self.needs(path)
        before = path.read_bytes()
        path.chmod(stat.S_IRUSR)
        pairs, notes = self.pairs(f"{path}#order lines")
        self.assertEqual(pairs, {"surname": "last_name", "status": "state"})
        self.assertEqual(notes, "")
        self.assertEqual(path.read_bytes(), before)
        self.assertEqual(self.names(), ["clients.csv", "shop.db"])


@unittest.skipUnless(postgres.programs(),
                     "PostgreSQL is not installed; tools/setup.sh test gets it")
class PostgreSql(InputCase):
    """A server of our own, with tables that some may read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = postgres.server()
        cls.server.sql("DROP DATABASE IF EXISTS shop")
        cls.server.sql("DROP ROLE IF EXISTS clerk")
        cls.server.sql("CREATE DATABASE shop")
        cls.server.sql("CREATE ROLE clerk LOGIN PASSWORD 'pass/word'")
        cls.server.sql(SCHEMA + '''
            INSERT INTO customers SELECT i, 'Lee' || i, 'Ann' || i,
              (CASE i % 2 WHEN 0 THEN 'new' ELSE 'paid' END)::state
              FROM generate_series(1, 200000) AS i;
            ANALYZE customers;
            CREATE SCHEMA sales;
            CREATE TABLE sales."wéird ""name""" (x text, "y z" bytea);
            INSERT INTO sales."wéird ""name""" VALUES (repeat('long', 1000), '\\x00ff');
            CREATE TABLE secret (x int);
            CREATE TABLE partly (open text, hidden text);
            CREATE VIEW slow AS SELECT pg_sleep(30)::text AS status;
            GRANT SELECT ON customers TO clerk;
            GRANT SELECT (open) ON partly TO clerk;
        ''', "shop")

    def setUp(self):
        super().setUp()
        self.needs("postgresql://127.0.0.1:1/x")

    def refuse_url(self, code, message, url, **options):
        return self.refuse(code, message, "match", self.clients, url, **options)

    @needs_model
    def test_a_table_is_mapped(self):
        pairs, notes = self.pairs(self.server.url("shop") + "#public.customers")
        self.assertEqual(pairs["status"], "state")
        self.assertEqual(notes, "")
        again, _ = self.pairs(self.server.url("shop") + "?schema=public&table=customers")
        self.assertEqual(again, pairs)

    @needs_model
    def test_names_with_quotes_spaces_and_other_letters(self):
        done = self.succeed("match", self.server.url("shop") + '#sales.wéird "name"', self.clients,
                            "--json")
        columns = json.loads(done.stdout)["source_table"]["columns"]
        self.assertEqual([column["name"] for column in columns], ["x", "y z"])
        self.assertEqual(columns[1]["samples"], ["00ff"])

    def test_several_tables_are_listed_and_unreadable_ones_named(self):
        url = self.server.url("shop", "clerk", "pass%2Fword")
        shown = f"postgresql://clerk@127.0.0.1:{self.server.port}/shop"
        error = self.refuse_url(2, "holds 2 tables where one is needed", url)
        self.assertIn(f"{shown}#public.customers, {shown}#public.partly", error)
        self.assertIn("public.secret cannot be read: permission denied", error)
        self.assertNotIn("word", error)

    def test_an_unreadable_table_that_is_asked_for(self):
        url = self.server.url("shop", "clerk", "pass%2Fword") + "#public.secret"
        self.refuse_url(8, "public.secret cannot be read: permission denied", url)

    @needs_model
    def test_an_unreadable_column_is_noted(self):
        url = self.server.url("shop", "clerk", "pass%2Fword") + "#partly"
        _, notes = self.pairs(url)
        self.assertIn("the column hidden cannot be read: permission denied", notes)
        self.assertNotIn("word", notes)

    def test_a_wrong_password_is_said_without_the_password(self):
        error = self.refuse_url(5, "password authentication failed",
                                self.server.url("shop", "clerk", "wrong-secret"))
        self.assertNotIn("wrong-secret", error)
        self.refuse_url(5, "put the password into ~/.pgpass or PGPASSWORD",
                        self.server.url("shop", "clerk"))

    def test_addresses_that_lead_nowhere(self):
        self.refuse_url(5, "Connection refused", "postgresql://127.0.0.1:1/x")
        self.refuse_url(5, "does not exist", self.server.url("nowhere"))
        error = self.refuse_url(2, "not an address of a database",
                                f"postgresql://me:pass/secret@127.0.0.1:{self.server.port}/shop")
        self.assertNotIn("secret", error)
        self.refuse_url(3, "no table that may be read", self.server.url("shop") + "?schema=nix")

    def test_a_server_that_is_killed_while_reading(self):
        done = []
        url = self.server.url("shop") + "#public.slow"
        thread = threading.Thread(target=lambda: done.append(run("match", self.clients, url)))
        thread.start()
        kill = ("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE application_name = 'cognate' AND query LIKE 'FETCH%'")
        while thread.is_alive():
            self.server.sql(kill)
            thread.join(0.2)
        self.assertEqual(done[0].returncode, 5, done[0].stderr)
        self.assertIn("error: ", done[0].stderr)
        self.assertNotEqual(done[0].stderr.find("connection"), -1, done[0].stderr)

    def test_reading_ends_when_interrupted(self):
        url = self.server.url("shop") + "#public.slow"
        with subprocess.Popen([COGNATE, "match", self.clients, url], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment()) as program:
            try:
                program.wait(2)
            except subprocess.TimeoutExpired:
                program.terminate()
            _, errors = program.communicate(timeout=20)
        self.assertNotEqual(program.returncode, 0, errors)

    def test_even_a_view_that_writes_cannot_write(self):
        self.server.sql("""
            CREATE OR REPLACE FUNCTION tick() RETURNS int LANGUAGE sql VOLATILE
              AS 'INSERT INTO public.secret VALUES (1) RETURNING x';
            CREATE OR REPLACE VIEW ticking AS SELECT tick() AS status;
        """, "shop")
        self.addCleanup(self.server.sql, "DROP VIEW ticking", "shop")
        self.refuse_url(7, "cannot execute INSERT in a read-only transaction",
                        self.server.url("shop") + "#ticking")


if __name__ == "__main__":
    unittest.main()
