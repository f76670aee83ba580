"""cognate store: making, filling, looking, checking, emptying; files in and out; nonsense."""

import array
import json
import math
import os
import pathlib
import signal
import struct
import subprocess
import time
import unittest

from support import COGNATE, SECONDS_MAX, Case, environment, has_duckdb, run
from test_embed import read_npy

ODD = 'odd "id"\n/..\\ é'


def unit(*numbers):
    """Of length one, as a store keeps vectors under cosine."""
    length = math.hypot(*numbers)
    return [number / length for number in numbers]


def documents(count=20):
    """The ids rise; payloads hold every kind of value."""
    result = []
    for i in range(count):
        payload = {"n": i, "x": i / 4, "even": i % 2 == 0, "type": "date" if i % 3 == 0 else "text",
                   "tags": [f"t{i % 5}", "all"], "none": None, "big": 2**63 - 1 - i}
        text = None if i % 4 == 1 else f"text {i}\nof two lines"
        result.append({"id": ODD if i == 7 else f"d{i}", "vector": [1.0, i / 8, -0.5],
                       "payload": payload, "text": text})
    return result


def lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


class Stores(Case):
    def store(self, *arguments, **options):
        return self.succeed("store", *arguments, **options)

    def json(self, *arguments):
        return json.loads(self.store(*arguments, "--json").stdout)

    def filled(self, name="s", rows=None, *arguments):
        """A store of these documents; its path."""
        path = self.folder / name
        file = self.write(f"{name}.jsonl", lines(documents() if rows is None else rows))
        self.store("import", path, file, *arguments)
        return path

    def exported(self, path, *arguments):
        out = self.folder / "out.jsonl"
        self.store("export", path, "--out", out, *arguments)
        return [json.loads(line) for line in out.read_text().splitlines()]

    def expect_documents(self, got, wanted):
        self.assertEqual([row["id"] for row in got], [row["id"] for row in wanted])
        for mine, row in zip(got, wanted):
            self.assertEqual(mine.get("payload", {}), row["payload"])
            self.assertEqual({k: type(v) for k, v in mine["payload"].items()},
                             {k: type(v) for k, v in row["payload"].items()})
            self.assertEqual(mine.get("text"), row["text"])
            for a, b in zip(mine["vector"], unit(*row["vector"])):
                self.assertAlmostEqual(a, b, places=6)


class MakeAndLook(Stores):
    def test_a_store_is_made_and_says_what_it_is(self):
        path = self.folder / "s"
        said = self.store("create", path, "--dimension", 3).stdout
        self.assertIn("a native store for vectors of 3 numbers (cosine, quantization sq", said)
        info = self.json("info", path)
        self.assertEqual((info["provider"], info["dimension"], info["metric"], info["documents"]),
                         ("native", 3, "cosine", 0))
        page = self.store("info", path).stdout
        for words in ("provider       native", "documents      0", "metric         cosine"):
            self.assertIn(words, page)

    def test_options_reach_the_store_and_wrong_ones_are_refused(self):
        path = self.folder / "s"
        made = self.json("create", path, "--dimension", 5, "--metric", "ip", "--quantization",
                         "sq4")
        self.assertEqual(made["quantization"]["bits"], 4)
        self.assertEqual(self.json("info", path)["metric"], "ip")
        create = ("store", "create", self.folder / "t")
        self.refuse(2, "needs --dimension", *create)
        self.refuse(2, "--dimension", *create, "--dimension", 0)
        self.refuse(2, "--dimension", *create, "--dimension", 70000)
        self.refuse(2, "cosine|l2|ip", *create, "--dimension", 3, "--metric", "l3")
        self.refuse(2, "NAME=VALUE", *create, "--dimension", 3, "--set", "m")
        self.refuse(2, "given twice", *create, "--dimension", 3, "--set", "m=1", "--set", "m=2")
        self.refuse(2, 'no option "nosuch"', *create, "--dimension", 3, "--set", "nosuch=1")
        self.refuse(4, str(path), "store", "create", path, "--dimension", 3)
        self.assertEqual(self.names(), ["s"], "nothing is left of what was refused")

    def test_a_list_names_every_store_and_what_is_wrong_with_a_broken_one(self):
        self.filled("a")
        broken = self.filled("b")
        (self.folder / "no store").mkdir()
        mark = next(broken.glob("store.json"))
        mark.write_bytes(mark.read_bytes()[:-9])
        rows = {row["name"]: row for row in self.json("list", self.folder)}
        self.assertEqual(sorted(rows), ["a", "b"])
        self.assertEqual(rows["a"]["documents"], 20)
        self.assertEqual(rows["b"]["error"]["code"], "corrupt")
        table = self.store("list", self.folder).stdout.splitlines()
        self.assertEqual(len(table), 2)
        self.assertIn("20 documents", table[0])
        self.assertIn("corrupt: ", table[1])
        self.assertEqual(self.json("list", self.folder / "a")[0]["name"], ".")
        self.assertEqual(self.json("list", self.folder / "no store"), [])
        self.refuse(3, "none", "store", "list", self.folder / "none")

    def test_help_shows_every_command(self):
        page = self.store("--help").stdout
        for name in ("create", "info", "list", "import", "export", "delete", "verify", "compact",
                     "rebuild"):
            self.assertIn(f"\n  {name} ", page)
            self.assertIn(f"usage: cognate store {name}", self.store(name, "--help").stdout)


