// Any bytes as an index file, as they are and with the checksums of the head put right: an error,
// or parts that lie inside the bytes.

#include <cstdint>
#include <cstring>
#include <string>

#include "base/check.h"
#include "store/backends/native/index_file.h"

namespace {

using namespace cognate;
using namespace cognate::store::native;

void look_at(std::string_view bytes) {
  const auto file = IndexFile::parse(bytes);
  if (!file) {
    return;
  }
  for (std::size_t i = 0; i < kParts; ++i) {
    const auto part = static_cast<Part>(i);
    const auto& section = file->section(part);
    CHECK(section.offset + section.bytes() <= bytes.size(), "a part ends inside the file");
    file->check(part);
  }
}

void make_checksums_right(std::string& bytes) {
  format::Head head;
  if (bytes.size() < 64) {
    return;
  }
  std::memcpy(&head, bytes.data(), 64);
  head.magic = {'C', 'o', 'g', 'I', 'n', 'd', 'x', '\n'};
  head.byte_order = format::kByteOrder;
  head.version = format::kVersion;
  head.dimension = head.dimension % 300 + 1;
  head.metric %= 3;
  head.form %= 4;
  head.originals %= 2;
  head.rows %= 2000;
  head.linked %= head.rows + 1;
  head.erased %= head.rows + 1;
  head.entries = head.entries % 50 + 1;
  head.efforts %= format::kEffortsMax + 1;
  const Layout layout = layout_of(head);
  bytes.resize(layout.file_bytes);
  head.sums_checksum = hash64(std::string_view(bytes).substr(layout.sums_offset));
  head.checksum = format::head_checksum(head);
  bytes.replace(0, sizeof(head), format::view(head));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  look_at(bytes);
  make_checksums_right(bytes);
  look_at(bytes);
  return 0;
}
