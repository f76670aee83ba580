"""What is wrong with an input is said in a line that a person understands, with its exit code."""

import json
import os
import pathlib
import shutil
import struct
import unittest

from support import Case, environment, has_duckdb, model_folder, needs_model, run

GOOD = "id,full name,birth date\n1,Ann Lee,1999-01-02\n2,Bob Ray,1987-05-06\n"


class BadTable(Case):
    """No model is needed to refuse a table."""

    def setUp(self):
        super().setUp()
        self.good = self.write("good.csv", GOOD)

    def refuse_table(self, code, message, content):
        path = self.write("bad.csv", content)
        self.refuse(code, f"bad.csv: {message}", "match", path, self.good)
        self.refuse(code, f"bad.csv: {message}", "match", self.good, path)

    def test_a_missing_file(self):
        self.refuse(3, "none.csv: no such file", "match", self.folder / "none.csv", self.good)

    def test_a_folder_of_several_tables(self):
        self.write("tables/a.csv", GOOD)
        self.write("tables/b.csv", GOOD)
        tables = self.folder / "tables"
        self.refuse(2, f"holds 2 tables where one is needed; name one of them: {tables}#a, "
                       f"{tables}#b", "match", tables, self.good)

    def test_a_folder_without_a_table(self):
        (self.folder / "nothing").mkdir()
        self.refuse(3, "no readable file", "match", self.folder / "nothing", self.good)

    def test_an_empty_file(self):
        self.refuse_table(7, "the file is empty", "")

    def test_a_file_that_is_no_text(self):
        self.refuse_table(7, "not a text file", bytes(range(256)) * 400)

    def test_a_ragged_table_when_strict(self):
        path = self.write("ragged.csv", "a,b,c\n1,2,3\n4,5\n6,7,8,9\n")
        self.refuse(7, "line 3", "match", path, self.good, "--strict")

    def test_a_parquet_file_that_is_none(self):
        path = self.write("junk.parquet", b"PAR1" + bytes(4000))
        code = 7 if has_duckdb() else 9
        self.refuse(code, "junk.parquet", "match", path, self.good)


