#!/usr/bin/env bash
# Runs the benchmarks of the release build, all or those named: each checks its answers, prints its
# figures beside those of named peers and writes them to build/bench/NAME.json.
# Usage: bench.sh [csv] [embed] [match] [store]
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

# Those of bench_store, and the texts that are searched: glosses and descriptions of packages.
store_peers=(numpy==2.4.6 hnswlib==0.8.0 faiss-cpu==1.15.1 usearch==2.26.6 scalable-vs==0.5.0)

ready_store() {
  tools/setup.sh oracle
  tools/get_model.sh
  make_venv store-peers-venv "${store_peers[@]}"
  local folder
  folder=$(cognate_home)/bench-store
  [ ! -f "$folder/base.npy" ] || return 0
  build release cognate
  say "vectors of 177,000 texts, 3 min the first time"
  mkdir -p "$folder/wordnet"
  (cd "$folder" && apt-get download wordnet-base >/dev/null &&
    dpkg-deb -x wordnet-base_*.deb wordnet) ||
    die "could not fetch Debian's wordnet-base: is the network there?"
  python3 bench/store/texts.py "$folder/wordnet/usr/share/wordnet" "$folder/texts.txt"
  build/release/bin/cognate embed "$folder/texts.txt" --precision near --out "$folder/making.npy"
  mv "$folder/making.npy" "$folder/base.npy"
}

[ $# -gt 0 ] || set -- csv embed match store
tools/setup.sh build fetch
mkdir -p build/bench
for name in "$@"; do
  declare -F "ready_$name" >/dev/null ||
    die "no benchmark is called '$name': csv, embed, match or store"
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
