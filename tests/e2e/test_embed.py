"""cognate embed: the vectors, their order, their files."""

import array
import ast
import json
import math
import unittest

from support import Case, has_duckdb, needs_model

TEXTS = ["date of birth", "", "Straße 東京 😀", "date of birth", "x" * 3000, "a\tb"]


def read_npy(path):
    """(rows, columns, numbers) of a float32 .npy file."""
    content = path.read_bytes()
    assert content[:8] == b"\x93NUMPY\x01\x00", content[:8]
    size = int.from_bytes(content[8:10], "little")
    header = ast.literal_eval(content[10:10 + size].decode())
    assert header["descr"] == "<f4" and not header["fortran_order"], header
    numbers = array.array("f", content[10 + size:])
    rows, columns = header["shape"]
    assert len(numbers) == rows * columns
    return rows, columns, numbers


def row_of(matrix, row):
    _, columns, numbers = matrix
    return list(numbers[row * columns:(row + 1) * columns])


@needs_model
class Embed(Case):
    def setUp(self):
        super().setUp()
        self.texts = self.write("texts.txt", "\n".join(TEXTS) + "\n")

    def embed(self, *arguments, name="x.npy", **options):
        out = self.folder / name
        done = self.succeed("embed", *arguments, "--out", out, **options)
        self.assertEqual((done.stdout, done.stderr), ("", ""), "nothing but the file in a pipe")
        return out

    def test_one_row_a_text_in_order_each_of_length_one(self):
        matrix = read_npy(self.embed(self.texts))
        self.assertEqual(matrix[:2], (len(TEXTS), 384))
        for row in range(len(TEXTS)):
            self.assertAlmostEqual(math.hypot(*row_of(matrix, row)), 1, places=5)
        self.assertEqual(row_of(matrix, 0), row_of(matrix, 3), "equal texts, equal bits")
        self.assertNotEqual(row_of(matrix, 0), row_of(matrix, 1))

    def test_neither_threads_nor_neighbours_change_a_bit(self):
        everything = self.embed(self.texts, "--threads", 1).read_bytes()
        self.assertEqual(everything, self.embed(self.texts, "--threads", 3).read_bytes())
        alone = read_npy(self.embed(self.write("one.txt", TEXTS[2]), name="one.npy"))
        self.assertEqual(row_of(alone, 0), row_of(read_npy(self.folder / "x.npy"), 2))

    def test_known_texts_are_near_and_others_far(self):
        path = self.write("near.txt", "date of birth\nbirthday\nship weight\n")
        matrix = read_npy(self.embed(path))
        born, birthday, weight = (row_of(matrix, row) for row in range(3))
        def cosine(a, b):
            return sum(x * y for x, y in zip(a, b))
        self.assertGreater(cosine(born, birthday), 0.6)
        self.assertLess(cosine(born, weight), 0.4)

    def test_json_lines_hold_the_same_numbers(self):
        matrix = read_npy(self.embed(self.texts))
        lines = self.embed(self.texts, name="x.jsonl").read_text().splitlines()
        self.assertEqual([json.loads(line)["text"] for line in lines], TEXTS)
        for row, line in enumerate(lines):
            vector = array.array("f", json.loads(line)["vector"])
            self.assertEqual(list(vector), row_of(matrix, row))

    def test_standard_input_and_output_work_in_a_pipe(self):
        done = self.succeed("embed", "-", stdin=b"one\r\n\ntwo")
        texts = [json.loads(line)["text"] for line in done.stdout.splitlines()]
        self.assertEqual(texts, ["one", "", "two"])

    def test_no_text_gives_no_row(self):
        self.assertEqual(read_npy(self.embed(self.write("none.txt", "")))[0], 0)

    def test_a_column_of_a_table(self):
        path = self.write("table.csv", 'id,note\n1,"two\nlines"\n2,\n3,last\n')
        lines = self.embed(path, "--column", "note", name="x.jsonl").read_text().splitlines()
        self.assertEqual([json.loads(line)["text"] for line in lines], ["two\nlines", "", "last"])
        self.refuse(3, 'no column "nota"; the columns are id, note', "embed", path, "--column",
                    "nota", "--out", self.folder / "y.npy")

    def test_parquet_goes_out_and_comes_back(self):
        if not has_duckdb():
            self.skipTest("this build reads and writes no Parquet")
        out = self.embed(self.texts, name="x.parquet")
        back = self.embed(out, "--column", "text", name="back.npy")
        self.assertEqual(back.read_bytes(), self.embed(self.texts).read_bytes())

    def test_an_unknown_extension_is_refused_before_any_work(self):
        self.refuse(2, ".npy", "embed", self.texts, "--out", self.folder / "x.bin")
        self.refuse(3, "none.txt: no such file", "embed", self.folder / "none.txt")


if __name__ == "__main__":
    unittest.main()
