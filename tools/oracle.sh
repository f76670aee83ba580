#!/usr/bin/env bash
# Compares what we compute with the reference implementations, which pip fetches into a folder of
# their own outside of the tree. Tables come from COGNATE_SHARED; without them it says so.
# Options are handed on: --speed also prints texts a second.
. "$(dirname "$0")/lib.sh"
shared=${COGNATE_SHARED:-$root/../shared}
python=$(cognate_home)/oracle-venv/bin/python
packages=(numpy==2.4.6 tokenizers==0.23.3 sentence-transformers==6.2.0 torch==2.15.0
  transformers==5.23.0 onnx==1.23.2 onnxruntime==1.31.1)

"$root/tools/setup.sh" build fetch oracle
"$root/tools/get_model.sh"

make_venv oracle-venv "${packages[@]}"
build release oracle_tokenize oracle_embed cognate
say "tokenizer: ours against the reference, about 3 min"
"$python" "$root/tools/oracle_tokenizer.py" --program "$root/build/release/bin/oracle_tokenize" \
  --model "$(cognate_home)/models/all-MiniLM-L6-v2" --data "$shared/data/matching" "$@"

say "vectors: ours against sentence-transformers, on every instruction set of this machine"
"$python" "$root/tools/oracle_vectors.py" --program "$root/build/release/bin/oracle_embed" \
  --model "$(cognate_home)/models/all-MiniLM-L6-v2" --data "$shared/data/matching"

say "forms: ours against sentence-transformers and scikit-learn"
"$python" "$root/tools/oracle_forms.py" --program "$root/build/release/bin/cognate" \
  --model "$(cognate_home)/models/all-MiniLM-L6-v2" --data "$shared/data/matching"

say "family: small models in many shapes against sentence-transformers, about 2 min"
"$python" "$root/tools/oracle_family.py" --program "$root/build/release/bin/oracle_embed"
