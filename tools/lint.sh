#!/usr/bin/env bash
# Formatting, house rules (tools/tidy.py), shellcheck and clang-tidy (.clang-tidy). LINT_SINCE=REF
# limits clang-tidy, which takes most of the time, to sources that differ from that commit.
. "$(dirname "$0")/lib.sh"
cd "$root"
"$root/tools/setup.sh" build fetch lint
"$root/tools/get_duckdb.sh"
"$root/tools/get_roaring.sh"
"$root/tools/get_hnswlib.sh"
mkdir -p build
failed=()

# step NAME COMMAND..: runs it and remembers a failure.
step() {
  local name=$1 start=$SECONDS
  shift
  if "$@"; then say "$name: fine ($((SECONDS - start)) s)"; else failed+=("$name"); fi
}

# sources: what the release build compiles of src/; tests and benchmarks are left out for time,
# their bulk is the expansion of test macros.
sources() {
  sed -n "s#^ *\"file\": \"$root/\(src/[^\"]*\)\".*#\1#p" build/release/compile_commands.json |
    grep -v -E '_(test|fuzz)\.cpp$' | sort -u >build/lint-sources.txt
  if [ -n "${LINT_SINCE:-}" ]; then
    git diff --name-only "$LINT_SINCE" | grep -F -x -f build/lint-sources.txt || true
  else
    cat build/lint-sources.txt
  fi
}

# tidy_sources: one clang-tidy a source, as many at once as there are processors.
tidy_sources() {
  cmake --preset release >build/lint.log 2>&1 || {
    cat build/lint.log
    return 1
  }
  sources | xargs -r -P "$(nproc)" -n 1 clang-tidy-16 --quiet -p build/release \
    --extra-arg=-Wno-unknown-warning-option 2>/dev/null
}

step formatting "$root/tools/fmt.sh" --check
step "house rules" python3 tools/tidy.py
step shellcheck shellcheck -x -P tools tools/*.sh .ci/run
step clang-tidy tidy_sources
[ ${#failed[@]} = 0 ] || die "lint found something in: ${failed[*]}. 'make fmt' mends formatting."
