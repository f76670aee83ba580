#!/usr/bin/env bash
# Kills a program that writes into a store CRASH_CYCLES (1,000) times for each back end, and checks
# after each that nothing acknowledged is lost; then flips bits in every file of a store.
. "$(dirname "$0")/lib.sh"
cd "$root"
export CRASH_CYCLES=${CRASH_CYCLES:-1000}
tools/setup.sh build fetch

build release store_crash_test
say "killing a writer $CRASH_CYCLES times for each back end"
build/release/bin/store_crash_test
