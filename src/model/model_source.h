#pragma once
// The files of a model folder that a packed model is made from, and how to tell without reading
// them that they are the same as before (docs/packed-model.md). Thread-safety: as ReadableFile.

#include <memory>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/hash.h"
#include "cognate/result.h"

namespace cognate::model {

class ModelSource {
 public:
  /// Opens those files that are there. Errors: io.
  static Result<ModelSource> open(FileSystem& fs, const std::string& folder);

  /// Changes whenever a file is written, replaced, added or removed.
  Hash128 mark() const;

  /// Whether a file changed less than two seconds before `now_ns` (since 1970): then another change
  /// could leave the mark as it is.
  bool is_young(std::int64_t now_ns) const;

  /// Of names and contents: the same wherever the same model lies. Reads everything.
  Result<Hash128> hash() const;

 private:
  struct File {
    std::string name;
    std::unique_ptr<ReadableFile> content;
  };
  std::vector<File> files_;
};

}  // namespace cognate::model