class InAndOut(Stores):
    def test_what_goes_in_comes_out_by_every_format_that_holds_it(self):
        path = self.filled()
        wanted = documents()
        self.expect_documents(self.exported(path), wanted)
        for extension in ["jsonl", "parquet"] if has_duckdb() else ["jsonl"]:
            out = self.folder / f"x.{extension}"
            self.store("export", path, "--out", out)
            copy = self.folder / f"copy of {extension}"
            self.assertIn("20 documents imported into a new store",
                          self.store("import", copy, out).stdout)
            self.expect_documents(self.exported(copy), wanted)

    def test_numpy_holds_the_vectors_and_the_ids_beside_them(self):
        rows = [row for row in documents() if row["id"] != ODD]
        path = self.filled(rows=rows)
        out = self.folder / "x.npy"
        self.store("export", path, "--out", out)
        count, columns, numbers = read_npy(out)
        self.assertEqual((count, columns), (19, 3))
        ids = (self.folder / "x.npy.ids.txt").read_text().splitlines()
        self.assertEqual(ids, [row["id"] for row in rows])
        self.store("import", self.folder / "copy", out)
        again = self.exported(self.folder / "copy")
        self.assertEqual([row["id"] for row in again], ids)
        self.assertEqual(array.array("f", [x for row in again for x in row["vector"]]), numbers)
        self.refuse(2, "has a line end", "store", "export", self.filled("t"), "--out",
                    self.folder / "y.npy")
        self.assertNotIn("y.npy", self.names())

    def test_a_matrix_without_ids_is_numbered(self):
        header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }".ljust(117) + b"\n"
        npy = self.write("m.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + header
                         + struct.pack("<4d", 3, 4, 0, 2))
        done = self.store("import", self.folder / "s", npy)
        self.assertIn("m.npy.ids.txt: is not there", done.stderr)
        rows = self.exported(self.folder / "s")
        self.assertEqual([row["id"] for row in rows], ["0", "1"])
        self.assertEqual([round(x, 6) for x in rows[0]["vector"]], [0.6, 0.8])

    def test_a_table_of_another_program_is_taken_by_its_columns(self):
        rows = [{"key": 5, "emb": [1, 0], "body": "five", "lang": "de", "year": 1999},
                {"key": 6, "emb": [0, 1], "body": None, "lang": None, "year": 2001.5}]
        columns = ("--id-column", "key", "--vector-column", "emb", "--text-column", "body")
        path = self.filled("s", rows, *columns)
        got = self.exported(path)
        self.assertEqual([row["id"] for row in got], ["5", "6"])
        self.assertEqual(got[0]["payload"], {"lang": "de", "year": 1999})
        self.assertEqual(got[0]["text"], "five")
        self.assertNotIn("text", got[1])

    def test_a_filter_chooses_what_is_exported(self):
        path = self.filled()
        dates = [row["id"] for row in documents() if row["payload"]["type"] == "date"]
        for text in ('type = "date"', '{"type": "date"}', ' {"type": {"$eq": "date"}}'):
            self.assertEqual([row["id"] for row in self.exported(path, "--filter", text)], dates)
        self.assertEqual(self.exported(path, "--filter", "n > 100"), [])
        self.assertEqual(self.exported(path, "--filter", "no.such.field = 1"), [])
        self.assertEqual(len(self.exported(path, "--filter", 'tags contains "t1" and x >= 1')), 3)
        export = ("store", "export", path, "--out", self.folder / "y.jsonl", "--filter")
        self.refuse(2, "filter, column 8", *export, "type = ")
        self.refuse(2, "$near", *export, '{"n": {"$near": 1}}')
        self.refuse(2, "filter: ", *export, '{"n": ')
        self.assertNotIn("y.jsonl", self.names())

    def test_an_export_that_cannot_be_written_leaves_nothing(self):
        path = self.filled()
        self.refuse(2, "--out", "store", "export", path)
        self.refuse(2, ".npy", "store", "export", path, "--out", self.folder / "x.csv")
        self.refuse(3, "its folder does not exist", "store", "export", path, "--out",
                    self.folder / "none" / "x.jsonl")
        self.refuse(3, "none", "store", "export", self.folder / "none", "--out",
                    self.folder / "x.jsonl")
        self.assertEqual(self.names(), ["s", "s.jsonl"])

    def test_importing_again_changes_nothing_and_a_changed_row_replaces_its_document(self):
        path = self.filled()
        self.store("import", path, self.folder / "s.jsonl")
        self.assertEqual(self.json("info", path)["documents"], 20)
        changed = documents(1)
        changed[0]["payload"] = {"new": True}
        self.store("import", path, self.write("one.jsonl", lines(changed)))
        got = {row["id"]: row for row in self.exported(path)}
        self.assertEqual(len(got), 20)
        self.assertEqual(got["d0"]["payload"], {"new": True})

    def test_an_import_killed_half_way_is_completed_by_running_it_again(self):
        rows = [{"id": f"r{i}", "vector": [1, i % 97, i % 89], "payload": {"i": i}}
                for i in range(60_000)]
        file, path = self.write("many.jsonl", lines(rows)), self.folder / "s"
        words = [COGNATE, "store", "import", str(path), str(file)]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              env=environment()) as process:
            deadline = time.monotonic() + SECONDS_MAX
            while not (path / "store.json").exists() and process.poll() is None:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(.01)
            time.sleep(.05)
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stderr.read()
        half = self.json("info", path)["documents"]
        self.assertEqual(half % 1000, 0, "batches are there whole or not at all")
        self.store("verify", path)
        self.store("import", path, file)
        self.assertEqual(self.json("info", path)["documents"], len(rows))
        one = self.exported(path, "--filter", "i = 59999")
        self.assertEqual([row["id"] for row in one], ["r59999"])


