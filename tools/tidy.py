#!/usr/bin/env python3
"""The house rules as a test. Prints each breach as `file:line: what is wrong`; exit code 1 if any.

Usage: tidy.py [--root FOLDER] [--objects BUILD]
--objects: also look for weak symbols in the ISA objects of src/simd under that release build.

A rule is a function that takes the House and yields (path, line, text); RULES lists them all.
"""

import argparse
import ast
import pathlib
import re
import subprocess
import sys
from functools import cached_property

FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
BLOB_BYTES_MAX = 500_000
PUBLIC_HEADERS_MAX = 12

# A public header counts as a part of a room; those not named here belong to the engine.
PUBLIC_HEADER_ROOM = {
    "result.h": "base",
    "table.h": "core",
    "embedder.h": "core",
    "embedding_service.h": "embed",
    "performance.h": "embed",
    "mapping.h": "core",
    "cache.h": "core",
    "async_store.h": "store",
    "payload.h": "store",
    "store.h": "store",
}
CONDITIONALS_ALLOWED = ("src/simd/", "src/base/")  # where #if may stand
SKIPPED_FOLDERS = {".git", "build", "third_party", "__pycache__", ".cache", "node_modules"}
CPP = (".cpp", ".h", ".inl")
GENERATED = (".inc",)  # tables made by a script, which their first line names; free of limits
SCRIPTS = (".py", ".sh")
TEXT = CPP + GENERATED + SCRIPTS + (".cmake", ".txt", ".md", ".json", ".yml", ".yaml", ".sha256")
NO_EXTENSION = ("Makefile", ".ci/run", ".clang-tidy", ".clang-format")

# Words and what to write instead: (pattern, where the rule holds, replacement).
LIBRARY = r"src/(?!cli/).*(?<!_test)(?<!_fuzz)\.(cpp|h|inl)$"
SOURCES = r".*\.(cpp|h|inl)$"
OWN_TEXT = r"(?!tools/tidy).*"
BANNED = [
    (r"std::regex", SOURCES, "a parser of a few lines; std::regex is slow and overflows the stack"),
    (r"#include <(iostream|regex)>", LIBRARY, "fmt, or a returned value; libraries do not print"),
    (r"\bstd::(cout|cerr|endl)\b", LIBRARY, "fmt, or a returned value; libraries do not print"),
    (r"\b(sprintf|strcpy|strcat|gets|strtok)\(", SOURCES, "fmt::format or std::string"),
    (r"\b(atoi|atof|strtod|strtol|std::sto[a-z]+)\(", SOURCES, "std::from_chars, which says why"),
    (r"\bs?rand\(", SOURCES, "a <random> engine with a fixed seed"),
    (r"\busing namespace std\b", SOURCES, "the names, one by one"),
    (r"\bthrow\s", LIBRARY, "fail(Code, message): exceptions do not cross rooms"),
    (r"\b(TODO|FIXME|XXX|HACK)\b", OWN_TEXT, "do it, or describe it in docs/status.md"),
    (r"(?i)\b(white|black)list", OWN_TEXT, "allow list, deny list"),
    (r"(?i)\bissue #?\d", OWN_TEXT, "say what it was about"),
]
# Hosts of package registries and folders of one machine, in pieces so that this file passes itself.
REGISTRY_HOSTS = [name.replace("+", "") for name in (
    "pypi+.org", "pythonhosted+.org", "npmjs+.org", "npmjs+.com", "deb.debian+.org",
    "huggingface+.co", "proxy.golang+.org", "crates+.io")]
MACHINE_PATH = re.compile(r"(?<![\w.}])/(wor[k]|roo[t]|hom[e]/\w+|User[s]/\w+)/")


class House:
    """The files of a checkout, read once."""

    def __init__(self, root, objects=None):
        self.root = pathlib.Path(root).resolve()
        self.objects = objects and pathlib.Path(objects)

    @cached_property
    def paths(self):
        """All files that belong to the project, relative, sorted."""
        found = []
        for path in sorted(self.root.rglob("*")):
            relative = path.relative_to(self.root)
            if not SKIPPED_FOLDERS & set(relative.parts) and path.is_file():
                found.append(relative.as_posix())
        return found

    @cached_property
    def texts(self):
        """path -> content of all files that people write."""
        return {path: (self.root / path).read_text(encoding="utf-8", errors="replace")
                for path in self.paths if path.endswith(TEXT) or path in NO_EXTENSION}

    def lines(self, suffixes):
        """(path, line number, line) of all files with one of the suffixes."""
        for path, text in self.texts.items():
            if path.endswith(suffixes):
                for number, line in enumerate(text.split("\n"), 1):
                    yield path, number, line

    @cached_property
    def floors(self):
        """room -> floor, as cmake/rooms.cmake says."""
        table = re.search(r"set\(COGNATE_FLOORS(.*?)\)", self.texts["cmake/rooms.cmake"], re.S)
        return {room: int(floor) for room, floor in re.findall(r'"(\w+)=(\d+)"', table.group(1))}


