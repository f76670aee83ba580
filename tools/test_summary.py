#!/usr/bin/env python3
"""Counts the tests of a build from GoogleTest's XML files and shows every skipped one loudly.

Usage: test_summary.py NAME FOLDER. Exit code 1 when a test failed or no test ran at all.
"""

import pathlib
import sys
import xml.etree.ElementTree as xml


def cases(folder):
    """Yields (full name, 'ran' | 'skipped' | 'failed', message) of every test case."""
    for path in sorted(pathlib.Path(folder).glob("*.xml")):
        for case in xml.parse(path).getroot().iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            skipped = case.find("skipped")
            if case.find("failure") is not None:
                yield name, "failed", ""
            elif skipped is not None or case.get("status") == "notrun":
                message = "" if skipped is None else skipped.get("message") or ""
                yield name, "skipped", " ".join(message.split())
            else:
                yield name, "ran", ""


def main():
    title, folder = sys.argv[1:]
    rows = list(cases(folder))
    count = {state: sum(row[1] == state for row in rows) for state in ("ran", "skipped", "failed")}
    print(f"   {title}: {count['ran']} passed, {count['failed']} failed, "
          f"{count['skipped']} SKIPPED")
    for name, state, message in rows:
        if state != "ran":
            print(f"   {state.upper()}: {name}{': ' if message else ''}{message}")
    return 0 if count["ran"] > 0 and count["failed"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
