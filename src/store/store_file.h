#pragma once
// store.json: what a store was made with (docs/formats/store.md). Written once, when everything
// else is there, so that a folder with this file is a whole store. Thread-safety: pure functions.

#include <string>

#include "base/file_system.h"
#include "cognate/store.h"

namespace cognate::store {

inline constexpr const char* kStoreFile = "store.json";

/// Errors: io.
Status write_store_file(FileSystem& files, const std::string& folder,
                        const StoreDescription& store);

/// spec.path is the folder. Errors: not_found (no store is there), corrupt, unsupported (a later
/// version), io. All name the file.
Result<StoreDescription> read_store_file(FileSystem& files, const std::string& folder);

/// The text of the file, and back; what can be wrong with any bytes is told.
std::string store_json(const StoreDescription& store);
Result<StoreDescription> parse_store_json(std::string_view text);

}  // namespace cognate::store
