#include "embed/vector_file.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "embed/vector_format.h"

namespace cognate::embed {
namespace {

using vectors::Head;
using vectors::Slot;

/// The head, if the file is as long as it says. Everything it holds is believed only after that.
Result<Head> read_head(std::string_view bytes) {
  if (bytes.size() < sizeof(Head) || !bytes.starts_with(vectors::kMagic)) {
    return fail(Code::corrupt, "is no vector file, or is cut short");
  }
  const auto head = vectors::value_at<Head>(bytes, 0);
  if (vectors::head_checksum(head) != head.checksum || head.byte_order != vectors::kByteOrder) {
    return fail(Code::corrupt, "its head is not what was written: a byte has changed");
  }
  if (head.version != vectors::kVersion) {
    return fail(Code::unsupported, "is in version {} of the format; this program reads version {}",
                head.version, vectors::kVersion);
  }
  if (head.dimension == 0 || head.dimension > limits::kEncoderHiddenMax || head.count == 0 ||
      !std::has_single_bit(head.slots) || head.slots / 2 < head.count) {
    return fail(Code::corrupt, "its head says {} numbers, {} vectors, {} slots, which cannot be",
                head.dimension, head.count, head.slots);
  }
  const std::uint64_t size = vectors::file_bytes(head.dimension, head.count, head.slots);
  if (size != bytes.size()) {
    return fail(Code::corrupt, "its head says {} bytes, but there are {}", size, bytes.size());
  }
  return head;
}

}  // namespace

Result<VectorFile> VectorFile::open(FileSystem& fs, const std::string& path) {
  TRY(auto file, fs.open(path));
  TRY(const std::string_view bytes, file->map());
  auto result = parse(bytes);
  if (!result) {
    return std::move(result).error().within(path);
  }
  result->file_ = std::move(file);
  return result;
}

Result<VectorFile> VectorFile::parse(std::string_view bytes) {
  TRY(const Head head, read_head(bytes));
  VectorFile result;
  result.bytes_ = bytes;
  result.space_ = head.space;
  result.dimension_ = head.dimension;
  result.count_ = head.count;
  result.slots_ = head.slots;
  return result;
}

std::string_view VectorFile::record(std::size_t number) const {
  const std::uint64_t size = vectors::record_bytes(dimension_);
  return bytes_.substr(sizeof(Head) + slots_ * sizeof(Slot) + number * size, size);
}

bool VectorFile::read(std::size_t number, Hash128& key, std::span<float> vector) const {
  const std::string_view whole = record(number);
  const std::string_view content = whole.substr(0, whole.size() - sizeof(std::uint64_t));
  if (vectors::value_at<std::uint64_t>(whole, content.size()) != hash64(content, space_)) {
    return false;
  }
  key = vectors::value_at<Hash128>(whole, 0);
  std::memcpy(vector.data(), content.data() + sizeof(Hash128), vector.size_bytes());
  return true;
}

bool VectorFile::get(const Hash128& key, std::span<float> vector) const {
  if (vector.size() != dimension_) {
    return false;
  }
  const std::uint64_t probes = std::min(slots_, vectors::kProbesMax);
  for (std::uint64_t probe = 0; probe < probes; ++probe) {
    const std::uint64_t place = (key.low + probe) & (slots_ - 1);
    const auto slot = vectors::value_at<Slot>(bytes_, sizeof(Head) + place * sizeof(Slot));
    if (slot == 0) {
      return false;
    }
    const std::uint64_t number = (slot & 0xFFFFFFFFU) - 1;  // 0 - 1 is above every count
    if (slot >> 32 != key.high >> 32 || number >= count_) {
      continue;
    }
    // Only a record that begins with the key is read, so that a wrong one leaves `vector` alone.
    Hash128 same;
    if (vectors::value_at<Hash128>(record(number), 0) == key && read(number, same, vector)) {
      return true;
    }
  }
  return false;
}

void VectorFileWriter::add(const Hash128& key, std::span<const float> vector) {
  if (!numbers_.try_emplace(key, numbers_.size()).second) {
    return;
  }
  const std::size_t begin = records_.size();
  records_.append(vectors::view(key));
  records_.append(reinterpret_cast<const char*>(vector.data()), vector.size_bytes());
  const std::uint64_t checksum = hash64(std::string_view(records_).substr(begin), space_);
  records_.append(vectors::view(checksum));
}

bool VectorFileWriter::get(const Hash128& key, std::span<float> vector) const {
  const auto found = numbers_.find(key);
  if (found == numbers_.end() || vector.size() != dimension_) {
    return false;
  }
  const std::size_t begin = found->second * vectors::record_bytes(dimension_) + sizeof(Hash128);
  std::memcpy(vector.data(), records_.data() + begin, vector.size_bytes());
  return true;
}

std::uint64_t VectorFileWriter::bytes() const noexcept {
  return vectors::file_bytes(dimension_, count(), vectors::slots_for(count()));
}

Status VectorFileWriter::write(WritableFile& file) const {
  const std::uint64_t slot_count = vectors::slots_for(count());
  Head head = {.byte_order = vectors::kByteOrder,
               .version = vectors::kVersion,
               .space = space_,
               .dimension = static_cast<std::uint32_t>(dimension_),
               .count = static_cast<std::uint32_t>(count()),
               .slots = static_cast<std::uint32_t>(slot_count)};
  std::ranges::copy(vectors::kMagic, head.magic.begin());
  head.checksum = vectors::head_checksum(head);
  std::vector<Slot> slots(slot_count);
  const std::uint64_t size = vectors::record_bytes(dimension_);
  for (std::size_t number = 0; number < count(); ++number) {
    const auto key = vectors::value_at<Hash128>(records_, number * size);
    std::uint64_t place = key.low & (slot_count - 1);
    while (slots[place] != 0) {
      place = (place + 1) & (slot_count - 1);
    }
    slots[place] = vectors::slot_of(key, number);
  }
  TRY_OK(file.append(vectors::view(head)));
  TRY_OK(file.append({reinterpret_cast<const char*>(slots.data()), slots.size() * sizeof(Slot)}));
  return file.append(records_);
}

}  // namespace cognate::embed