def room_of(path):
    """The room that a source or public header belongs to, or None."""
    parts = path.split("/")
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    if parts[:2] == ["include", "cognate"]:
        return PUBLIC_HEADER_ROOM.get(parts[-1], "engine")
    return None


def check_floors(house):
    for path, number, line in house.lines(CPP):
        include = re.match(r'\s*#\s*include "([^"]+)"', line)
        room = room_of(path)
        if not include or not room:
            continue
        name = include.group(1)
        public = name.startswith("cognate/")
        used = room_of("include/" + name) if public else name.split("/")[0]
        if room not in house.floors:
            yield path, number, f"room '{room}' stands on no floor of cmake/rooms.cmake"
        elif used not in house.floors:
            yield path, number, f'write #include "room/file.h", not "{name}"'
        elif used != room and house.floors[used] >= house.floors[room]:
            yield path, number, (f"'{room}' (floor {house.floors[room]}) includes '{name}' of "
                                 f"'{used}' (floor {house.floors[used]}); only lower floors")


def check_sizes(house):
    for path, text in house.texts.items():
        count = text.count("\n")
        if path.endswith(CPP + SCRIPTS) and count > FILE_LINES_MAX:
            yield path, count, f"{count} lines; at most {FILE_LINES_MAX}: cut it by subject"
    for path, number, line in house.lines(CPP + SCRIPTS):
        if len(line) > COLUMNS_MAX:
            yield path, number, f"{len(line)} columns; at most {COLUMNS_MAX}"
    for path in house.paths:
        size = (house.root / path).stat().st_size
        if size > BLOB_BYTES_MAX:
            yield path, 1, f"{size} bytes; at most {BLOB_BYTES_MAX}: fetch it or make it"
    for path, number, line in house.lines(GENERATED):
        script = re.search(r"tools/\w+\.py", line)
        if number == 1 and not (script and script.group() in house.paths):
            yield path, 1, "its first line must name the script of tools/ that makes it"


