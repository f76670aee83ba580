#pragma once
// What an index of FAISS is made of. For .cpp files of this folder (FAISS's headers).

#include <faiss/IndexHNSW.h>
#include <faiss/IndexIVF.h>
#include <faiss/IndexPreTransform.h>
#include <faiss/IndexRefine.h>

#include <cstdint>
#include <exception>

#include "base/error.h"

namespace cognate::store {

using faiss_id = faiss::Index::idx_t;

/// Calls `work`, which uses FAISS; what it throws becomes an error.
template <class Work>
auto faiss_guarded(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& error) {
    return fail(Code::internal, "FAISS: {}", error.what());
  }
}

/// The index itself or the one inside of transforms and refinements that is a T; null: none.
template <class T>
T* find_part(faiss::Index* index) {
  if (auto* found = dynamic_cast<T*>(index)) {
    return found;
  }
  if (auto* outer = dynamic_cast<faiss::IndexPreTransform*>(index)) {
    return find_part<T>(outer->index);
  }
  if (auto* outer = dynamic_cast<faiss::IndexRefine*>(index)) {
    return find_part<T>(outer->base_index);
  }
  return nullptr;
}

/// How many vectors the index should be trained on; 1 where there is nothing to train.
std::size_t training_rows(faiss::Index* index);

/// Bytes in memory, about.
std::uint64_t resident_bytes(faiss::Index* index);

}  // namespace cognate::store
