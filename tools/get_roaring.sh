#!/usr/bin/env bash
# Fetches CRoaring 4.2.3 (two C files, 1.2 MB) into third_party/roaring, where the build of the
# vector store needs it. They are those of PyPI's source package pyroaring: nothing of it is
# installed. Again and again without harm; nothing half remains.
. "$(dirname "$0")/lib.sh"
fetch_source_package roaring "CRoaring 4.2.3" pyroaring==1.0.3 pyroaring-1.0.3.tar.gz \
  cd7392d1c010c9e41c11c62cd0610c8852e7e9698b1f7f6c2fcdefe50e7ef6da \
  pyroaring-1.0.3/pyroaring <<'SUMS'
3b840f824e49c8353401938621eb306efb1d2b3ca88f224a72fe3f867bdcb9d6  roaring.c
995c8149bb8aa46664f17b0212408bf30f08fe1134b09686d1dacf024c3ba4ae  roaring.h
SUMS
