#!/usr/bin/env bash
# Loads `cognate serve` of the release build with wrk and writes build/bench/serve.json. Arguments
# go to bench/serve/run.py.
. "$(dirname "$0")/lib.sh"
cd "$root"
tools/setup.sh build fetch bench
tools/get_model.sh
build release cognate
say "bench serve"
python3 -B bench/serve/run.py "$@"
say "figures: build/bench/serve.json"
