# Shared by the scripts of this folder: source it, do not run it.
# shellcheck shell=bash
set -euo pipefail
# Used by those who source this file.
# shellcheck disable=SC2034
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# say TEXT: one line about what happens next.
if [ -t 1 ]; then mark=$'\033[1m==\033[0m'; else mark='=='; fi
say() { printf '%s %s\n' "$mark" "$*"; }

# die TEXT: what was wrong and what to do about it; ends the script.
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# as_root COMMAND..: runs it as root, through sudo where we are not.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "this step needs root: run it as root or install sudo. The command was: $*"
  fi
}

# cognate_home: the folder of models and other fetched things, the same that the program uses.
cognate_home() {
  printf '%s\n' "${COGNATE_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/cognate}"
}

# check_sha256 FILE HEX: ends the script when FILE is not the one we know.
check_sha256() {
  local have
  have=$(sha256sum "$1" | cut -d' ' -f1)
  [ "$have" = "$2" ] || die "$1 has the wrong SHA-256:
  $have instead of
  $2.
It was damaged on the way or replaced where it comes from: try again, never use it like this."
}

# pip_download FOLDER NAME==VERSION FILE HEX: the wheel FILE of a PyPI package, without its
# dependencies, checked.
pip_download() {
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --dest "$1" "$2" || die "could not fetch $2 with pip: is the network there?"
  check_sha256 "$1/$3" "$4"
}

# fetch_source_package NAME TITLE PACKAGE==VERSION FILE HEX PATH: out of PATH of PyPI's source
# package FILE the files that standard input lists with their SHA-256 sums, into third_party/NAME.
# The sum of the package is checked before pip looks into it.
fetch_source_package() {
  local name=$1 title=$2 package=$3 file=$4 hex=$5 path=$6 folder=$root/third_party/$1 sums
  sums=$(cat)
  whole() { (cd "$folder" 2>/dev/null && sha256sum --quiet --status -c <<<"$sums"); }
  mkdir -p "$root/third_party"
  exec 9>"$root/third_party/.$name.lock" # a second run waits for the first
  flock 9
  if whole; then
    say "$title: there and whole (third_party/$name)"
    return 0
  fi
  say "fetching $title by pip"
  rm -rf "$root/third_party/.fetching.$name".* # of a run that was killed
  temporary=$(mktemp -d "$root/third_party/.fetching.$name.XXXXXX")
  trap 'rm -rf "$temporary"' EXIT
  trap 'exit 130' INT TERM
  printf '%s --hash=sha256:%s\n' "$package" "$hex" >"$temporary/requirements.txt"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps \
    --no-binary "${package%%==*}" --dest "$temporary" -r "$temporary/requirements.txt" ||
    die "could not fetch $package with pip: is the network there?"
  mkdir "$temporary/$name"
  tar -xzf "$temporary/$file" --no-same-owner -C "$temporary/$name" --strip-components=2 "$path"
  (cd "$temporary/$name" && find . -type f | sed 's#^\./##' | sort >"$temporary/have" &&
    awk '{print $2}' <<<"$sums" | sort | comm -23 "$temporary/have" - | xargs -r rm)
  rm -rf "$folder"
  mv -T "$temporary/$name" "$folder"
  whole || die "$package holds other files than expected"
  say "$title: laid into third_party/$name"
}

# npm_pack FOLDER NAME@VERSION FILE HEX: the archive FILE of an npm package, checked. No script of
# the package runs.
npm_pack() {
  (cd "$1" && npm pack --silent --ignore-scripts "$2" >/dev/null) ||
    die "could not fetch $2 with npm: is the network there?"
  check_sha256 "$1/$3" "$4"
}

# make_venv NAME PACKAGE==VERSION..: the Python environment NAME of the cache folder holds these.
# Made anew when the list changes; a broken or half-made one never counts.
make_venv() {
  local name=$1 venv
  venv=$(cognate_home)/$1
  shift
  [ "$(cat "$venv/packages" 2>/dev/null)" != "$*" ] || return 0
  say "fetching by pip into $venv: $*"
  rm -rf "$venv"
  python3 -m venv "$venv" || die "python3 cannot make an environment: tools/setup.sh oracle"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@" ||
    die "could not fetch the packages of $name with pip: is the network there?"
  printf '%s\n' "$*" >"$venv/packages"
}

# build PRESET [TARGET..]: configures and builds it under build/PRESET; output only in build/*.log
# unless something fails. All targets where none is named.
build() {
  local preset=$1 log=$root/build/$1.log start=$SECONDS
  shift
  say "building '$preset' under build/$preset${*:+ (only $*)}; the log is build/$preset.log"
  mkdir -p "$root/build"
  "$root/tools/get_roaring.sh"
  [ $# = 0 ] || set -- --target "$@"
  (cd "$root" && cmake --preset "$preset" && cmake --build --preset "$preset" "$@") \
    >"$log" 2>&1 || {
    grep -n -A 20 -m 3 -E 'error:|CMake Error|FAILED:' "$log" >&2 || tail -n 40 "$log" >&2
    die "building '$preset' failed; the whole log is $log"
  }
  say "built '$preset' in $((SECONDS - start)) s"
}
