#!/usr/bin/env bash
# Fetches DuckDB 1.4.4 (library and C header, 65 MB) into third_party/duckdb, where the build finds
# it. With it Cognate reads Parquet and JSON and writes Parquet; without it, CSV only.
# The library is that of npm's Node binding, the header that of npm's source package of the same
# release: nothing of either is run. Again and again without harm; nothing half remains.
. "$(dirname "$0")/lib.sh"
binding=@duckdb/node-bindings-linux-x64@1.4.4-r.4
binding_file=duckdb-node-bindings-linux-x64-1.4.4-r.4.tgz
binding_sha256=732fac4dc6b8f198870b9c4bb6ddf13544466daca00ad28ba2f1d80de5d7aa4b
source=duckdb@1.4.4
source_file=duckdb-1.4.4.tgz
source_sha256=5bb967dcbcd517670ba5f169f238fb9d6787e53752c60ebe24386169d76941ed
sums='cbe6a827284375c5a646b8f27dbd3a00808ce8738b5bbb49c190cb1e08540281  duckdb.h
1ef33048e12235115ac0d277a0aaccbb560e33248144f488b5ac005cd9ba81b5  libduckdb.so'
folder=$root/third_party/duckdb

whole() { (cd "$folder" 2>/dev/null && sha256sum --quiet --status -c <<<"$sums"); }

mkdir -p "$root/third_party"
exec 9>"$root/third_party/.duckdb.lock" # a second run waits for the first
flock 9
if whole; then
  say "DuckDB 1.4.4: there and whole (third_party/duckdb)"
  exit 0
fi
[ "$(uname -m)" = x86_64 ] ||
  die "DuckDB is fetched for x86-64 only; put duckdb.h and libduckdb.so of 1.4 into $folder"
command -v npm >/dev/null || die "npm is needed to fetch DuckDB: tools/setup.sh fetch installs it"

say "fetching DuckDB 1.4.4 (33 MB) by npm"
rm -rf "$root"/third_party/.fetch.* # of a run that was killed
temporary=$(mktemp -d "$root/third_party/.fetch.XXXXXX")
trap 'rm -rf "$temporary"' EXIT
trap 'exit 130' INT TERM
npm_pack "$temporary" "$binding" "$binding_file" "$binding_sha256"
npm_pack "$temporary" "$source" "$source_file" "$source_sha256"
mkdir "$temporary/duckdb"
tar -xzf "$temporary/$binding_file" -C "$temporary/duckdb" --strip-components=1 package/libduckdb.so
tar -xzf "$temporary/$source_file" -C "$temporary/duckdb" --strip-components=5 \
  package/src/duckdb/src/include/duckdb.h
rm -rf "$folder"
mv -T "$temporary/duckdb" "$folder"
whole || die "the packages hold other files than expected"
say "DuckDB 1.4.4: laid into third_party/duckdb"
