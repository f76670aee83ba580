#pragma once
// Breaking packed files on purpose: for tests and the fuzzer only.

#include <algorithm>
#include <cstring>
#include <string>

#include "base/hash.h"
#include "model/packed_format.h"

namespace cognate::model::packed {

/// Puts right what says that bytes were changed: size, checksums of those sections that lie inside
/// of the bytes, checksum of the head. What is wrong apart from that stays wrong.
inline void make_checksums_right(std::string& file) {
  Head head;
  if (file.size() < sizeof(head)) {
    return;
  }
  std::memcpy(&head, file.data(), sizeof(head));
  head.file_bytes = file.size();
  const std::size_t room = (file.size() - sizeof(head)) / sizeof(Entry);
  for (std::size_t i = 0; i < std::min<std::size_t>(head.sections, room); ++i) {
    char* const row = file.data() + sizeof(head) + i * sizeof(Entry);
    Entry entry;
    std::memcpy(&entry, row, sizeof(entry));
    if (entry.offset > file.size() || entry.bytes > file.size() - entry.offset) {
      continue;
    }
    const std::string_view data = std::string_view(file).substr(entry.offset, entry.bytes);
    entry.checksum = hash64(data);
    if (entry.block_bytes != 0) {
      const std::uint64_t list = list_begin(entry.offset, entry.bytes);
      const std::uint64_t count = block_count(entry.bytes, entry.block_bytes);
      if (list > file.size() || count > (file.size() - list) / sizeof(std::uint64_t)) {
        continue;
      }
      for (std::uint64_t block = 0; block < count; ++block) {
        const std::uint64_t checksum =
            hash64(std::string_view(file)
                       .substr(entry.offset, entry.bytes)
                       .substr(block * entry.block_bytes, entry.block_bytes));
        std::memcpy(file.data() + list + block * sizeof(checksum), &checksum, sizeof(checksum));
      }
      entry.checksum = hash64(std::string_view(file).substr(list, count * sizeof(std::uint64_t)));
    }
    std::memcpy(row, &entry, sizeof(entry));
  }
  head.checksum = 0;
  std::memcpy(file.data(), &head, sizeof(head));
  head.checksum =
      head_checksum(file, std::min<std::uint32_t>(head.sections, static_cast<std::uint32_t>(room)));
  std::memcpy(file.data(), &head, sizeof(head));
}

}  // namespace cognate::model::packed
