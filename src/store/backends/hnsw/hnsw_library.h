#pragma once
// hnswlib's graph as a Library. Distances are computed by our own kernels, so that they are those
// of this processor whatever the build was told. Thread-safety: as Library.

#include <memory>

#include "cognate/result.h"
#include "store/backends/library/library.h"

namespace cognate::store {

struct HnswSettings {
  Metric metric = Metric::cosine;
  std::size_t dimension = 0;
  std::size_t m = 16;
  std::size_t ef_construction = 200;
  std::size_t ef_search = 0;  ///< 0: by the recall that is asked for
  std::size_t random_seed = 100;
};

Result<std::unique_ptr<Library>> make_hnsw_library(const HnswSettings& settings);
/// What save() wrote, of so many vectors. Error corrupt.
Result<std::unique_ptr<Library>> load_hnsw_library(const HnswSettings& settings, CheckedReader& in,
                                                   std::size_t vectors);

}  // namespace cognate::store
