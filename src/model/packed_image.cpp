#include "model/packed_image.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "model/packed_format.h"

namespace cognate::model {
namespace {

std::string_view text_of(const std::byte* data, std::uint64_t bytes) {
  return {reinterpret_cast<const char*>(data), bytes};
}

/// Writes the checksum of a section, or those of its blocks, and returns what the table needs.
void write_checksums(std::byte* file, packed::Entry& entry) {
  const std::byte* data = file + entry.offset;
  if (entry.block_bytes == 0) {
    entry.checksum = hash64(text_of(data, entry.bytes));
    return;
  }
  std::byte* const list = file + packed::list_begin(entry.offset, entry.bytes);
  const std::uint64_t blocks = packed::block_count(entry.bytes, entry.block_bytes);
  for (std::uint64_t i = 0; i < blocks; ++i) {
    const std::uint64_t begin = i * entry.block_bytes;
    const std::uint64_t bytes = std::min<std::uint64_t>(entry.block_bytes, entry.bytes - begin);
    const std::uint64_t checksum = hash64(text_of(data + begin, bytes));
    std::memcpy(list + i * sizeof(checksum), &checksum, sizeof(checksum));
  }
  entry.checksum = hash64(text_of(list, blocks * sizeof(std::uint64_t)));
}

}  // namespace

PackedImage::PackedImage(std::vector<SectionPlan> plans) : plans_(std::move(plans)) {
  std::ranges::sort(plans_, {}, &SectionPlan::name);
  std::uint64_t end = sizeof(packed::Head) + plans_.size() * sizeof(packed::Entry);
  for (const SectionPlan& plan : plans_) {
    CHECK(plan.bytes > 0 && !plan.name.empty() && plan.name.size() < sizeof(packed::Entry::name),
          "a section has a name and bytes");
    offsets_.push_back(packed::section_begin(end, plan.bytes));
    end = packed::section_end(
        {.offset = offsets_.back(), .bytes = plan.bytes, .block_bytes = plan.block_bytes});
  }
  buffer_ = ByteBuffer(end);
  std::memset(buffer_.data(), 0, end);
}

std::span<std::byte> PackedImage::section(std::string_view name) {
  const auto plan = std::ranges::lower_bound(plans_, name, {}, &SectionPlan::name);
  CHECK(plan != plans_.end() && plan->name == name, "the section was planned");
  return {buffer_.data() + offsets_[static_cast<std::size_t>(plan - plans_.begin())], plan->bytes};
}

void PackedImage::seal(const PackedKey& key, ThreadPool& pool) {
  std::vector<packed::Entry> table;
  for (std::size_t i = 0; i < plans_.size(); ++i) {
    table.push_back({.name = packed::filled<32>(plans_[i].name),
                     .offset = offsets_[i],
                     .bytes = plans_[i].bytes,
                     .block_bytes = plans_[i].block_bytes});
  }
  pool.parallel_for(table.size(), [&](std::size_t item, std::size_t) {
    write_checksums(buffer_.data(), table[item]);
  });
  packed::Head head{.magic = {},
                    .byte_order = packed::kByteOrder,
                    .version = packed::kVersion,
                    .file_bytes = buffer_.size(),
                    .source_high = key.source.high,
                    .source_low = key.source.low,
                    .revision = key.revision,
                    .layout = key.layout,
                    .precision = packed::filled<16>(key.precision),
                    .isa = packed::filled<16>(key.isa),
                    .sections = static_cast<std::uint32_t>(table.size())};
  std::ranges::copy(packed::kMagic, head.magic.begin());
  std::memcpy(buffer_.data() + sizeof(head), table.data(), table.size() * sizeof(packed::Entry));
  std::memcpy(buffer_.data(), &head, sizeof(head));
  head.checksum = packed::head_checksum(bytes(), head.sections);
  std::memcpy(buffer_.data(), &head, sizeof(head));
}

}  // namespace cognate::model
