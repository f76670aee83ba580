"""cognate model: import, list, path, pack, verify, in a cache of its own."""

import os
import shutil
import subprocess
import unittest

from support import (COGNATE, SECONDS_MAX, Case, environment, model_folder, needs_model, run)


@needs_model
class Models(Case):
    def setUp(self):
        super().setUp()
        self.env = environment(COGNATE_HOME=self.folder / "home")

    def model(self, *arguments):
        return self.succeed("model", *arguments, env=self.env)

    def test_a_model_is_imported_listed_used_and_verified(self):
        self.assertIn("no models", self.model("list").stderr)
        self.model("import", model_folder(), "--name", "mine")
        self.assertIn("mine", self.model("list").stdout)
        self.assertEqual(self.model("path", "mine").stdout.strip(),
                         str(self.folder / "home/models/mine"))
        self.succeed("embed", "-", "--model", "mine", stdin=b"hello\n", env=self.env)
        verified = self.model("verify", "mine").stdout
        self.assertIn("ok       model.safetensors", verified)
        self.assertNotIn("CHANGED", verified)

    def test_verify_names_the_file_that_changed(self):
        self.model("import", model_folder(), "--name", "mine")
        with open(self.folder / "home/models/mine/vocab.txt", "a", encoding="utf-8") as file:
            file.write("more\n")
        done = run("model", "verify", "mine", env=self.env)
        self.assertEqual(done.returncode, 7)
        self.assertIn("CHANGED  vocab.txt", done.stdout)

    def test_a_model_is_never_replaced(self):
        self.model("import", model_folder(), "--name", "mine")
        self.refuse(4, "mine is there already", "model", "import", model_folder(), "--name", "mine",
                    env=self.env)

    def test_a_failed_import_leaves_nothing(self):
        os.makedirs(self.folder / "odd")
        self.refuse(3, "no model.safetensors", "model", "import", self.folder / "odd", env=self.env)
        self.assertIn("no models", self.model("list").stderr)

    def packed_files(self):
        return sorted((self.folder / "home/packed").rglob("*.pack"))

    def vectors(self, *options):
        return self.succeed("embed", "-", "--model", "mine", *options,
                            stdin=b"date of birth\n\nid\n", env=self.env).stdout

    def test_the_first_use_packs_the_model_and_the_next_ones_give_the_same_vectors(self):
        self.model("import", model_folder(), "--name", "mine")
        first = self.vectors()
        packed = self.packed_files()
        self.assertEqual(len(packed), 1)
        stamp = packed[0].stat()
        self.assertEqual(self.vectors(), first)
        self.assertEqual(packed[0].stat().st_mtime_ns, stamp.st_mtime_ns)
        self.assertIn(packed[0].stem, self.model("list").stdout)
        self.assertIn(f"ok       {packed[0]}", self.model("verify", "mine").stdout)
        doctor = self.succeed("doctor", "--model", "mine", env=self.env).stdout
        self.assertIn(packed[0].stem, doctor)

    def test_pack_makes_the_file_beforehand(self):
        self.model("import", model_folder(), "--name", "mine")
        told = self.model("pack", "mine", "--precision", "f32").stdout
        packed = self.packed_files()
        self.assertEqual(len(packed), 1)
        self.assertTrue(told.startswith(str(packed[0])), told)
        self.vectors()
        self.assertEqual(self.packed_files(), packed)

    def test_a_packed_file_that_was_cut_short_or_changed_is_made_anew_and_said_so(self):
        self.model("import", model_folder(), "--name", "mine")
        right = self.vectors()
        packed = self.packed_files()[0]
        whole = packed.read_bytes()
        middle = len(whole) // 3
        flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1:]
        for broken in (whole[:middle], flipped, b"", whole + b"x"):
            packed.write_bytes(broken)
            verified = run("model", "verify", "mine", env=self.env)
            self.assertEqual(verified.returncode, 7)
            self.assertIn(f"CHANGED  {packed}", verified.stdout)
            done = self.succeed("embed", "-", "--model", "mine", stdin=b"date of birth\n\nid\n",
                                env=self.env)
            self.assertEqual(done.stdout, right)
            self.assertIn("it is made anew", done.stderr)
            self.assertEqual(packed.read_bytes(), whole)

    def test_a_changed_word_is_an_error_and_the_next_start_makes_it_good(self):
        self.model("import", model_folder(), "--name", "mine")
        right = self.vectors()
        packed = self.packed_files()[0]
        whole = bytearray(packed.read_bytes())
        # Flip a bit in every block of the word table, which lies at the end of the file.
        for at in range(len(whole) - 46_850_000, len(whole) - 100_000, 4096):
            whole[at] ^= 1
        packed.write_bytes(whole)
        self.refuse(7, "a byte has changed; the file was removed", "embed", "-", "--model", "mine",
                    stdin=b"date of birth\n", env=self.env)
        self.assertEqual(self.vectors(), right)

    def test_processes_that_start_at_once_share_one_whole_file(self):
        self.model("import", model_folder(), "--name", "mine")
        started = [subprocess.Popen([COGNATE, "embed", "-", "--model", "mine"], env=self.env,
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE) for _ in range(2)]
        outputs = [process.communicate(b"date of birth\n", timeout=SECONDS_MAX)
                   for process in started]
        self.assertEqual(outputs[0], outputs[1])
        self.assertEqual(outputs[0][1], b"")
        verified = self.model("verify", "mine").stdout
        self.assertIn(f"ok       {self.packed_files()[0]}", verified)

    def test_a_cache_folder_that_cannot_be_written_costs_only_time(self):
        self.model("import", model_folder(), "--name", "mine")
        right = self.vectors()
        shutil.rmtree(self.folder / "home/packed")
        self.write("home/packed", "a file where the folder should be")
        done = self.succeed("embed", "-", "--model", "mine", stdin=b"date of birth\n\nid\n",
                            env=self.env)
        self.assertEqual(done.stdout, right)
        self.assertEqual(done.stderr.count("packed in memory"), 1)

    def test_a_schema_seen_once_is_found_on_disk_and_damage_changes_nothing(self):
        self.model("import", model_folder(), "--name", "mine")
        tables = [self.write("a.csv", "city,zip\nOslo,0150\n"),
                  self.write("b.csv", "town,postal code\nOslo,0150\nBergen,5003\n")]

        def match(**more):
            done = self.succeed("match", *tables, "--model", "mine", "--json",
                                env={**self.env, **more})
            self.assertEqual(done.stderr, "")
            return done.stdout

        vectors = self.folder / "home/vectors"
        first = match(COGNATE_CACHE_DISK_MEGABYTES="0")
        self.assertFalse(vectors.exists())
        self.assertEqual(match(), first)
        kept = sorted(vectors.iterdir())
        self.assertEqual(len(kept), 1)
        self.assertNotIn(b"Oslo", kept[0].read_bytes())
        self.assertEqual(match(), first)
        self.assertEqual(sorted(vectors.iterdir()), kept, "nothing is computed again")
        content = bytearray(kept[0].read_bytes())
        for at in range(64, len(content), 100):
            content[at] ^= 1
        kept[0].write_bytes(content)
        self.assertEqual(match(), first)
        self.assertEqual(len(list(vectors.iterdir())), 2, "what was damaged is computed again")
        shutil.rmtree(vectors)
        vectors.write_text("a file where the folder should be")
        self.assertEqual(match(), first)

    def test_prompts_of_the_model_go_before_the_texts(self):
        self.model("import", model_folder(), "--name", "mine")
        config = self.folder / "home/models/mine/config_sentence_transformers.json"
        config.write_text('{"prompts": {"query": "find: "}}', encoding="utf-8")
        vector = lambda text, *options: self.succeed(
            "embed", "-", "--model", "mine", *options, stdin=text,
            env=self.env).stdout.split("[")[1]
        as_written = vector(b"find: birth\n")
        self.assertEqual(vector(b"birth\n", "--role", "query"), as_written)
        self.assertEqual(vector(b"birth\n", "--prompt", "find: "), as_written)
        self.assertEqual(vector(b"birth\n", "--role", "query", "--prompt", ""),
                         vector(b"birth\n"))
        self.assertNotEqual(vector(b"birth\n"), as_written)
        done = self.succeed("embed", "-", "--model", "mine", "--role", "passage", stdin=b"birth\n",
                            env=self.env)
        self.assertIn("have no prompt for --role passage", done.stderr)

    def test_the_doctor_finds_what_is_missing(self):
        done = run("doctor", env=self.env)
        self.assertEqual(done.returncode, 5)
        self.assertIn("MISSING  model", done.stdout)
        self.assertIn("tools/get_model.sh", done.stdout)


if __name__ == "__main__":
    unittest.main()
