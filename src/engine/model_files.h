#pragma once
// Which files make an embedding model.

#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"

namespace cognate::engine {

/// The files of `folder` that a model consists of, relative to it, sorted; others are left out.
/// Error: not_found (says what is missing), unsupported (the weights are there as pickle only:
/// opening such a file can run code, so it is never done).
Result<std::vector<std::string>> model_files(FileSystem& fs, const std::string& folder);

/// The model's name as its folder tells it: the last part of the path, or the name inside a
/// Hugging Face cache folder (".../models--ORG--NAME/snapshots/HASH").
std::string model_name(std::string_view folder);

/// Whether a name can be a folder of the cache: letters, digits, ".", "_", "-", no dot first.
bool is_model_name(std::string_view name) noexcept;

}  // namespace cognate::engine
