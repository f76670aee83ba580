#pragma once
// Whether one document passes a filter, as include/cognate/payload.h defines it: the plain meaning,
// by which every index is judged. Pure functions.

#include <optional>
#include <string_view>

#include "cognate/payload.h"

namespace cognate::store {

/// REQUIRES: check_filter(filter) and check_payload(payload) find nothing.
bool matches(const Filter& filter, std::string_view id, const Payload& payload,
             std::optional<std::string_view> text);

}  // namespace cognate::store
