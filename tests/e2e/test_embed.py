"""cognate embed: the vectors, their order, their files."""

import array
import ast
import json
import math
import struct
import unittest

from support import Case, has_duckdb, needs_model

TEXTS = ["date of birth", "", "Straße 東京 😀", "date of birth", "x" * 3000, "a\tb"]


TYPES = {"<f4": "f", "<f2": "H", "|i1": "b", "|u1": "B"}  # float16 as its bits


def read_npy(path, kind="<f4"):
    """(rows, columns, numbers) of a .npy file of that type."""
    content = path.read_bytes()
    assert content[:8] == b"\x93NUMPY\x01\x00", content[:8]
    size = int.from_bytes(content[8:10], "little")
    header = ast.literal_eval(content[10:10 + size].decode())
    assert header["descr"] == kind and not header["fortran_order"], header
    numbers = array.array(TYPES[kind], content[10 + size:])
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

    def many(self, count=120):
        return self.write("many.txt", "".join(f"text {i} of {i * i}\n" for i in range(count)))

    def test_smaller_numbers_are_what_the_definition_makes_of_the_float32_ones(self):
        texts = self.many()
        rows, columns, numbers = read_npy(self.embed(texts))
        half = read_npy(self.embed(texts, "--dtype", "float16"), "<f2")
        wanted = [struct.unpack("<H", struct.pack("<e", number))[0] for number in numbers]
        self.assertEqual(half, (rows, columns, array.array("H", wanted)))
        bits = read_npy(self.embed(texts, "--dtype", "ubinary"), "|u1")
        self.assertEqual(bits[:2], (rows, columns // 8))
        for i, byte in enumerate(bits[2]):
            eight = numbers[8 * i:8 * i + 8]
            self.assertEqual([byte >> (7 - k) & 1 for k in range(8)], [x > 0 for x in eight])
        signed = read_npy(self.embed(texts, "--dtype", "binary"), "|i1")
        self.assertEqual([x + 128 for x in signed[2]], list(bits[2]))

    def test_ranges_come_from_the_texts_or_from_others(self):
        texts = self.many()
        rows, columns, numbers = read_npy(self.embed(texts))
        own = read_npy(self.embed(texts, "--dtype", "uint8"), "|u1")
        self.assertEqual(own[:2], (rows, columns))
        for column in range(0, columns, 37):
            values, steps = numbers[column::columns], own[2][column::columns]
            self.assertEqual(steps[values.index(min(values))], 0)
            self.assertIn(steps[values.index(max(values))], (254, 255), "floor of 255, nearly")
            self.assertEqual(sorted(steps), [s for _, s in sorted(zip(values, steps))])
        signed = read_npy(self.embed(texts, "--dtype", "int8"), "|i1")
        self.assertEqual([x + 128 for x in signed[2]], list(own[2]))
        one = self.write("one.txt", "text 7 of 49\n")
        alone = read_npy(self.embed(one, "--dtype", "uint8", "--calibrate", texts), "|u1")
        self.assertEqual(row_of(alone, 0), row_of(own, 7), "the same ranges, the same numbers")
        self.refuse(2, "--calibrate FILE", "embed", one, "--dtype", "int8")
        self.refuse(2, "has none", "embed", one, "--calibrate", texts)
        empty = self.write("empty.txt", "")
        self.refuse(2, "no texts", "embed", one, "--dtype", "int8", "--calibrate", empty)
        few = self.succeed("embed", self.texts, "--dtype", "int8")
        self.assertIn("6 texts only", few.stderr)
        self.assertEqual(len(few.stdout.splitlines()), len(TEXTS))

    def test_a_cut_keeps_the_first_dimensions_at_length_one(self):
        whole = read_npy(self.embed(self.texts))
        cut = read_npy(self.embed(self.texts, "--dimensions", 64))
        self.assertEqual(cut[:2], (len(TEXTS), 64))
        for row in range(len(TEXTS)):
            length = math.hypot(*row_of(whole, row)[:64])
            for a, b in zip(row_of(cut, row), row_of(whole, row)):
                self.assertAlmostEqual(a, b / length, places=6)
        self.assertEqual(self.embed(self.texts, "--dimensions", 384).read_bytes(),
                         self.embed(self.texts, name="y.npy").read_bytes())
        self.refuse(2, "gives 384", "embed", self.texts, "--dimensions", 385)
        self.refuse(2, "--dimensions \"0\"", "embed", self.texts, "--dimensions", 0)

    def test_principal_components_are_fitted_shown_and_used(self):
        texts, pca = self.many(), self.folder / "x.pca"
        said = self.succeed("pca", "fit", texts, "--dimensions", 20, "--out", pca).stdout
        self.assertIn("384 numbers to 20, fitted on 120 vectors of all-MiniLM-L6-v2", said)
        self.assertIn("explained variance", said)
        self.assertIn("there and back", said)
        shown = self.succeed("pca", "show", pca).stdout
        self.assertEqual(shown, said[:len(shown)])
        rows, columns, numbers = read_npy(self.embed(texts, "--pca", pca))
        self.assertEqual((rows, columns), (120, 20))
        spread = [sum(x * x for x in numbers[c::20]) for c in range(20)]
        for c in range(20):
            self.assertAlmostEqual(sum(numbers[c::20]), 0, places=3, msg="around the mean")
        self.assertEqual(spread, sorted(spread, reverse=True), "the first say most")
        five = read_npy(self.embed(texts, "--pca", pca, "--dimensions", 5, "--dtype", "float32"))
        self.assertEqual(row_of(five, 3), list(numbers[60:65]))
        again = self.folder / "again.pca"
        self.succeed("pca", "fit", texts, "--dimensions", 20, "--out", again, "--threads", 1)
        self.assertEqual(pca.read_bytes(), again.read_bytes(), "same texts, same file")
        share = self.succeed("pca", "fit", texts, "--variance", .5, "--out", again).stdout
        self.assertIn("384 numbers to ", share)

    def test_a_wrong_pca_file_is_refused_with_its_name(self):
        pca = self.folder / "x.pca"
        self.succeed("pca", "fit", self.texts, "--dimensions", 2, "--out", pca)
        whole = pca.read_bytes()
        embed = ("embed", self.texts, "--pca", pca)
        for content, message in ((whole[:-9], "cut short"), (b"no", "not a PCA file"),
                                 (whole[:60] + b"x" + whole[61:], "checksum")):
            pca.write_bytes(content)
            self.assertIn("x.pca: ", self.refuse(7, message, *embed))
        self.refuse(3, "none.pca", "embed", self.texts, "--pca", self.folder / "none.pca")
        self.refuse(2, "too few", "pca", "fit", self.texts, "--dimensions", 6, "--out", pca)
        self.refuse(2, "--out", "pca", "fit", self.texts, "--dimensions", 2)
        self.refuse(2, "either", "pca", "fit", self.texts, "--out", pca)
        self.assertEqual(pca.read_bytes(), whole[:60] + b"x" + whole[61:], "nothing was written")

    def test_smaller_numbers_go_into_every_kind_of_file(self):
        lines = self.embed(self.texts, "--dtype", "ubinary", name="x.jsonl").read_text()
        wanted = read_npy(self.embed(self.texts, "--dtype", "ubinary"), "|u1")
        for row, line in enumerate(lines.splitlines()):
            self.assertEqual(json.loads(line)["vector"], row_of(wanted, row))
        if has_duckdb():
            out = self.embed(self.texts, "--dtype", "ubinary", name="x.parquet")
            cells = self.succeed("embed", out, "--column", "vector").stdout.splitlines()
            self.assertEqual(json.loads(json.loads(cells[0])["text"]), row_of(wanted, 0))

    def test_an_unknown_extension_is_refused_before_any_work(self):
        self.refuse(2, ".npy", "embed", self.texts, "--out", self.folder / "x.bin")
        self.refuse(3, "none.txt: no such file", "embed", self.folder / "none.txt")


if __name__ == "__main__":
    unittest.main()
