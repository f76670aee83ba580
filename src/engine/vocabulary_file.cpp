#include "engine/vocabulary_file.h"

#include "base/error.h"
#include "base/limits.h"

namespace cognate::engine {

Result<schema::Vocabulary> vocabulary_at(FileSystem& fs, const std::string& path) {
  if (path.empty()) {
    return schema::Vocabulary::built_in();
  }
  TRY(const std::string text, read_file(fs, path, limits::kVocabularyBytesMax));
  return schema::Vocabulary::with(text, path);
}

}  // namespace cognate::engine
