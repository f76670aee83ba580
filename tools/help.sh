#!/usr/bin/env bash
# Prints the targets of the Makefile with what each does and how long it takes.
. "$(dirname "$0")/lib.sh"
echo "Cognate maps the columns of one table to the columns of another. Start with: make demo"
echo
sed -n -E 's/^([a-z-]+): ## (.*)$/  make \1\t\2/p' "$root/Makefile" | expand -t 21
echo
echo "About how long on two idle cores. Everything is built under build/; what is fetched lies in"
echo "third_party/ and $(cognate_home) (COGNATE_HOME moves the latter)."
