#pragma once
// A packed model in the making: places for its sections in one block of memory, then checksums.
//
// The same plan and content give the same bytes. Thread-safety: several threads may fill different
// sections.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/thread_pool.h"
#include "model/buffer.h"
#include "model/packed_file.h"

namespace cognate::model {

/// A section to come. Blocks are cut after so many bytes; 0: none, one checksum for all.
struct SectionPlan {
  std::string name;  ///< 1 to 31 bytes
  std::uint64_t bytes = 0;
  std::uint32_t block_bytes = 0;
};

class PackedImage {
 public:
  /// REQUIRES: names differ, no section is empty.
  explicit PackedImage(std::vector<SectionPlan> plans);

  /// All zeros until it is filled. REQUIRES: the name was planned.
  std::span<std::byte> section(std::string_view name);

  /// Writes head, table and checksums; what was filled is fixed from then on.
  void seal(const PackedKey& key, ThreadPool& pool);

  std::string_view bytes() const noexcept {
    return {reinterpret_cast<const char*>(buffer_.data()), buffer_.size()};
  }
  ByteBuffer release() && { return std::move(buffer_); }

 private:
  std::vector<SectionPlan> plans_;  // by name
  std::vector<std::uint64_t> offsets_;
  ByteBuffer buffer_;
};

}  // namespace cognate::model
