#include "model/packed_file.h"

#include <algorithm>
#include <cstring>

#include "base/checked.h"
#include "base/error.h"
#include "base/limits.h"
#include "model/packed_format.h"

namespace cognate::model {
namespace {

using packed::Entry;
using packed::Head;

std::uint64_t number_at(const std::byte* list, std::size_t index) {
  std::uint64_t number = 0;
  std::memcpy(&number, list + index * sizeof(number), sizeof(number));
  return number;
}

const std::byte* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::byte*>(text.data());
}

bool all_zero(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char byte) { return byte == 0; });
}

/// The text of a field that is filled with zeros.
std::string_view text_of(std::string_view field) { return field.substr(0, field.find('\0')); }

/// Text, then zeros only, at least one; and no empty text.
bool well_filled(std::string_view field) {
  const std::string_view text = text_of(field);
  return !text.empty() && text.size() < field.size() && all_zero(field.substr(text.size()));
}

template <std::size_t n>
std::string_view view(const std::array<char, n>& field) {
  return {field.data(), n};
}

/// Everything that a head says by itself. In this order, so that a file of another time or machine
/// is called that and not damaged.
Result<Head> read_head(std::string_view bytes) {
  Head head;
  if (bytes.size() < sizeof(head)) {
    return fail(Code::corrupt, "{} bytes are too few for a packed model: cut short", bytes.size());
  }
  std::memcpy(&head, bytes.data(), sizeof(head));
  if (view(head.magic) != packed::kMagic) {
    return fail(Code::corrupt, "does not begin as a packed model does");
  }
  if (head.byte_order == __builtin_bswap32(packed::kByteOrder)) {
    return fail(Code::unsupported, "was packed on a machine of the other byte order");
  }
  if (head.byte_order == packed::kByteOrder && head.version != packed::kVersion) {
    return fail(Code::unsupported, "is in version {} of the format; this program reads version {}",
                head.version, packed::kVersion);
  }
  if (head.file_bytes != bytes.size()) {
    return fail(Code::corrupt, "its head says {} bytes, but there are {}{}", head.file_bytes,
                bytes.size(), bytes.size() < head.file_bytes ? ": cut short" : "");
  }
  const std::uint64_t table = std::uint64_t{head.sections} * sizeof(Entry);
  if (head.sections > limits::kPackedSectionsMax || table > bytes.size() - sizeof(head)) {
    return fail(Code::corrupt, "its head says {} sections, which cannot be", head.sections);
  }
  if (packed::head_checksum(bytes, head.sections) != head.checksum ||
      head.byte_order != packed::kByteOrder || !all_zero(view(head.zeros)) ||
      !well_filled(view(head.precision)) || !well_filled(view(head.isa))) {
    return fail(Code::corrupt, "its head is not what was written: a byte has changed");
  }
  return head;
}

PackedKey key_of(const Head& head) {
  return {.source = {.high = head.source_high, .low = head.source_low},
          .revision = head.revision,
          .layout = head.layout,
          .precision = std::string(text_of(view(head.precision))),
          .isa = std::string(text_of(view(head.isa)))};
}

/// Whether the section lies where the format puts it, behind `end`, and inside of the file.
bool lies_right(const Entry& entry, std::uint64_t end, std::uint64_t file_bytes) {
  if (entry.bytes == 0 || entry.bytes > file_bytes || entry.zeros != 0 ||
      entry.offset != packed::section_begin(end, entry.bytes)) {
    return false;
  }
  // Sizes are at most the file's, so nothing overflows: the list has at most 8 bytes a byte.
  static_assert(limits::kPackedFileBytesMax < std::uint64_t{1} << 59);
  return packed::section_end(entry) <= file_bytes;
}

}  // namespace

CheckedRows::CheckedRows(std::string_view data, std::string_view checksums, std::size_t row_bytes,
                         std::size_t block_bytes)
    : data_(bytes_of(data)),
      bytes_(data.size()),
      row_bytes_(row_bytes),
      block_bytes_(block_bytes),
      block_rows_(block_bytes / row_bytes),
      checksums_(bytes_of(checksums)),
      seen_(std::make_unique<std::atomic<std::uint8_t>[]>(
          packed::block_count(data.size(), static_cast<std::uint32_t>(block_bytes)))) {}

Status CheckedRows::check(std::span<const std::uint32_t> rows) const {
  for (const std::uint32_t row : rows) {
    const std::size_t block = row / block_rows_;
    // What the flag speaks of never changes, so no order with other memory is needed.
    if (seen_[block].load(std::memory_order_relaxed) == 0) [[unlikely]] {
      TRY_OK(check_block(block));
    }
  }
  return ok();
}

Status CheckedRows::check_block(std::size_t block) const {
  const std::size_t begin = block * block_bytes_;
  const std::size_t size = std::min(block_bytes_, bytes_ - begin);
  const std::string_view content(reinterpret_cast<const char*>(data_ + begin), size);
  if (hash64(content) != number_at(checksums_, block)) {
    return fail(Code::corrupt, "rows {} to {} are not what was written: a byte has changed",
                block * block_rows_, (begin + size) / row_bytes_ - 1);
  }
  seen_[block].store(1, std::memory_order_relaxed);
  return ok();
}

