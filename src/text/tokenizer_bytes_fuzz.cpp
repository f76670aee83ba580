// Arbitrary bytes as a packed tokenizer: an error, or a tokenizer that keeps its ids in bounds.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "text/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::uint64_t> aligned(size / 8 + 1);
  std::copy_n(data, size, reinterpret_cast<std::uint8_t*>(aligned.data()));
  const auto tokenizer =
      cognate::text::Tokenizer::from_bytes({reinterpret_cast<const char*>(aligned.data()), size});
  if (!tokenizer) {
    return 0;
  }
  std::vector<std::uint32_t> ids;
  for (const char* text : {"", "unable orders ab zurich", "[SEP] a\xC3\xA9 \xE4\xB8\x80!"}) {
    tokenizer->encode(text, 64, ids);
    CHECK(std::ranges::all_of(ids, [&](auto id) { return id < tokenizer->vocabulary_size(); }),
          "every id has a token");
  }
  CHECK(tokenizer->to_bytes().size() <= 2 * size + 8, "it can be written again");
  return 0;
}
