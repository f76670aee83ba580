#pragma once
// What the quick precisions lose: their vectors against float32's over every text that the matcher
// embeds for a folder of cases, and what that does to the matcher's figures.

#include <nlohmann/json_fwd.hpp>

#include "cognate/result.h"
#include "embed/settings.h"

namespace cognate::bench {

/// Prints one block a precision of kernels() and says which gates hold. One row a precision, its
/// "good" telling whether all do.
Result<nlohmann::ordered_json> measure_quality(const Settings& settings);

}  // namespace cognate::bench
