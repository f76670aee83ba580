#pragma once
// Text as a JSON string (RFC 8259), for the small JSON that stores write.

#include <string>
#include <string_view>

namespace cognate::store {

/// The text in double quotes, with quotes, backslashes and control characters escaped. Other bytes
/// stay as they are.
std::string quoted_json(std::string_view text);

}  // namespace cognate::store
