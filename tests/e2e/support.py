"""What the end-to-end tests share: running the real program, its examples, a small JSON Schema."""

import functools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
COGNATE = os.environ.get("COGNATE_BIN", str(ROOT / "build/release/bin/cognate"))
SECONDS_MAX = 300  # of one run: only a hang ends there
ORDERS = (str(ROOT / "examples/orders/source.csv"), str(ROOT / "examples/orders/target.csv"))


def environment(**changes):
    """Ours, without what would change the program's output; None takes a variable away."""
    result = {name: value for name, value in os.environ.items()
              if not name.startswith("EMBEDDING_") and name not in ("NO_COLOR", "COLUMNS")}
    result.setdefault("COGNATE_CONFIG", "")
    for name, value in changes.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = str(value)
    return result


def run(*arguments, stdin=b"", env=None, **options):
    """Runs the program to its end; .stdout and .stderr are text."""
    words = [COGNATE, *map(str, arguments)]
    done = subprocess.run(words, input=stdin, env=env or environment(), capture_output=True,
                          timeout=SECONDS_MAX, check=False, **options)
    done.stdout_bytes = done.stdout
    done.stdout = done.stdout.decode("utf-8", "replace")
    done.stderr = done.stderr.decode("utf-8", "replace")
    return done


@functools.lru_cache(maxsize=None)
def model_folder():
    """The folder of the default model, or None."""
    done = run("model", "path")
    return done.stdout.strip() if done.returncode == 0 else None


def needs_model(case):
    """Decorates a test class that computes vectors."""
    return unittest.skipUnless(
        model_folder(), "the model is not on this machine; tools/get_model.sh gets it")(case)


@functools.lru_cache(maxsize=None)
def has_duckdb():
    """Whether this build reads JSON and Parquet."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "a.jsonl")
        path.write_text('{"a": 1}\n')
        return run("embed", path, "--column", "a").returncode == 0


class Case(unittest.TestCase):
    """A test with an empty folder of its own, self.folder."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cognate_e2e_"))
        self.addCleanup(shutil.rmtree, self.folder, True)

    def write(self, name, content):
        """A file in the folder; its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def succeed(self, *arguments, **options):
        done = run(*arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def refuse(self, code, message, *arguments, **options):
        """The program ends with this code, one line of error that holds `message`, no result."""
        done = run(*arguments, **options)
        errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
        self.assertEqual(len(errors), 1, done.stderr)
        self.assertIn(message, errors[0])
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stdout, "")
        return errors[0]

    def names(self):
        """What lies in the folder."""
        return sorted(path.name for path in self.folder.iterdir())


def schema_errors(value, schema, root, where="$"):
    """Yields what breaks the schema: the part of JSON Schema 2020-12 that our schemas use."""
    kinds = {"object": dict, "array": list, "string": str, "number": (int, float), "integer": int,
             "boolean": bool}
    if "$ref" in schema:
        target = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        yield from schema_errors(value, target, root, where)
    for part in schema.get("allOf", []):
        yield from schema_errors(value, part, root, where)
    if "type" in schema and (not isinstance(value, kinds[schema["type"]])
                             or isinstance(value, bool) != (schema["type"] == "boolean")):
        yield f"{where}: not a {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{where}: not {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: not one of {schema['enum']}"
    if value is not None and not isinstance(value, (dict, list, str)):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            yield f"{where}: {value} out of range"
    if isinstance(value, dict):
        for name in schema.get("required", []):
            if name not in value:
                yield f"{where}: no {name}"
        for name, part in schema.get("properties", {}).items():
            if name in value:
                yield from schema_errors(value[name], part, root, f"{where}.{name}")
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from schema_errors(item, schema.get("items", {}), root, f"{where}[{i}]")


def mapping_schema():
    return json.loads((ROOT / "docs/mapping.schema.json").read_text())
