"""cognate index and search: a lake of columns, from tables to answers."""

import json
import os
import shutil
import signal
import subprocess
import time

from support import COGNATE, ROOT, Case, environment, needs_model


@needs_model
class Lake(Case):
    def setUp(self):
        super().setUp()
        self.tables = self.folder / "tables"
        for name in ("orders", "staff"):
            for side in ("source", "target"):
                path = self.tables / f"{name}_{side}.csv"
                path.parent.mkdir(exist_ok=True)
                shutil.copy(ROOT / "examples" / name / f"{side}.csv", path)
        self.lake = self.folder / "lake"

    def index(self, *arguments):
        done = self.succeed("index", *(arguments or (self.tables,)), "--store", self.lake, "--json")
        return json.loads(done.stdout)

    def search(self, *arguments):
        done = self.succeed("search", *arguments, "--store", self.lake, "--json")
        return json.loads(done.stdout)

    def test_words_find_the_columns_that_mean_them(self):
        report = self.index()
        self.assertEqual((report["tables"], report["tables_unchanged"]), (4, 0))
        self.assertGreater(report["columns_written"], 20)
        found = self.search("date of birth")
        self.assertEqual(found["columns_total"], report["columns_written"])
        best = found["columns"][0]
        self.assertRegex(best["column_name"].lower(), "birth|dob|gebdat")
        self.assertEqual(best["data_type"], "date")
        self.assertIn("date", best["compatible_types"])
        self.assertTrue(best["sample_values"])
        scores = [column["similarity_score"] for column in found["columns"]]
        self.assertEqual(scores, sorted(scores, reverse=True))

    def test_a_column_finds_itself_first(self):
        self.index()
        path = self.tables / "orders_source.csv"
        header = path.read_text().splitlines()[0].split(",")
        for name in header[:3]:
            best = self.search("--column", f"{path}:{name}")["columns"][0]
            self.assertEqual(best["column_name"], name)
            self.assertGreater(best["similarity_score"], 0.99)

    def test_a_filter_and_a_threshold_leave_others_out(self):
        self.index()
        dates = self.search("order", "--filter", 'type = "date"')["columns"]
        self.assertEqual({column["data_type"] for column in dates}, {"date"})
        same = self.search("order", "--filter", '{"type": "date"}')["columns"]
        self.assertEqual(same, dates)
        close = self.search("order", "--threshold", "0.7", "--exact")["columns"]
        self.assertTrue(all(column["similarity_score"] >= 0.7 for column in close))

    def test_what_did_not_change_is_passed_over(self):
        first = self.index()
        again = self.index()
        self.assertEqual((again["tables_unchanged"], again["columns_written"]), (4, 0))
        lines = (self.tables / "staff_source.csv").read_text().splitlines(keepends=True)
        cut = [",".join(line.rstrip("\n").split(",")[1:]) + "\n" for line in lines]
        (self.tables / "staff_source.csv").write_text("".join(cut))
        changed = self.index()
        self.assertEqual((changed["tables_unchanged"], changed["columns_removed"]), (3, 1))
        os.remove(self.tables / "staff_target.csv")
        gone = self.index()
        self.assertGreater(gone["columns_removed"], 2)
        total = self.search("anything")["columns_total"]
        self.assertEqual(total, first["columns_written"] - 1 - gone["columns_removed"])

    def test_a_run_that_was_stopped_goes_on(self):
        many = self.folder / "many"
        many.mkdir()
        for i in range(40):
            (many / f"t{i:02}.csv").write_text(
                f"name{i},birthday{i}\n" + "".join(f"n{k},2001-01-{k % 28 + 1:02}\n"
                                                   for k in range(200)))
        child = subprocess.Popen([COGNATE, "index", str(many), "--store", str(self.lake)],
                                 env=environment(), stderr=subprocess.PIPE)
        time.sleep(0.4)
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=60)
        report = self.index(many)
        self.assertEqual(report["tables"], 40)
        self.assertEqual(self.search("birthday", "--top-k", "100")["columns_total"], 80)

    def test_a_table_that_cannot_be_read_does_not_stop_the_rest(self):
        (self.tables / "broken.parquet").write_bytes(b"PAR1 nothing")
        report = self.index()
        self.assertGreaterEqual(report["tables"], 4)
        self.assertEqual(len(report["problems"]), 1)
        self.assertIn("broken.parquet", report["problems"][0])

    def test_a_person_sees_a_table(self):
        self.index()
        text = self.succeed("search", "birth date", "--store", self.lake).stdout
        self.assertIn("COLUMN", text)
        self.assertIn("date", text)
        text = self.succeed("index", self.tables, "--store", self.lake).stdout
        self.assertIn("4 tables", text)


@needs_model
class Nonsense(Case):
    def test_there_is_no_lake(self):
        self.refuse(3, "nothing", "search", "x", "--store", self.folder / "nothing")

    def test_there_is_nothing_to_look_for(self):
        self.write("a.csv", "id,name\n1,x\n2,y\n")
        lake = self.folder / "lake"
        self.succeed("index", self.folder / "a.csv", "--store", lake)
        self.refuse(2, "say what to look for", "search", "--store", lake)
        self.refuse(2, "filter", "search", "x", "--filter", "type = ", "--store", lake)
        self.refuse(2, "filter", "search", "x", "--filter", '{"$or": 1}', "--store", lake)
        self.refuse(2, "--top-k", "search", "x", "--top-k", "0", "--store", lake)
        self.refuse(3, "no column", "search", "--column", f"{self.folder}/a.csv:nobody",
                    "--store", lake)

    def test_the_place_is_a_file(self):
        path = self.write("a.csv", "id,name\n1,x\n2,y\n")
        done = self.folder / "file"
        done.write_text("x")
        self.refuse(2, "is a file", "index", path, "--store", done)

    def test_a_source_is_missing(self):
        self.refuse(2, "could not be read", "index", self.folder / "nowhere.csv", "--store",
                    self.folder / "lake")
