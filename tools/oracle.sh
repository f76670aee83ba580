#!/usr/bin/env bash
# Compares what we compute with the reference implementations, which pip fetches into a folder of
# their own outside of the tree. Tables come from COGNATE_SHARED; without them it says so.
# Options are handed on: --speed also prints texts a second.
. "$(dirname "$0")/lib.sh"
shared=${COGNATE_SHARED:-$root/../shared}
venv=$(cognate_home)/oracle-venv
python=$venv/bin/python
packages=(numpy==2.4.6 tokenizers==0.23.3 sentence-transformers==6.2.0 torch==2.15.0
  transformers==5.23.0 onnx==1.23.2 onnxruntime==1.31.1)

"$root/tools/setup.sh" build fetch oracle
"$root/tools/get_model.sh"

# Made anew when the list above changes; a broken or half-made one never counts.
if [ "$(cat "$venv/packages" 2>/dev/null)" != "${packages[*]}" ]; then
  say "fetching the reference implementations (${packages[*]}) into $venv"
  rm -rf "$venv"
  python3 -m venv "$venv" || die "python3 cannot make a virtual environment (package python3-venv)"
  "$python" -m pip install --quiet --disable-pip-version-check "${packages[@]}" ||
    die "could not fetch ${packages[*]} with pip: is the network there?"
  printf '%s\n' "${packages[*]}" >"$venv/packages"
fi

build release oracle_tokenize oracle_embed
say "tokenizer: ours against the reference, about 3 min"
"$python" "$root/tools/oracle_tokenizer.py" --program "$root/build/release/bin/oracle_tokenize" \
  --model "$(cognate_home)/models/all-MiniLM-L6-v2" --data "$shared/data/matching" "$@"

say "vectors: ours against sentence-transformers, on every instruction set of this machine"
"$python" "$root/tools/oracle_vectors.py" --program "$root/build/release/bin/oracle_embed" \
  --model "$(cognate_home)/models/all-MiniLM-L6-v2" --data "$shared/data/matching"
