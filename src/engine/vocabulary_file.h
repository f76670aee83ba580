#pragma once
// A user's file of abbreviations and synonyms.

#include <string>

#include "base/file_system.h"
#include "schema/vocabulary.h"

namespace cognate::engine {

/// The built-in vocabulary with the lines of the file; alone where `path` is empty. Errors:
/// invalid_argument (a wrong line, named), and those of reading.
Result<schema::Vocabulary> vocabulary_at(FileSystem& fs, const std::string& path);

}  // namespace cognate::engine
