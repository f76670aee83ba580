#pragma once
// What the quick precisions lose: their vectors against float32's over every text that the matcher
// embeds for a folder of cases, and what that does to the matcher's figures.

#include "cognate/result.h"
#include "embed/settings.h"

namespace cognate::bench {

/// Prints one block a precision of kernels(), and says which gates hold. Error internal: one does
/// not.
Status run_quality(const Settings& settings);

}  // namespace cognate::bench
