#pragma once
// A document without its vector as bytes: id, payload, text (docs/formats/store.md).
//
// Reading is bounds-checked: whatever the bytes are, the answer is a record or corrupt. Equal
// records have equal bytes. Thread-safety: pure functions.

#include <optional>
#include <string>
#include <string_view>

#include "cognate/payload.h"
#include "cognate/result.h"

namespace cognate::store {

struct Record {
  std::string id;
  Payload payload = {};
  std::optional<std::string> text = {};
  friend bool operator==(const Record&, const Record&) = default;
};

std::string encode_record(std::string_view id, const Payload& payload,
                          const std::optional<std::string>& text);

Result<Record> decode_record(std::string_view bytes);

/// The id alone, which stands first; a view of the bytes.
Result<std::string_view> record_id(std::string_view bytes);

}  // namespace cognate::store
