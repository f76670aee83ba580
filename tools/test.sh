#!/usr/bin/env bash
# Installs, builds `release` and `dev` (AddressSanitizer and UndefinedBehaviorSanitizer), runs all
# tests of both, and says at the end how many were skipped and why. TEST_PRESETS names others.
. "$(dirname "$0")/lib.sh"
cd "$root"
read -r -a presets <<<"${TEST_PRESETS:-release dev}"
start=$SECONDS
failed=()

# run PRESET: its tests; each program writes one XML file for the summary.
run() {
  local results=$root/build/$1/test_results
  rm -rf "$results"
  mkdir -p "$results"
  say "testing '$1'"
  GTEST_OUTPUT=xml:$results/ ctest --preset "$1" --output-on-failure || failed+=("$1")
}

tools/setup.sh build fetch test oracle
tools/get_model.sh
tools/get_duckdb.sh
tools/get_hnswlib.sh
make_venv clients-venv openai==3.52.0 # clients of `cognate serve`
for preset in "${presets[@]}"; do
  build "$preset"
  run "$preset"
done

echo
say "tests after $((SECONDS - start)) s"
for preset in "${presets[@]}"; do
  python3 tools/test_summary.py "$preset" "build/$preset/test_results" || failed+=("$preset")
done
[ ${#failed[@]} = 0 ] || die "tests failed in: $(printf '%s\n' "${failed[@]}" | sort -u | xargs)"
say "all tests passed"
