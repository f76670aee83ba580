# Thin on purpose: each target is a script of tools/, which says what it does.
.DEFAULT_GOAL := help
.PHONY: help demo test bench bench-embed bench-match bench-store bench-serve lint fmt fuzz oracle crash

help: ## this list
	@tools/help.sh

demo: ## install, fetch the model, build, map two pairs of tables: 5 min the first time, then 10 s
	@tools/demo.sh

test: ## install, build release and sanitizers, run all tests: 20 min the first time, then 3 min
	@tools/test.sh

bench: ## all benchmarks, each against named peers, into build/bench/*.json: 15 min
	@tools/bench.sh

bench-embed: ## the encoder beside four peers; fetches them (6 GB) the first time: 12 min
	@tools/bench.sh embed

bench-match: ## matching beside COMA and a MiniLM baseline; fetches them the first time: 15 min
	@tools/bench.sh match

bench-store: ## the vector index beside hnswlib, FAISS, SVS and usearch; fetches them: 15 min
	@tools/bench.sh store

bench-serve: ## `cognate serve` under load of wrk, cached and uncached: 1 min
	@tools/bench_serve.sh

lint: ## formatting, house rules, shellcheck, clang-tidy: 4 min
	@tools/lint.sh

fmt: ## format all C++ sources in place: 2 s
	@tools/fmt.sh

fuzz: ## run each fuzz target for FUZZ_SECONDS (60): 1 min a target and the build
	@tools/fuzz.sh

oracle: ## compare ids and vectors with the reference implementations: 8 min, fetches them
	@tools/oracle.sh

crash: ## kill a writer CRASH_CYCLES (1,000) times for each back end, and flip bits: 10 min
	@tools/crash.sh
