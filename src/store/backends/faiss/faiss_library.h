#pragma once
// Any index of FAISS's factory as a Library.
//
// Under cosine vectors have length 1, so FAISS orders them by squared distance, which all of its
// indexes can do. What it finds is measured once more: by the originals, which are kept in memory
// where the store rescores or the index cannot give its vectors back, else by the vectors that the
// codes stand for. Thread-safety: as Library.

#include <memory>
#include <optional>
#include <string>

#include "cognate/result.h"
#include "store/backends/library/library.h"

namespace cognate::store {

struct FaissSettings {
  Metric metric = Metric::cosine;
  std::size_t dimension = 0;
  std::string factory;  ///< of faiss::index_factory
  bool keeps_originals = true;
  std::optional<std::size_t> ef_construction = {};
  std::optional<std::size_t> ef_search = {};  ///< else by the recall that is asked for
  std::optional<std::size_t> nprobe = {};     ///< else by the recall that is asked for
  std::string search = {};                    ///< further parameters, "quantizer_efSearch=64,ht=20"
};

/// How many vectors the factory's index wants to train on. Error invalid_argument: there is no such
/// factory, or it cannot do the metric or the parameters.
Result<std::size_t> rows_to_train(const FaissSettings& settings);

Result<std::unique_ptr<Library>> make_faiss_library(const FaissSettings& settings);
/// What save() wrote, of so many vectors. Error corrupt.
Result<std::unique_ptr<Library>> load_faiss_library(const FaissSettings& settings,
                                                    CheckedReader& in, std::size_t vectors);

}  // namespace cognate::store
