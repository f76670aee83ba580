// Any bytes as a tokenizer.json: refused with a message, or a tokenizer that works.

#include <cstdint>

#include "base/check.h"
#include "text/tiny_tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto spec = cognate::text::parse_tokenizer_json(bytes);
  if (!spec) {
    CHECK(!spec.error().message.empty(), "an error says why");
    spec = cognate::text::parse_vocab_txt(bytes, bytes.starts_with('{') ? bytes : "");
  }
  if (!spec) {
    return 0;
  }
  const auto tokenizer = cognate::text::Tokenizer::make(*std::move(spec));
  if (tokenizer) {
    std::vector<std::uint32_t> ids;
    tokenizer->encode("Un\u00e4ble [SEP] \uac00 \u4e00 orders-id!", 16, ids);
    CHECK(ids.size() >= 2 && ids.size() <= 16, "as many ids as were asked for");
  }
  return 0;
}
