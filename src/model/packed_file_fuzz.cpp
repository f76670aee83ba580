// Arbitrary bytes as a packed model file, as they are and with all checksums put right: an error or
// sections that lie inside the bytes, never a crash.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "model/packed_file.h"
#include "model/packed_testing.h"

namespace {

using namespace cognate::model;

void look_at(std::string_view bytes) {
  const auto file = PackedFile::parse(bytes);
  if (!file) {
    return;
  }
  for (const char* name : {"words", "positions", "tokenizer", "a"}) {
    const auto section = file->section(name);
    CHECK(!section || (section->data() >= bytes.data() &&
                       section->data() + section->size() <= bytes.data() + bytes.size()),
          "a section reaches outside the file");
  }
  for (const std::uint32_t count : {1U, 3U, 16U}) {
    const auto rows = file->rows("words", count, 8);
    if (rows) {
      const std::uint32_t last[] = {count - 1, 0};
      CHECK(static_cast<bool>(rows->check(last)) || !file->verify(), "verify sees every block");
      CHECK(rows->row(count - 1) + 8 <=
                reinterpret_cast<const std::byte*>(bytes.data() + bytes.size()),
            "a row reaches outside the file");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string file(reinterpret_cast<const char*>(data), size);
  look_at(file);
  packed::make_checksums_right(file);
  look_at(file);
  return 0;
}
