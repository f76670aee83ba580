#pragma once
// The packed files of a model in the cache folder: found, or made (docs/packed-model.md says when).
//
// Thread-safety: a store may be shared; threads and processes that make one file at once write the
// same bytes, each in one step.

#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/thread_pool.h"
#include "cognate/result.h"
#include "model/config.h"
#include "model/model_source.h"
#include "model/packed_file.h"
#include "simd/kernels.h"
#include "text/tokenizer.h"

namespace cognate::model {

/// A packed file that is there.
struct PackedState {
  std::string name;  ///< "int8-avx2"
  std::string path;
  std::uint64_t bytes = 0;
  Status whole = ok();  ///< else why it will be made anew: damaged, of other files, of another time
};

class PackedStore {
 public:
  /// `packed_folder` is the one of all models ("" keeps nothing), `model_folder` the model's.
  PackedStore(FileSystem& fs, const std::string& packed_folder, std::string model_folder);

  /// The packed form for these kernels: the file that is there, mapped, or one made now. Where it
  /// cannot be kept it is made in memory, and the log says so. Errors: those of pack_model and of
  /// reading the model's files.
  Result<PackedFile> open(const ModelConfig& config, const simd::Precision& precision,
                          ThreadPool& pool) const;

  /// What open() would find, told by the file's head alone; nothing where it would have to read
  /// more or make the file.
  std::optional<PackedHead> look(const simd::Precision& precision) const;

  /// Makes the file anew. Errors: those of open, io (it cannot be written).
  Result<PackedFile> make(const ModelConfig& config, const simd::Precision& precision,
                          ThreadPool& pool) const;

  /// Of this model's packed files; "" where nothing is kept.
  const std::string& folder() const noexcept { return folder_; }
  /// Where the file for these kernels lies, or "" where nothing is kept.
  std::string path(const simd::Precision& precision) const;

  /// All files of this model, for every precision; each byte is read where `thorough`, else heads
  /// and the sections that every start checks. Error io.
  Result<std::vector<PackedState>> list(bool thorough) const;

 private:
  std::optional<PackedFile> usable(const ModelSource& source,
                                   const simd::Precision& precision) const;
  Result<PackedFile> pack(const ModelSource& source, const ModelConfig& config,
                          const simd::Precision& precision, bool must_keep, ThreadPool& pool) const;
  std::string memory_path() const;
  std::optional<Hash128> remembered(const ModelSource& source) const;
  Result<Hash128> hash_of(const ModelSource& source) const;
  void remember(const ModelSource& source, const Hash128& hash) const;

  FileSystem& fs_;
  std::string folder_;  // of this model's packed files, or empty
  std::string model_folder_;
};

}  // namespace cognate::model
