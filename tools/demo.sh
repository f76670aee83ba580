#!/usr/bin/env bash
# From a clean clone to two mapped pairs of tables: installs, fetches, builds, maps.
. "$(dirname "$0")/lib.sh"
cd "$root"
cognate=build/release/bin/cognate
out=build/demo
start=$SECONDS

# show TITLE SOURCE TARGET NAME: the mapping as a table, and as a file under build/demo.
show() {
  echo
  say "$1"
  echo "   \$ cognate match $2 $3"
  echo
  "$cognate" match "$2" "$3"
  "$cognate" match "$2" "$3" --json --out "$out/$4.json"
}

tools/setup.sh build fetch
tools/get_model.sh
tools/get_duckdb.sh
tools/get_demo_tables.sh
build release cognate
mkdir -p "$out"
"$cognate" model pack --precision near >/dev/null # else the first mapping waits for it
tables=$(cognate_home)/demo
show "1 of 2: a shop's orders onto a warehouse's, an example of this project" \
  examples/orders/source.csv examples/orders/target.csv orders
show "2 of 2: two real tables of country facts that know nothing of each other" \
  "$tables/countries.csv" "$tables/country_data.tsv" countries
echo
say "and a lake of all four: which columns are about a country's name?"
rm -rf "$out/lake"
"$cognate" index examples/orders/source.csv examples/orders/target.csv "$tables" --store "$out/lake"
"$cognate" search "name of the country" --top-k 5 --store "$out/lake"
echo
say "done after $((SECONDS - start)) s. The mappings as files for programs and for review:"
echo "   $out/orders.json"
echo "   $out/countries.json"
echo "Next: map your own tables (CSV, TSV, Parquet, JSON):"
echo "   $cognate match YOUR_SOURCE YOUR_TARGET"
echo "   $cognate match --help"
echo "   make help"
