#pragma once
// Documents of a truth by their ids and page by page. Thread-safety: pure functions.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "cognate/store.h"
#include "store/truth/truth.h"

namespace cognate::store {

/// As Store::get.
Result<std::vector<Document>> documents_of(const TruthView& view, std::size_t dimension,
                                           std::span<const std::string> ids,
                                           const Projection& with);

/// As Store::scan. The cursor names the next row and the row at which the first page found the end,
/// so that what is written during a scan comes in none of its pages.
Result<Page> scan_page(const TruthView& view, std::size_t dimension, const ScanRequest& request);

}  // namespace cognate::store
