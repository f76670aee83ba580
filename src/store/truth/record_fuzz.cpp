// Any bytes as a record: damage, or a record that gives the same record again.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "store/truth/record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cognate::store;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto record = decode_record(bytes);
  const auto id = record_id(bytes);
  if (record) {
    CHECK(id && *id == record->id, "the id alone is that of the whole");
    const std::string again = encode_record(record->id, record->payload, record->text);
    const auto second = decode_record(again);
    CHECK(second, "what was written can be read");
    CHECK(encode_record(second->id, second->payload, second->text) == again, "to the byte");
  }
  return 0;
}
