#!/usr/bin/env bash
# Fetches two independently published tables of country facts into the cache folder, checked:
#   countries.csv     from the npm package world-countries 5.1.0 (ODbL)
#   country_data.tsv  from the PyPI package country-converter 1.3.2 (GPL-3.0)
# Neither is a part of this project and none of their code is run.
. "$(dirname "$0")/lib.sh"
tables=$(cognate_home)/demo
countries_sha256=3ed669a5c24567a1b3f6ca6e6195c7f63750b15fefaf39bf462dcbcbc39e176e
country_data_sha256=73c5f9c3b94110d74e63ed79f2da61d589280a5301d26aa3680a78ecb1d478b9

# have FILE HEX: is it there and as we know it?
have() { [ -f "$tables/$1" ] && echo "$2  $tables/$1" | sha256sum --quiet --status -c; }

mkdir -p "$tables"
temporary=$(mktemp -d "$tables/.fetch.XXXXXX")
trap 'rm -rf "$temporary"' EXIT
trap 'exit 130' INT TERM
if ! have countries.csv $countries_sha256; then
  say "fetching countries.csv (npm package world-countries 5.1.0, 6 MB)"
  npm_pack "$temporary" world-countries@5.1.0 world-countries-5.1.0.tgz \
    329eb6ef4099ffb590219c9beb634bf489a5e4b10d8ab0ac52a58ebf7b9f8495
  tar xzf "$temporary/world-countries-5.1.0.tgz" -C "$temporary" package/dist/countries.csv
  mv "$temporary/package/dist/countries.csv" "$tables/countries.csv"
fi
if ! have country_data.tsv $country_data_sha256; then
  say "fetching country_data.tsv (PyPI package country-converter 1.3.2, 48 kB)"
  wheel=country_converter-1.3.2-py3-none-any.whl
  pip_download "$temporary" country-converter==1.3.2 $wheel \
    50ef52b71daaf14220d2ba9a4eef1c335146793a051376de58e8a581fa448120
  python3 -m zipfile -e "$temporary/$wheel" "$temporary/wheel"
  mv "$temporary/wheel/country_converter/country_data.tsv" "$tables/country_data.tsv"
fi
check_sha256 "$tables/countries.csv" $countries_sha256
check_sha256 "$tables/country_data.tsv" $country_data_sha256
say "demo tables: there and whole ($tables)"