Result<PackedFile> PackedFile::open(FileSystem& fs, const std::string& path) {
  TRY(auto file, fs.open(path));
  TRY(const std::string_view bytes, file->map());
  PackedFile result;
  if (auto read = result.read(bytes); !read) {
    return std::move(read).error().within(path);
  }
  result.file_ = std::move(file);
  return result;
}

Result<PackedHead> PackedFile::look(FileSystem& fs, const std::string& path) {
  TRY(const auto file, fs.open(path));
  TRY(const std::string_view bytes, file->map());
  auto head = read_head(bytes);
  if (!head) {
    return std::move(head).error().within(path);
  }
  return PackedHead{.key = key_of(*head), .bytes = bytes.size()};
}

Result<PackedFile> PackedFile::adopt(ByteBuffer bytes) {
  PackedFile result;
  TRY_OK(result.read({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
  result.own_ = std::move(bytes);
  return result;
}

Result<PackedFile> PackedFile::parse(std::string_view bytes) {
  PackedFile result;
  TRY_OK(result.read(bytes));
  return result;
}

Status PackedFile::read(std::string_view bytes) {
  if (bytes.size() > limits::kPackedFileBytesMax) {
    return fail(Code::corrupt, "{} bytes, more than the {} of any packed model", bytes.size(),
                limits::kPackedFileBytesMax);
  }
  TRY(const Head head, read_head(bytes));
  key_ = key_of(head);
  bytes_ = bytes;
  return read_table(bytes, head.sections);
}

Status PackedFile::read_table(std::string_view bytes, std::size_t count) {
  std::uint64_t end = sizeof(Head) + count * sizeof(Entry);
  for (std::size_t i = 0; i < count; ++i) {
    Entry entry;
    const std::string_view row = bytes.substr(sizeof(Head) + i * sizeof(Entry), sizeof(Entry));
    std::memcpy(&entry, row.data(), sizeof(entry));
    const std::string_view name = text_of(row.substr(0, sizeof(entry.name)));
    if (!well_filled(view(entry.name)) || (i > 0 && name <= sections_.back().name) ||
        !lies_right(entry, end, bytes.size()) || !all_zero(bytes.substr(end, entry.offset - end))) {
      return fail(Code::corrupt, "section {} of {} does not lie where the format puts it", i + 1,
                  count);
    }
    Section section{.name = name,
                    .data = bytes.substr(entry.offset, entry.bytes),
                    .checksums = {},
                    .block_bytes = entry.block_bytes};
    const std::uint64_t section_end = packed::section_end(entry);
    if (entry.block_bytes != 0) {
      const std::uint64_t list = packed::list_begin(entry.offset, entry.bytes);
      section.checksums = bytes.substr(list, section_end - list);
      end = entry.offset + entry.bytes;
      if (!all_zero(bytes.substr(end, list - end))) {
        return fail(Code::corrupt, "section '{}' is not followed by zeros", name);
      }
    }
    if (hash64(entry.block_bytes == 0 ? section.data : section.checksums) != entry.checksum) {
      return fail(Code::corrupt, "section '{}' is not what was written: a byte has changed", name);
    }
    sections_.push_back(section);
    end = section_end;
  }
  if (end != bytes.size()) {
    return fail(Code::corrupt, "{} bytes belong to no section", bytes.size() - end);
  }
  return ok();
}

Result<const PackedFile::Section*> PackedFile::find(std::string_view name) const {
  const auto section = std::ranges::lower_bound(sections_, name, {}, &Section::name);
  if (section == sections_.end() || section->name != name) {
    return fail(Code::corrupt, "there is no section '{}'", name);
  }
  return &*section;
}

Result<std::string_view> PackedFile::section(std::string_view name) const {
  TRY(const Section* const found, find(name));
  if (found->block_bytes != 0) {
    return fail(Code::corrupt, "section '{}' has blocks, which is not expected", name);
  }
  return found->data;
}

Result<std::string_view> PackedFile::section(std::string_view name, std::uint64_t bytes) const {
  TRY(const std::string_view data, section(name));
  if (data.size() != bytes) {
    return fail(Code::corrupt, "section '{}' has {} bytes where {} are needed", name, data.size(),
                bytes);
  }
  return data;
}

Result<const float*> PackedFile::floats(std::string_view name, std::uint64_t count) const {
  TRY(const std::string_view data, section(name, count * sizeof(float)));
  return reinterpret_cast<const float*>(data.data());
}

Result<CheckedRows> PackedFile::rows(std::string_view name, std::uint64_t count,
                                     std::uint64_t row_bytes) const {
  TRY(const Section* const found, find(name));
  const auto needed = checked_mul(count, row_bytes);
  if (needed != found->data.size() || found->block_bytes == 0 ||
      found->block_bytes % row_bytes != 0) {
    return fail(Code::corrupt, "section '{}' is not {} rows of {} bytes in blocks", name, count,
                row_bytes);
  }
  return CheckedRows(found->data, found->checksums, row_bytes, found->block_bytes);
}

Status PackedFile::verify() const {
  for (const Section& section : sections_) {
    for (std::size_t at = 0, i = 0; section.block_bytes != 0 && at < section.data.size(); ++i) {
      const std::string_view block = section.data.substr(at, section.block_bytes);
      if (hash64(block) != number_at(bytes_of(section.checksums), i)) {
        return fail(Code::corrupt, "section '{}', block {}: not what was written", section.name, i);
      }
      at += block.size();
    }
  }
  return ok();
}

}  // namespace cognate::model
