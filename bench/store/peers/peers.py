#!/usr/bin/env python3
"""Peers of bench_store: the same vectors and queries as ours, one JSON object a peer.

Usage: peers.py VECTORS.npy COUNT QUERIES THREADS OUT.json
Rows [0, COUNT) are indexed, the QUERIES after them are asked. Building takes THREADS threads; a
query takes one, timed by that thread's processor time, so that a busy machine counts for nothing.
"""

import importlib
import json
import sys
import time

import numpy as np

K = 10
LADDER = (10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)


def recall(found, truth):
    hits = sum(len(np.intersect1d(a, b)) for a, b in zip(found, truth))
    return hits / truth.size


def curve(search, truth, queries):
    """QPS and recall of search(query row, effort) over the ladder, the better of two rounds."""
    rows = []
    for effort in LADDER:
        best = float("inf")
        for _ in range(2):
            start = time.thread_time()
            found = [search(query, effort) for query in queries]
            best = min(best, time.thread_time() - start)
        rows.append({"effort": effort, "recall": recall(found, truth),
                     "qps": len(queries) / best})
        if rows[-1]["recall"] > .995:
            break
    return rows


def timed_build(build):
    wall, processor = time.perf_counter(), time.process_time()
    made = build()
    return made, {"build_s": time.perf_counter() - wall,
                  "build_processor_s": time.process_time() - processor}


def flat(base, queries, threads):
    """FAISS Flat: the truth, and the exact batch."""
    import faiss
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(base.shape[1])
    index.add(base)
    start = time.thread_time()
    truth = index.search(queries, K)[1]
    return truth, {"name": "faiss Flat", "batch_qps": len(queries) / (time.thread_time() - start)}


def hnswlib(base, queries, truth, threads):
    library = importlib.import_module("hnswlib")

    def build():
        index = library.Index("ip", base.shape[1])
        index.init_index(len(base), M=16, ef_construction=200)
        index.add_items(base, num_threads=threads)
        return index

    index, row = timed_build(build)
    index.set_num_threads(1)

    def search(query, effort):
        index.set_ef(effort)
        return index.knn_query(query[None], K, num_threads=1)[0][0]

    return {"name": "hnswlib M16", **row, "curve": curve(search, truth, queries)}


def faiss_hnsw(base, queries, truth, threads):
    import faiss
    faiss.omp_set_num_threads(threads)

    def build():
        index = faiss.index_factory(base.shape[1], "HNSW32,SQ8", faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = 200
        index.train(base[:20000])
        index.add(base)
        return index

    index, row = timed_build(build)
    faiss.omp_set_num_threads(1)

    def search(query, effort):
        index.hnsw.efSearch = effort
        return index.search(query[None], K)[1][0]

    return {"name": "faiss HNSW32,SQ8", **row, "curve": curve(search, truth, queries)}


def usearch(base, queries, truth, threads):
    library = importlib.import_module("usearch.index")

    def build():
        index = library.Index(ndim=base.shape[1], metric="ip", dtype="f16")
        index.add(np.arange(len(base)), base, threads=threads)
        return index

    index, row = timed_build(build)

    def search(query, effort):
        index.expansion_search = effort
        return index.search(query, K, threads=1).keys

    return {"name": "usearch f16", **row, "curve": curve(search, truth, queries)}


def svs(base, queries, truth, threads):
    library = importlib.import_module("svs")

    def build():
        parameters = library.VamanaBuildParameters(
            graph_max_degree=64, window_size=128, alpha=.95)
        return library.Vamana.build(parameters, base.astype(np.float16), library.DistanceType.MIP,
                                    num_threads=threads)

    index, row = timed_build(build)
    index.num_threads = 1
    halves = queries.astype(np.float16)

    def search(query, effort):
        index.search_window_size = max(effort, K)
        return index.search(query[None], K)[0][0]

    return {"name": "svs f16", **row, "curve": curve(search, truth, halves)}


def main():
    path, count, asked, threads, out = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
    vectors = np.load(path, mmap_mode="r")
    base = np.ascontiguousarray(vectors[:count])
    queries = np.ascontiguousarray(vectors[count:count + asked])
    truth, row = flat(base, queries, threads)
    rows = [row]
    for peer in (hnswlib, svs, faiss_hnsw, usearch):
        try:
            rows.append(peer(base, queries, truth, threads))
        except (ImportError, RuntimeError, TypeError, AttributeError) as error:
            rows.append({"name": peer.__name__, "problem": str(error)})
        print(rows[-1]["name"], "done", file=sys.stderr, flush=True)
    with open(out, "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=1)


if __name__ == "__main__":
    main()
