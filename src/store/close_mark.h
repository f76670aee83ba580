#pragma once
// How much a store had to show when it was last closed: a lower bound of what must be there when it
// is opened again. A truth whose last files were cut off or replaced by older ones is whole by its
// own checksums; only this tells. Thread-safety: pure functions.

#include <cstdint>
#include <string>

#include "base/file_system.h"

namespace cognate::store {

/// Errors: io.
Status write_close_mark(FileSystem& files, const std::string& folder, std::uint64_t changes);

/// Error corrupt: fewer changes are there than when the store was closed. A mark that is missing or
/// damaged tells nothing.
Status check_close_mark(FileSystem& files, const std::string& folder, std::uint64_t changes);

}  // namespace cognate::store
