#include "store/backends/faiss/faiss_parts.h"

#include <faiss/IndexFlatCodes.h>
#include <faiss/IndexIVFPQ.h>
#include <faiss/IndexIVFPQFastScan.h>
#include <faiss/IndexPQ.h>
#include <faiss/IndexPQFastScan.h>

#include <algorithm>

namespace cognate::store {
namespace {

// FAISS warns where a cluster is trained on fewer.
constexpr std::size_t kRowsOfCluster = 39;
constexpr std::size_t kRowsOfRanges = 1000;

template <class T>
std::size_t clusters_of_codes(faiss::Index* index) {
  const auto* found = find_part<T>(index);
  return found == nullptr ? 0 : found->pq.ksub;
}

}  // namespace

std::size_t training_rows(faiss::Index* index) {
  if (index->is_trained) {
    return 1;
  }
  std::size_t clusters = 0;
  if (const auto* lists = find_part<faiss::IndexIVF>(index)) {
    clusters = lists->nlist;
  }
  if (auto* graph = find_part<faiss::IndexHNSW>(index)) {
    clusters = std::max(clusters, clusters_of_codes<faiss::IndexPQ>(graph->storage));
  }
  for (const std::size_t of_codes :
       {clusters_of_codes<faiss::IndexPQ>(index), clusters_of_codes<faiss::IndexPQFastScan>(index),
        clusters_of_codes<faiss::IndexIVFPQ>(index),
        clusters_of_codes<faiss::IndexIVFPQFastScan>(index)}) {
    clusters = std::max(clusters, of_codes);
  }
  return std::max(clusters * kRowsOfCluster, kRowsOfRanges);
}

std::uint64_t resident_bytes(faiss::Index* index) {
  if (auto* graph = find_part<faiss::IndexHNSW>(index)) {
    return resident_bytes(graph->storage) + graph->hnsw.neighbors.size() * sizeof(std::int32_t) +
           graph->hnsw.offsets.size() * sizeof(std::size_t);
  }
  if (auto* lists = find_part<faiss::IndexIVF>(index)) {
    return resident_bytes(lists->quantizer) +
           static_cast<std::uint64_t>(lists->ntotal) * (lists->code_size + sizeof(faiss_id));
  }
  if (const auto* codes = find_part<faiss::IndexFlatCodes>(index)) {
    return codes->codes.size();
  }
  return static_cast<std::uint64_t>(index->ntotal) * static_cast<std::uint64_t>(index->d) *
         sizeof(float);
}

}  // namespace cognate::store
