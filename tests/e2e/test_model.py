"""cognate model: import, list, path, verify, in a cache of its own."""

import os
import unittest

from support import Case, environment, model_folder, needs_model, run


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

    def test_the_doctor_finds_what_is_missing(self):
        done = run("doctor", env=self.env)
        self.assertEqual(done.returncode, 5)
        self.assertIn("MISSING  model", done.stdout)
        self.assertIn("tools/get_model.sh", done.stdout)


if __name__ == "__main__":
    unittest.main()
