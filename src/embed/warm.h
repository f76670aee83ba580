#pragma once
// Fills the caches of a service before its callers come.

#include <cstddef>
#include <stop_token>
#include <string>

#include "base/file_system.h"
#include "cognate/embedding_service.h"
#include "cognate/result.h"

namespace cognate::embed {

/// Embeds the texts of a file, one a line; empty lines are skipped. Says how many it embedded.
/// Errors: not_found, io, invalid_argument (a line longer than a text may be), and the service's.
Result<std::size_t> warm(EmbeddingService& service, FileSystem& fs, const std::string& path,
                         const std::stop_token& stop);

}  // namespace cognate::embed