@needs_model
class OddTable(Case):
    """Tables that are odd and can be mapped all the same."""

    def setUp(self):
        super().setUp()
        self.good = self.write("good.csv", GOOD)

    def match(self, content, *arguments):
        path = self.write("odd.csv", content)
        done = self.succeed("match", path, self.good, "--json", *arguments)
        mapping = json.loads(done.stdout)
        names = [column["name"] for column in mapping["source_table"]["columns"]]
        return mapping, names, done.stderr

    def test_names_without_rows_are_mapped_by_name(self):
        mapping, names, notes = self.match("full name,id\n")
        self.assertEqual(names, ["full name", "id"])
        self.assertIn("no rows", notes)
        self.assertEqual(len(mapping["matches"]), 2)

    def test_a_table_without_names_gets_some(self):
        _, names, notes = self.match("1,2.5\n3,4.5\n5,6.5\n")
        self.assertEqual(names, ["column_1", "column_2"])
        self.assertIn("the first row holds values", notes)

    def test_names_that_repeat_or_are_empty_are_kept_apart_by_index(self):
        mapping, names, _ = self.match("id,id,,x\n1,2,3,4\n5,6,7,8\n", "--all-candidates")
        self.assertEqual(names, ["id", "id", "", "x"])
        self.assertEqual({each["source_index"] for each in mapping["candidates"]}, {0, 1, 2, 3})

    @unittest.skipIf(os.environ.get("COGNATE_E2E_SLOW"), "5,000 texts take minutes in this build")
    def test_five_thousand_columns(self):
        rows = [[f"col_{i}" for i in range(5000)], *([str(i * j % 97) for i in range(5000)]
                                                     for j in range(1, 5))]
        _, names, _ = self.match("\n".join(",".join(row) for row in rows) + "\n")
        self.assertEqual(len(names), 5000)

    def test_a_cell_of_fifty_megabytes(self):
        mapping, names, _ = self.match("id,text\n1," + "x" * 50_000_000 + "\n2,short\n")
        self.assertEqual(names, ["id", "text"])
        self.assertLess(len(json.dumps(mapping)), 100_000)

    def test_nul_bytes_are_noted(self):
        content = "id,name\n" + "".join(f"{i},name {i}\n" for i in range(50)) + "50,a\0b\n"
        _, names, notes = self.match(content)
        self.assertEqual(names, ["id", "name"])
        self.assertIn("odd.csv:52:", notes)

    def test_broken_utf8_is_noted_with_its_line(self):
        _, _, notes = self.match("id,name\n1,Größe\n".encode() + b"2,bad\xff\xfe\n"
                                 + "3,Übung\n".encode() * 5)
        self.assertIn("odd.csv:3:", notes)

    def test_parquet_is_read_and_cut_in_half_refused(self):
        if not has_duckdb():
            self.skipTest("this build reads no Parquet")
        texts = self.write("texts.txt", "".join(f"text {i}\n" for i in range(200)))
        table = self.folder / "whole.parquet"
        self.succeed("embed", texts, "--out", table)
        self.succeed("match", table, self.good)
        content = table.read_bytes()
        half = self.write("half.parquet", content[:len(content) // 2])
        self.refuse(7, "half.parquet: ", "match", half, self.good)

    def test_ragged_rows_are_noted_with_their_lines(self):
        _, _, notes = self.match("a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3\n")
        self.assertIn("odd.csv:3: ", notes)
        self.assertIn("odd.csv:4: ", notes)


@needs_model
class BadModel(Case):
    """A folder that is not quite a model."""

    def setUp(self):
        super().setUp()
        self.model = self.folder / "model"
        shutil.copytree(model_folder(), self.model,
                        ignore=shutil.ignore_patterns("model.safetensors"))
        self.weights = pathlib.Path(model_folder(), "model.safetensors")
        self.texts = self.write("texts.txt", "hello\n")

    def refuse_model(self, code, message):
        return self.refuse(code, message, "embed", self.texts, "--model", self.model)

    def refuse_weights(self, code, content):
        (self.model / "model.safetensors").write_bytes(content)
        error = self.refuse_model(code, "model.safetensors")
        self.refuse(code, "model.safetensors", "model", "import", self.model, "--name", "bad")
        return error

    def test_without_weights(self):
        self.refuse_model(3, "model.safetensors")

    def test_with_pickled_weights_only(self):
        self.write("model/pytorch_model.bin", "pickle")
        self.refuse(9, "pytorch_model.bin, a pickle file", "model", "import", self.model)

    def test_with_weights_cut_short(self):
        with open(self.weights, "rb") as file:
            self.refuse_weights(7, file.read(1_000_000))

    def test_with_a_header_longer_than_any_file(self):
        self.refuse_weights(7, struct.pack("<Q", 2**63) + b"{}")

    def test_with_tensors_that_overlap(self):
        header = json.dumps({name: {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}
                             for name in ("a", "b")}).encode()
        self.refuse_weights(7, struct.pack("<Q", len(header)) + header + bytes(32))

    def test_with_another_architecture(self):
        config = json.loads((self.model / "config.json").read_text())
        config["model_type"] = "t5"
        config["architectures"] = ["T5EncoderModel"]
        (self.model / "config.json").write_text(json.dumps(config))
        os.symlink(self.weights, self.model / "model.safetensors")
        self.refuse_model(9, "t5")

    def test_a_model_that_is_nowhere(self):
        self.refuse(3, "model nix: neither in ", "embed", self.texts, "--model", "nix")


class BadCommandLine(Case):
    """Slips of the fingers, and settings that make no sense."""

    def test_unknown_names_are_answered_with_the_nearest(self):
        self.refuse(2, "did you mean match?", "mtach", "a", "b")
        self.refuse(2, "did you mean --threads?", "match", "a", "b", "--thread", "2")

    def test_what_is_missing_is_named(self):
        self.refuse(2, "needs TARGET", "match", "a")
        self.refuse(2, "one argument too many", "match", "a", "b", "c")

    def test_values_out_of_range_are_refused_with_the_range(self):
        self.refuse(2, "from 0 to 256", "match", "a", "b", "--threads", "1000")
        self.refuse(2, "table|json|csv", "match", "a", "b", "--format", "xml")
        self.refuse(2, "COGNATE_THREADS: \"many\"", "doctor",
                    env=environment(COGNATE_THREADS="many"))

    def test_a_settings_file_is_read_and_its_slips_noted(self):
        path = self.write("config.yaml", "thread: 2\nsample_rows: 5\n")
        done = run("doctor", env=environment(COGNATE_CONFIG=path))
        self.assertIn("config.yaml:1: no setting is named thread; did you mean threads?",
                      done.stderr)
        self.assertRegex(done.stdout, r"sample_rows +5 +\S*config.yaml:2")

    def test_a_setting_out_of_range_in_the_file_is_refused_with_its_line(self):
        path = self.write("config.yaml", "match:\n  threshold: 7\n")
        self.refuse(2, "config.yaml:2: \"7\" is not a number", "doctor",
                    env=environment(COGNATE_CONFIG=path))

    def test_an_instruction_set_that_there_is_none_of_is_refused(self):
        if not model_folder():
            self.skipTest("the model is not on this machine; tools/get_model.sh gets it")
        texts = self.write("texts.txt", "hello\n")
        self.refuse(2, "COGNATE_ISA is none of", "embed", texts, "--out", self.folder / "x.npy",
                    env=environment(COGNATE_ISA="avx1024"))

    def test_a_precision_that_the_processor_lacks_is_refused(self):
        if not model_folder():
            self.skipTest("the model is not on this machine; tools/get_model.sh gets it")
        texts = self.write("texts.txt", "hello\n")
        self.refuse(9, "fast", "embed", texts, "--out", self.folder / "x.npy",
                    "--precision", "fast", env=environment(COGNATE_ISA="scalar"))


if __name__ == "__main__":
    unittest.main()
