#!/usr/bin/env bash
# Fetches hnswlib 0.8.0 (headers, 90 kB) into third_party/hnswlib: the store `hnsw` is built when
# they are there. They are those of PyPI's source package: nothing of it is installed. Again and
# again without harm; nothing half remains.
. "$(dirname "$0")/lib.sh"
fetch_source_package hnswlib "hnswlib 0.8.0" hnswlib==0.8.0 hnswlib-0.8.0.tar.gz \
  cb6d037eedebb34a7134e7dc78966441dfd04c9cf5ee93911be911ced951c44c hnswlib-0.8.0/hnswlib <<'SUMS'
da1f179e99d8e5a4c39b5db0c681bccf3c63e797aaa4982620519f8e001cb2c6  bruteforce.h
0fb2c1b1d3aae1ea959b536f96844f3f3ae6a2f32ce063f2c31f93d84a7e5c32  hnswalg.h
54403db81f55fd28246114c5c9f683e663a2a55ad64903b56578c73e6db5ad2c  hnswlib.h
6a89b5275527fe3592a9b02ea4fc50293fdc68cbd9f7c1ec13683581e1ebbaf7  space_ip.h
c599d024657896412250b4fde1a95e39f8bc55cccd263f36c8948fa35779edf1  space_l2.h
930da73eead77dff0c8c9f3281c5d12250051c90ef98fcfbab8f5f307bdae8d9  stop_condition.h
8e5bab8d12b5ef26e3b603b656b8a1acba6738498d1d98f44c9fdb1cb0e25110  visited_list_pool.h
SUMS
