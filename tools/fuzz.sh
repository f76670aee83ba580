#!/usr/bin/env bash
# Runs each libFuzzer target for FUZZ_SECONDS (60), as many at once as there are processors. Starts
# from tests/fuzz/corpus/NAME and what earlier runs found; a finding is kept and fails the run.
. "$(dirname "$0")/lib.sh"
cd "$root"
export FUZZ_SECONDS=${FUZZ_SECONDS:-60}
tools/setup.sh build fetch fuzz
build fuzz
shopt -s nullglob
programs=(build/fuzz/bin/fuzz_*)
[ ${#programs[@]} -gt 0 ] || die "no fuzz target was built"

# fuzz PROGRAM: one target; its output goes to a log of its own.
fuzz() {
  local name=${1##*/fuzz_}
  local found=build/fuzz/corpus/$name seeds=tests/fuzz/corpus/$name log=build/fuzz/$name.log
  mkdir -p "$found" build/fuzz/findings
  [ ! -d "$seeds" ] || found="$found $seeds"
  # shellcheck disable=SC2086 # two folders
  if "$1" -max_total_time="$FUZZ_SECONDS" -rss_limit_mb=2560 -timeout=20 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/findings/$name-" $found >"$log" 2>&1; then
    echo "   $name: no finding, $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs"
  else
    echo "   $name: FINDING, see $log and build/fuzz/findings/$name-*"
    grep -m 5 -E 'ERROR|runtime error|SUMMARY|ALARM' "$log"
    return 1
  fi
}
export -f fuzz
say "fuzzing ${#programs[@]} targets for $FUZZ_SECONDS s each"
# shellcheck disable=SC2016 # the inner shell expands $1
printf '%s\n' "${programs[@]}" | xargs -P "$(nproc)" -I{} bash -c 'fuzz "$1"' _ {} ||
  die "a fuzz target found something"
