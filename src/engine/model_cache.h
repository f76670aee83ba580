#pragma once
// The models on this machine: one folder each under `<home>/models`.
//
// A folder has a list of its files' hashes, SHA256SUMS in the form of sha256sum(1). A model appears
// whole or not at all: it is copied under a name that begins with a dot, then renamed.
// Thread-safety: a cache object may be shared; two imports of one name race and one wins.

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/file_system.h"

namespace cognate::engine {

struct CachedModel {
  std::string name;
  std::string folder;
  std::uint64_t bytes = 0;  ///< of its weights
};

/// How a file of a model stands against the list of hashes.
struct FileCheck {
  enum class State { whole, changed, missing };
  std::string file;
  State state = State::whole;
};

struct ImportOptions {
  std::string name = {};  ///< in the cache; empty: as the folder tells
  /// Tried on the copy before it appears; its error ends the import. May be empty.
  std::function<Status(const std::string& folder)> check = {};
  std::stop_token stop = {};
};

class ModelCache {
 public:
  /// `home` as cognate_home() gives it.
  ModelCache(FileSystem& fs, const std::string& home);

  const std::string& folder() const noexcept { return folder_; }

  /// All models, by name. No folder yet means no models.
  Result<std::vector<CachedModel>> list() const;

  /// The folder of a model: a name in the cache, also with an organisation before it
  /// ("sentence-transformers/all-MiniLM-L6-v2"), or a path. Error not_found: neither; the message
  /// says what is there and how to get one.
  Result<std::string> find(const std::string& model) const;

  /// Computes the hashes of a model's files again. Errors: not_found (no such model, or no list of
  /// hashes), corrupt (the list is none), io.
  Result<std::vector<FileCheck>> verify(const std::string& model) const;

  /// Copies the model in `folder` into the cache. Errors: those of model_files and of the check,
  /// already_exists, invalid_argument (the name), io, deadline (stopped).
  Result<CachedModel> import(const std::string& folder, const ImportOptions& options);

 private:
  Status fill(const std::string& folder, const std::string& copy, const ImportOptions& options);

  FileSystem& fs_;
  std::string folder_;
};

}  // namespace cognate::engine
