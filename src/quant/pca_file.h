#pragma once
// PCA files: docs/formats/pca.md says what is in one. Thread-safety: pure functions.

#include <string>
#include <string_view>

#include "base/file_system.h"
#include "quant/pca.h"

namespace cognate::quant {

/// The file's content.
std::string pca_bytes(const Pca& pca);

/// Errors: corrupt (no such file's content; cut short; changed; a number that cannot be),
/// unsupported (of another version).
Result<Pca> parse_pca(std::string_view bytes);

/// Both name the path in their errors, which are those of the file system and of parse_pca.
Status write_pca(FileSystem& fs, const std::string& path, const Pca& pca);
Result<Pca> read_pca(FileSystem& fs, const std::string& path);

}  // namespace cognate::quant
