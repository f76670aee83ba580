#!/usr/bin/env python3
"""Writes docs/demo.svg: what a command really shows on a terminal of 100 columns.

Usage: make_picture.py OUT.svg COMMAND..   The command runs under a pseudo-terminal, so that it
colours its output; the colours and bold and faint text become SVG, nothing else is interpreted.
"""

import fcntl
import html
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import unicodedata

COLUMNS, ROWS = 100, 60
CELL_WIDTH, LINE_HEIGHT, MARGIN = 8.4, 19, 16
COLOURS = {"30": "#3b4252", "31": "#e06c75", "32": "#98c379", "33": "#e5c07b", "34": "#61afef",
           "35": "#c678dd", "36": "#56b6c2", "37": "#dcdfe4", "90": "#7f848e"}


def run(command):
    """What the command writes to a terminal, as text with escape sequences."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=subprocess.DEVNULL,
                               env=environment)
    os.close(slave)
    data = b""
    while True:
        try:
            block = os.read(master, 65536)
        except OSError:  # the terminal is closed: end of output
            break
        if not block:
            break
        data += block
    if process.wait() != 0:
        sys.exit(f"{command[0]} failed with exit code {process.returncode}")
    return data.decode().replace("\r\n", "\n")


def width_of(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def runs(line):
    """(column, text, style) of each piece of a line; style is the SGR numbers in force. Gaps are
    left out: viewers of SVG disagree on how wide spaces are."""
    column, style = 0, ()
    for text, codes in re.findall(r"([^\x1b]+)|\x1b\[([0-9;]*)m", line):
        if text:
            for piece in re.finditer(r"\S+(?: \S+)*", text):
                yield column + width_of(text[:piece.start()]), piece.group(), style
            column += width_of(text)
        else:
            for code in codes.split(";"):
                style = () if code in ("", "0") else style + (code,)


def svg(command, output):
    lines = [f"\x1b[1m$ {' '.join(command)}\x1b[0m", ""] + output.rstrip("\n").split("\n")
    width = COLUMNS * CELL_WIDTH + 2 * MARGIN
    height = len(lines) * LINE_HEIGHT + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" '
        f'width="{width:.0f}" height="{height}" font-family="DejaVu Sans Mono, Menlo, Consolas, '
        f'monospace" font-size="14" xml:space="preserve">',
        f'<rect width="{width:.0f}" height="{height}" rx="8" fill="#21252b"/>']
    for row, line in enumerate(lines):
        for column, text, style in runs(line):
            colour = next((COLOURS[code] for code in reversed(style) if code in COLOURS), "#dcdfe4")
            weight = ' font-weight="bold"' if "1" in style else ""
            faint = ' opacity="0.6"' if "2" in style else ""
            length = f' textLength="{width_of(text) * CELL_WIDTH:.1f}"'
            parts.append(
                f'<text x="{MARGIN + column * CELL_WIDTH:.1f}" '
                f'y="{MARGIN + (row + 1) * LINE_HEIGHT - 5}" fill="{colour}"{weight}{faint}'
                f'{length}>{html.escape(text)}</text>')
    return "\n".join(parts + ["</svg>", ""])


def main():
    target, *command = sys.argv[1:]
    shown = ["cognate"] + command[1:]
    picture = svg(shown, run(command))
    with open(target, "w", encoding="utf-8") as file:
        file.write(picture)


if __name__ == "__main__":
    main()
