#!/usr/bin/env python3
"""Runs the end-to-end tests beside this file against the program in COGNATE_BIN.

Usage: run.py [NAME..]: only test_NAME.py; without a name all.
Says every skipped test loudly. Where GTEST_OUTPUT names a folder for XML, as tools/test.sh does for
GoogleTest, the results go there in the same form.
"""

import os
import pathlib
import sys
import unittest
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent


class Result(unittest.TextTestResult):
    """Remembers how each test went."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.rows = []

    def addSuccess(self, test):
        super().addSuccess(test)
        self.rows.append((test, "ran", ""))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.rows.append((test, "skipped", reason))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.rows.append((test, "failed", ""))

    def addError(self, test, err):
        super().addError(test, err)
        self.rows.append((test, "failed", ""))


def write_xml(rows, folder):
    root = xml.Element("testsuites")
    for test, state, reason in rows:
        case = xml.SubElement(root, "testcase", name=test.id().split(".", 1)[-1], classname="e2e")
        if state == "failed":
            xml.SubElement(case, "failure")
        elif state == "skipped":
            xml.SubElement(case, "skipped", message=reason)
    folder.mkdir(parents=True, exist_ok=True)
    xml.ElementTree(root).write(folder / "e2e.xml")


def main():
    suite = unittest.TestSuite(
        unittest.defaultTestLoader.discover(str(HERE), pattern=f"test_{name}.py")
        for name in sys.argv[1:] or ["*"])
    result = unittest.TextTestRunner(resultclass=Result, verbosity=2).run(suite)
    for test, reason in result.skipped:
        print(f"SKIPPED: {test.id()}: {reason}", file=sys.stderr)
    target = os.environ.get("GTEST_OUTPUT", "")
    if target.startswith("xml:") and target.endswith("/"):
        write_xml(result.rows, pathlib.Path(target[4:]))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
