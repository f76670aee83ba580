#!/usr/bin/env bash
# Runs every program bench_* of the release build; each checks its answers, prints its figures
# beside those of a named peer and writes them to build/bench/NAME.json.
. "$(dirname "$0")/lib.sh"
cd "$root"

tools/setup.sh build fetch oracle
tools/get_model.sh
tools/get_duckdb.sh
# The peer of bench_embed, found there by the program itself.
make_venv bench-venv numpy==2.4.6 tokenizers==0.23.3 onnx==1.23.2 onnxruntime==1.31.1
build release
mkdir -p build/bench
shopt -s nullglob
programs=(build/release/bin/bench_*)
[ ${#programs[@]} -gt 0 ] || die "no benchmark was built: is COGNATE_BENCH off in build/release?"
for program in "${programs[@]}"; do
  name=${program##*/bench_}
  say "bench $name"
  "$program" --json "build/bench/$name.json"
done
say "figures: build/bench/*.json"