class Chores(Stores):
    def test_documents_are_deleted_by_id_and_by_filter(self):
        path = self.filled()
        done = self.store("delete", path, "--id", "d1", "--id", ODD, "--id", "nobody")
        self.assertEqual(done.stdout, "2 documents deleted\n")
        self.assertEqual(self.json("delete", path, "--filter", "n >= 15"), {"deleted": 5})
        left = [row["id"] for row in self.exported(path)]
        self.assertEqual(left, [f"d{i}" for i in range(15) if i not in (1, 7)])
        self.refuse(2, "--id", "store", "delete", path)
        self.assertEqual(self.json("delete", path, "--filter", "all()"), {"deleted": 13})
        self.assertEqual(self.exported(path), [])

    def test_chores_keep_every_document(self):
        path = self.filled()
        self.store("delete", path, "--filter", "even = true")
        left = self.exported(path)
        for chore, words in (("verify", "whole, 10 documents"), ("compact", "compact, 10"),
                             ("rebuild", "index made anew over 10"), ("verify", "whole, 10")):
            self.assertIn(words, self.store(chore, path).stdout)
            self.assertEqual(self.exported(path), left)
        self.assertEqual(self.json("compact", path)["documents"], 10)

    def test_verify_says_what_is_damaged(self):
        path = self.filled()
        self.store("compact", path)
        tables = sorted((file for file in path.rglob("*.sst")),
                        key=lambda file: -file.stat().st_size)
        self.assertTrue(tables, "the documents lie in tables after compaction")
        content = bytearray(tables[0].read_bytes())
        content[len(content) // 3] ^= 0x55
        tables[0].write_bytes(content)
        done = run("store", "verify", path)
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertIn(str(path), done.stderr)


class Nonsense(Stores):
    def test_a_path_that_is_no_store(self):
        file = self.write("file", "x")
        for command in (("info",), ("verify",), ("compact",), ("delete", "--id", "a")):
            for path, codes in ((file, (2, 3, 7, 8)), (self.folder / "none", (3,)),
                                (self.folder, (3,))):
                done = run("store", command[0], path, *command[1:])
                self.assertIn(done.returncode, codes, done.stderr)
                self.assertIn(str(path), done.stderr)
                self.assertEqual(done.stdout, "")
        rows = self.write("r.jsonl", lines(documents(2)))
        done = run("store", "import", file, rows)
        self.assertIn(done.returncode, (2, 4, 8), done.stderr)
        self.assertEqual(file.read_text(), "x")
        self.assertNotEqual(run("store", "create", file, "--dimension", 3).returncode, 0)
        self.assertEqual(file.read_text(), "x")

    def test_wrong_rows_are_named_counted_and_left_out(self):
        right = documents(2)
        rows = self.write("r.jsonl", lines(right[:1]) + "\n".join([
            '{"id": "short", "vector": [1, 2]}',
            '{"id": "nan", "vector": [1, NaN, 2]}',
            '{"id": "inf", "vector": [1, 1e39, 2]}',
            '{"id": "zero", "vector": [0, 0, 0]}',
            '{"id": "half", "vec',
            json.dumps({"id": "i" * 70_000, "vector": [1, 2, 3]}),
            json.dumps({"id": "", "vector": [1, 2, 3]}),
            '{"id": "deep", "vector": [1, 2, 3], "payload": {"a": {"b": 1}}}',
            '{"id": "name", "vector": [1, 2, 3], "payload": {"$a": 1}}',
        ]) + "\n" + lines(right[1:]))
        done = self.store("import", self.folder / "s", rows, "--json")
        self.assertEqual(json.loads(done.stdout), {"path": str(self.folder / "s"), "documents": 2,
                                                   "wrong": 9, "created": True})
        for words in ("line 2: its vector has 2 numbers", "line 3: not JSON, which has no NaN",
                      "line 4: vector[1]: 1e+39", "line 5: its vector is zero", "line 6: not JSON",
                      "line 7: its id has 70000 bytes", "line 8: its id is empty",
                      "line 9: a: an object", "line 10: payload: field '$a'"):
            self.assertIn(f"r.jsonl: {words}", done.stderr)
        self.refuse(7, "r.jsonl: line 2: ", "store", "import", self.folder / "t", rows, "--strict")
        self.assertNotIn("t", self.names(), "strict: nothing of the batch is written")

    def test_many_wrong_rows_are_counted_not_shouted(self):
        rows = self.write("r.jsonl", lines(documents(1)) + "nonsense\n" * 500)
        done = self.store("import", self.folder / "s", rows)
        self.assertIn("480 more wrong lines", done.stderr)
        self.assertIn("500 wrong rows left out", done.stdout)
        self.assertLess(len(done.stderr.splitlines()), 30)

    def test_files_that_hold_nothing(self):
        for name, content, words in (("e.jsonl", "", "no document is in it"),
                                     ("w.jsonl", "x\n", "none of its 1 row is a document"),
                                     ("e.npy", "", "not a .npy file")):
            self.refuse(7, words, "store", "import", self.folder / "s",
                        self.write(name, content))
        self.assertNotIn("s", self.names())
        self.refuse(3, "none.jsonl", "store", "import", self.folder / "s",
                    self.folder / "none.jsonl")
        self.refuse(2, "extension", "store", "import", self.folder / "s",
                    self.write("x.csv", "id,vector\n"))
        path = self.filled()
        self.assertIn("0 documents", self.store("import", path, self.folder / "e.jsonl").stdout)
        self.refuse(4, "the store is there", "store", "import", path, self.folder / "s.jsonl",
                    "--metric", "ip")

    def test_parquet_that_is_cut_or_has_other_columns(self):
        if not has_duckdb():
            self.skipTest("this build reads no Parquet")
        path, out = self.filled(), self.folder / "x.parquet"
        self.store("export", path, "--out", out)
        self.refuse(3, 'no column "emb"; the columns are id, text, payload, vector', "store",
                    "import", self.folder / "t", out, "--vector-column", "emb")
        out.write_bytes(out.read_bytes()[:-20])
        self.refuse(7, "x.parquet", "store", "import", self.folder / "t", out)
        self.assertNotIn("t", self.names())

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_a_folder_that_may_not_be_written(self):
        locked = self.folder / "locked"
        locked.mkdir()
        locked.chmod(0o555)
        self.addCleanup(locked.chmod, 0o755)
        self.refuse(8, "locked", "store", "create", locked / "s", "--dimension", 3)

    def test_a_store_that_another_process_has_open(self):
        path, pipe = self.filled(), self.folder / "pipe.jsonl"
        os.mkfifo(pipe)  # whoever opens it for reading waits for a writer
        with subprocess.Popen([COGNATE, "store", "import", str(path), str(pipe)],
                              env=environment()) as process:
            self.addCleanup(process.kill)
            fds = pathlib.Path(f"/proc/{process.pid}/fd")
            deadline = time.monotonic() + SECONDS_MAX
            while not any("MANIFEST" in os.readlink(fd) for fd in list(fds.iterdir())):
                self.assertLess(time.monotonic(), deadline)
                self.assertIsNone(process.poll())
                time.sleep(.01)
            self.refuse(5, str(path), "store", "delete", path, "--id", "d1")
            self.refuse(5, str(path), "store", "info", path)
            row = self.json("list", self.folder)[0]
            self.assertEqual((row["dimension"], row["error"]["code"]), (3, "unavailable"))
            process.kill()
        self.assertEqual(self.json("delete", path, "--id", "d1"), {"deleted": 1})


if __name__ == "__main__":
    unittest.main()
