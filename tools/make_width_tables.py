#!/usr/bin/env python3
"""Writes src/report/width_tables.inc: which code points take two or no columns of a terminal.

Two: East Asian Width W or F. None: marks (Mn, Me), format characters (Cf, but not the soft hyphen)
and the Hangul vowels and finals that join the syllable before them. Run it when Unicode moves on:
    python3 tools/make_width_tables.py > src/report/width_tables.inc
"""
import sys
import unicodedata


def is_wide(point: int) -> bool:
    # Python calls unassigned points full-width; they are not.
    assigned = unicodedata.category(chr(point)) != "Cn"
    return assigned and unicodedata.east_asian_width(chr(point)) in "WF"


def is_joined(point: int) -> bool:
    if point == 0xAD:
        return False
    return unicodedata.category(chr(point)) in ("Mn", "Me", "Cf") or 0x1160 <= point <= 0x11FF


def ranges(holds):
    """Runs of code points; an unassigned gap between two does not end a run."""
    found = []
    gap_is_free = False
    for point in range(0x80, sys.maxunicode + 1):
        if holds(point):
            if found and gap_is_free:
                found[-1][1] = point
            else:
                found.append([point, point])
            gap_is_free = True
        elif unicodedata.category(chr(point)) != "Cn":
            gap_is_free = False
    return found


def main() -> None:
    print(f"// Made by tools/make_width_tables.py from Unicode {unicodedata.unidata_version}; "
          "do not edit.")
    for name, holds in (("kWide", is_wide), ("kJoined", is_joined)):
        print(f"constexpr Range {name}[] = {{")
        cells = [f"{{0x{low:X}, 0x{high:X}}}," for low, high in ranges(holds)]
        for start in range(0, len(cells), 5):
            print("    " + " ".join(cells[start:start + 5]))
        print("};")


if __name__ == "__main__":
    main()
