#!/usr/bin/env bash
# Installs the Debian packages of the named groups of tools/packages.txt, as root or through sudo.
# Asks nothing, changes nothing when all are there. Usage: setup.sh GROUP..
. "$(dirname "$0")/lib.sh"
[ $# -gt 0 ] || die "name at least one group of tools/packages.txt, as in: setup.sh build fetch"

# present PACKAGE [COMMAND..]: is it installed, or does its command work without it?
present() {
  local package=$1
  shift
  if [ $# -gt 0 ] && bash -c "$*" >/dev/null 2>&1; then
    return 0
  fi
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ]
}

command -v dpkg-query >/dev/null ||
  die "this is no Debian; install what tools/packages.txt names in your own way and call the scripts
of tools/ that come after (the build itself needs only CMake and the libraries)."

missing=()
while read -r group package test; do
  case " $* " in *" $group "*) ;; *) continue ;; esac
  present "$package" ${test:+"$test"} || missing+=("$package")
done < <(grep -v '^ *#' "$root/tools/packages.txt" | grep .)

if [ ${#missing[@]} = 0 ]; then
  say "Debian packages: all there ($*)"
  exit 0
fi
say "installing ${#missing[@]} Debian packages ($*), about 2 minutes: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
as_root apt-get update -qq || die "apt-get update failed, see above"
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  "${missing[@]}" >/dev/null </dev/null ||
  die "apt-get could not install: ${missing[*]}"
