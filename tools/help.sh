#!/usr/bin/env bash
# Prints the targets of the Makefile with what each does and how long it takes.
. "$(dirname "$0")/lib.sh"
echo "Cognate maps the columns of one table to the columns of another. Start with: make demo"
echo
sed -n -E 's/^([a-z]+): ## (.*)$/  make \1\t\2/p' "$root/Makefile" | expand -t 16
echo
echo "Times are of a machine with two cores. Everything is built under build/, fetched things live"
echo "in $(cognate_home) (COGNATE_HOME moves that)."
