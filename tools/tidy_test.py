#!/usr/bin/env python3
"""tools/tidy.py finds each kind of breach that it is meant to find, and nothing in a tidy house."""

import pathlib
import subprocess
import tempfile
import unittest

import tidy

TIDY_HOUSE = {
    "cmake/rooms.cmake": 'set(COGNATE_FLOORS\n  "base=0" "simd=1" "core=1" "text=2" "engine=6")\n',
    "src/base/CMakeLists.txt": "cognate_room(base SOURCES a.cpp)\n",
    "src/base/a.h": "#pragma once\n#if 1\n#endif\n",
    "src/base/a.cpp": '#include "base/a.h"\nint a() { return 1; }\n',
    "src/text/CMakeLists.txt": "cognate_room(text SOURCES b.cpp)\n",
    "src/text/b.cpp": '#include "base/a.h"\n#include "cognate/result.h"\nint b() { return 2; }\n',
    "include/cognate/result.h": "#pragma once\n",
    "README.md": "# Title\n```\n# a comment of a shell\n```\n",
}


def function(lines):
    return "int f(int a,\n      int b) {\n" + "  a += b;\n" * (lines - 3) + "}\n"


# What is planted, where, and what tidy says of it.
PLANTED = [
    ("src/base/a.cpp", '#include "text/b.h"\n#include "base/a.h"\n', "only lower floors"),
    ("src/base/a.cpp", '#include "a.h"\n', 'write #include "room/file.h"'),
    ("src/core/c.h", '#pragma once\n#include "cognate/engine.h"\n', "only lower floors"),
    ("src/attic/c.h", '#pragma once\n#include "base/a.h"\n', "stands on no floor"),
    ("src/text/b.cpp", "\n" * 601, "601 lines"),
    ("src/text/b.cpp", "// " + "x" * 98 + "\n", "101 columns"),
    ("src/text/b.cpp", function(71), "a function of 71 lines"),
    ("src/text/b.cpp", "A::A() : x_{1}, y_{2} {\n" + "\n" * 70 + "}\n", "a function of 72 lines"),
    ("src/text/b.cpp", "TEST(A, B) {\n  auto s = R\"({{)\";\n" + "\n" * 70 + "}\n", "of 73 lines"),
    ("tools/x.py", "def f():\n" + "    pass\n" * 70, "a function of 71 lines"),
    ("src/text/b.cpp", "#ifdef __AVX2__\n#endif\n", "#if stands only"),
    ("src/base/a.h", "int a();\n", "without #pragma once"),
    ("src/text/b.cpp", "#include <iostream>\n", "libraries do not print"),
    ("src/text/b.cpp", "// TO" + "DO: later\n", "docs/status.md"),
    ("README.md", "# T\nsee registry.npmjs" + ".org\n", "names the registry host"),
    ("README.md", "# T\nlies in /wo" + "rk/main\n", "absolute path"),
    ("src/text/d.cpp", "int d();\n", "no CMakeLists.txt names it"),
    ("src/text/d.inl", "int d();\n", "nobody includes it"),
    ("src/text/t.inc", "// made by tools/gone.py\n", "must name the script"),
    ("README.md", "# One\n# Two\n", "2 titles"),
    ("README.md", "no title\n", "0 titles"),
    ("README.md", "# T\nsee [it](docs/it.md#x)\n", "links to 'docs/it.md'"),
    ("data.bin", "x" * 500_001, "at most 500000"),
]


class Tidy(unittest.TestCase):
    def breaches(self, changes, objects=None):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {**TIDY_HOUSE, **changes}.items():
                file = pathlib.Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            return tidy.breaches(tidy.House(folder, objects))

    def test_a_tidy_house_has_no_breach(self):
        self.assertEqual(self.breaches({}), [])

    def test_each_planted_breach_is_found(self):
        for path, text, message in PLANTED:
            with self.subTest(message=message, path=path):
                found = self.breaches({path: text})
                self.assertTrue(any(message in line for line in found), found)

    def test_limits_themselves_are_allowed(self):
        text = TIDY_HOUSE["src/text/b.cpp"] + function(70) + "// " + "x" * 97
        self.assertEqual(self.breaches({"src/text/b.cpp": text}), [])

    def test_thirteen_public_headers_are_one_too_many(self):
        headers = {f"include/cognate/h{n}.h": "#pragma once\n" for n in range(12)}
        self.assertTrue(any("13 headers" in line for line in self.breaches(headers)))

    def test_a_weak_symbol_in_an_isa_object_is_found(self):
        with tempfile.TemporaryDirectory() as build:
            folder = pathlib.Path(build, "src/simd/cognate_simd.dir")
            folder.mkdir(parents=True)
            source = {"src/simd/CMakeLists.txt": "x_avx2.cpp\n", "src/simd/x_avx2.cpp": "\n"}
            self.assertTrue(any("checks nothing" in line for line in self.breaches(source, build)))
            for code, count in (("namespace { int f() { return 1; } } int g() { return f(); }", 0),
                                ("inline int f() { return 1; } int g() { return f(); }", 1)):
                command = ["c++", "-O0", "-x", "c++", "-c", "-", "-o", folder / "x_avx2.cpp.o"]
                subprocess.run(command, input=code, text=True, check=True)
                found = [line for line in self.breaches(source, build) if "weak symbol" in line]
                self.assertEqual(len(found), count, found)


if __name__ == "__main__":
    unittest.main()