LITERALS = re.compile(
    r'R"([^()\s]*)\((?:.|\n)*?\)\1"|//[^\n]*|/\*(?:.|\n)*?\*/|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'|^[ \t]*#(?:\\\n|[^\n])*", re.M)


def cpp_functions(text):
    """(first line, last line) of each function of a C++ source; inner lambdas are a part of it.

    A brace opens a function when it stands in no function and the text before it, back to the last
    statement, has a parameter list and is no type, namespace, initialiser or member initialiser.
    """
    code = LITERALS.sub(lambda m: "\n" * m.group().count("\n"), text)
    stack, head, line, start = [], "", 1, 1
    for symbol in code:
        if symbol == "\n":
            line += 1
        if symbol == "{":
            signature = re.sub(r"operator\S+?\(", "op(", head)
            before = signature.split("(")[0]
            member = re.search(r"\)[^?]*:[^:]", head) and re.search(r"[\w>]$", head)
            opens = "(" in signature and "=" not in before and not member and not re.search(
                r"\b(namespace|class|struct|enum|union|extern)\b[^()]*$", before)
            inside = any(kind == "function" for kind, *_ in stack)
            stack.append(("function" if opens and not inside else "member" if member else "other",
                          start, head))
            head = ""
        elif symbol == "}":
            kind, first, outer = stack.pop() if stack else ("other", 0, "")
            head = outer if kind == "member" else ""
            start = first if kind == "member" else start
            if kind == "function":
                yield first, line
        elif symbol == ";" or (symbol == ":" and head in ("public", "private", "protected")):
            head = ""
        elif head or not symbol.isspace():
            if not head:
                start = line
            head += symbol


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            yield node.lineno, node.end_lineno


def check_functions(house):
    for path, text in house.texts.items():
        find = cpp_functions if path.endswith(CPP) else python_functions
        if not path.endswith(CPP + (".py",)):
            continue
        for first, last in find(text):
            if last - first + 1 > FUNCTION_LINES_MAX:
                yield path, first, (f"a function of {last - first + 1} lines; at most "
                                    f"{FUNCTION_LINES_MAX}: branches in it, loops in leaves")


def check_preprocessor(house):
    for path, number, line in house.lines(CPP):
        if re.match(r"\s*#\s*(if|ifdef|ifndef|elif)\b", line) \
                and not path.startswith(CONDITIONALS_ALLOWED):
            yield path, number, "#if stands only in src/simd and src/base; let CMake choose files"
    for path, text in house.texts.items():
        if path.endswith(".h") and "#pragma once" not in text:
            yield path, 1, "a header without #pragma once"


def check_words(house):
    for path, number, line in house.lines(TEXT + NO_EXTENSION):
        for pattern, where, instead in BANNED:
            if re.match(where, path) and re.search(pattern, line):
                word = re.search(pattern, line).group().strip()
                yield path, number, f"'{word}': write {instead}"
        for host in REGISTRY_HOSTS:
            if host in line:
                yield path, number, f"names the registry host {host}; use its client by name"
        if MACHINE_PATH.search(line):
            yield path, number, "an absolute path of one machine"


def check_cmake(house):
    lists = {path: text for path, text in house.texts.items()
             if path.endswith(("CMakeLists.txt", ".cmake"))}
    sources = "\n".join(text for path, text in house.texts.items() if path.endswith(CPP))
    for path in house.texts:
        folder = pathlib.PurePosixPath(path)
        if path.endswith(".cpp"):
            near = [lists.get(f"{parent}/CMakeLists.txt".removeprefix("./"), "")
                    for parent in folder.parents]
            if not any(re.search(rf"(?<![\w.-]){re.escape(folder.name)}\b", text)
                       for text in near + [lists.get("cmake/rooms.cmake", "")]):
                yield path, 1, "no CMakeLists.txt names it: build it or remove it"
        elif path.endswith(".inl") and folder.name not in sources:
            yield path, 1, "nobody includes it: use it or remove it"


def check_documents(house):
    for path, text in house.texts.items():
        if path.endswith(".md"):
            prose = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
            count = len(re.findall(r"^# ", prose, flags=re.M))
            if count != 1:
                yield path, 1, f"{count} titles (# ...); a page has one"
            for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose):
                if not ((house.root / path).parent / link).exists():
                    yield path, 1, f"links to '{link}', which is not there"
    headers = [path for path in house.paths if re.match(r"include/cognate/[^/]+\.h$", path)]
    if len(headers) > PUBLIC_HEADERS_MAX:
        yield "include/cognate", 1, f"{len(headers)} headers; at most {PUBLIC_HEADERS_MAX}"


def check_weak_symbols(house):
    """Why: the linker keeps one copy of a weak function; if it takes the AVX-512 one, every caller
    on an older machine dies of an illegal instruction."""
    if not house.objects:
        return
    found = [path for path in sorted(house.objects.glob("src/simd/**/*.o"))
             if re.search(r"avx|scalar|sse|neon", path.name) and "test" not in path.name]
    if not found and any(re.match(r"src/simd/.*avx.*\.cpp", path) for path in house.paths):
        yield "src/simd", 1, f"no ISA object found under {house.objects}: this rule checks nothing"
    for path in found:
        listing = subprocess.run(["nm", "-C", path], capture_output=True, text=True, check=True)
        for line in listing.stdout.split("\n"):
            if re.match(r"\s*[0-9a-f]* [WVuvw] ", line):
                yield f"src/simd ({path.name})", 1, f"weak symbol:{line[17:]}: unnamed namespace"


RULES = [check_floors, check_sizes, check_functions, check_preprocessor, check_words, check_cmake,
         check_documents, check_weak_symbols]


def breaches(house):
    """All breaches of all rules, as lines for people."""
    return [f"{path}:{line}: {text}" for rule in RULES for path, line, text in rule(house)]


def main():
    parser = argparse.ArgumentParser(description="Checks the house rules.")
    parser.add_argument("--root", default=pathlib.Path(__file__).parent.parent)
    parser.add_argument("--objects", help="a release build, for the rule on weak symbols")
    arguments = parser.parse_args()
    house = House(arguments.root, arguments.objects)
    found = breaches(house)
    print("\n".join(found) or f"tidy: {len(house.texts)} files, {len(RULES)} rules, no breach")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
