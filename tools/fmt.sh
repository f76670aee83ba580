#!/usr/bin/env bash
# Formats the C++ sources in place; with --check only says what is not formatted, and fails.
. "$(dirname "$0")/lib.sh"
"$root/tools/setup.sh" lint
mode=(-i)
[ "${1:-}" != --check ] || mode=(--dry-run -Werror)
cd "$root"
find src include tests bench \( -name '*.cpp' -o -name '*.h' -o -name '*.inl' \) -print0 |
  xargs -0 -r -P "$(nproc)" -n 20 clang-format-16 "${mode[@]}"
