#!/usr/bin/env bash
# Runs the benchmarks of the release build, all or those named: each checks its answers, prints its
# figures beside those of named peers and writes them to build/bench/NAME.json.
# Usage: bench.sh [csv] [embed] [match]
. "$(dirname "$0")/lib.sh"
cd "$root"

# The peers of bench_embed, found there by the program itself.
peers=(numpy==2.4.6 tokenizers==0.23.3 onnx==1.23.2 onnxruntime==1.31.1 ctranslate2==4.8.5
  openvino==2026.4.1 nncf==3.4.0 sentence-transformers==6.2.0 torch==2.15.0 transformers==5.23.0)

ready_csv() { tools/get_duckdb.sh; }

ready_embed() {
  tools/setup.sh oracle
  tools/get_model.sh
  make_venv peers-venv "${peers[@]}"
  say "the model in the form of each peer, 1 min the first time; the log is build/bench/peers.log"
  "$(cognate_home)/peers-venv/bin/python" bench/embed/peers/prepare.py \
    "$(cognate_home)/models/all-MiniLM-L6-v2" "$(cognate_home)/peers" >build/bench/peers.log 2>&1 ||
    die "the peers could not be made ready: $(tail -n 3 build/bench/peers.log)"
}

# Those of bench_match; the MiniLM baseline is one of the peers above.
valentine=(valentine==1.0.1 stop-words==2025.11.4)

ready_match() {
  tools/setup.sh oracle
  tools/get_model.sh
  make_venv peers-venv "${peers[@]}"
  make_venv valentine-venv "${valentine[@]}"
  build release cognate
}

[ $# -gt 0 ] || set -- csv embed match
tools/setup.sh build fetch
mkdir -p build/bench
for name in "$@"; do
  declare -F "ready_$name" >/dev/null || die "no benchmark is called '$name': csv, embed or match"
  "ready_$name"
done
build release "${@/#/bench_}"
for name in "$@"; do
  say "bench $name"
  "build/release/bin/bench_$name" --json "build/bench/$name.json"
done
if [[ " $* " == *" embed "* ]]; then
  tables=${COGNATE_SHARED:-$root/../shared}/data/matching
  if [ -d "$tables" ]; then
    say "bench embed: what the quick precisions lose"
    build/release/bin/bench_embed --quality yes --tables "$tables" --json build/bench/quality.json
  else
    say "NOT MEASURED: what the quick precisions lose, for want of the tables in $tables"
  fi
fi
if [[ " $* " == *" match "* ]] && grep -qw avx512f /proc/cpuinfo; then
  say "bench match: the same on AVX2, ours alone"
  COGNATE_ISA=avx2 build/release/bin/bench_match --catalogue no --valentine-python none \
    --minilm-python none --json build/bench/match-avx2.json
fi
say "figures: build/bench/*.json"
