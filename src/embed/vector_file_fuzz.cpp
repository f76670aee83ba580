// Any bytes as a vector file, as they are and with the checksums of head and records put right:
// an error, or answers that lie inside the bytes; a record comes out under its own key only.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "embed/vector_file.h"
#include "embed/vector_format.h"

namespace {

using namespace cognate;
using namespace cognate::embed;

void look_at(std::string_view bytes) {
  const auto file = VectorFile::parse(bytes);
  if (!file) {
    return;
  }
  std::vector<float> vector(file->dimension());
  std::vector<float> again(file->dimension());
  for (std::size_t number = 0; number < file->count(); ++number) {
    Hash128 key;
    if (file->read(number, key, vector) && file->get(key, again)) {
      // Another record may have the same key, so the vectors may differ; bits of it may not.
      CHECK(!file->get(key, std::span(again).first(again.size() - 1)), "another length is a miss");
    }
    key.low ^= 1;
    file->get(key, again);
  }
}

void make_checksums_right(std::string& bytes) {
  if (bytes.size() < sizeof(vectors::Head)) {
    return;
  }
  auto head = vectors::value_at<vectors::Head>(bytes, 0);
  head.dimension = std::min<std::uint32_t>(head.dimension, 64);
  const std::uint64_t record = vectors::record_bytes(head.dimension);
  head.slots &= 0xFFF;
  const std::uint64_t begin = sizeof(head) + head.slots * sizeof(vectors::Slot);
  bytes.resize(std::max<std::uint64_t>(bytes.size(), begin));
  head.count = static_cast<std::uint32_t>((bytes.size() - begin) / record);
  bytes.resize(begin + head.count * record);
  for (std::uint64_t at = begin; at < bytes.size(); at += record) {
    const std::uint64_t end = at + record - sizeof(std::uint64_t);
    const std::uint64_t checksum = hash64(std::string_view(bytes).substr(at, end - at), head.space);
    bytes.replace(end, sizeof(checksum), vectors::view(checksum));
  }
  head.checksum = vectors::head_checksum(head);
  bytes.replace(0, sizeof(head), vectors::view(head));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  look_at(bytes);
  make_checksums_right(bytes);
  look_at(bytes);
  return 0;
}
