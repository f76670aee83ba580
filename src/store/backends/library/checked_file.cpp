#include "store/backends/library/checked_file.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"
#include "base/hash.h"

namespace cognate::store {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is little-endian");

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;

template <class T>
std::string_view view(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

template <class T>
T take(std::string_view& bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof(value));
  bytes.remove_prefix(sizeof(value));
  return value;
}

}  // namespace

Status CheckedWriter::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, kBlockBytes - block_.size());
    block_ += part;
    bytes.remove_prefix(part.size());
    if (block_.size() == kBlockBytes) {
      TRY_OK(write_block());
    }
  }
  return ok();
}

Status CheckedWriter::write_block() {
  const auto length = static_cast<std::uint32_t>(block_.size());
  const std::uint64_t checksum = hash64(block_, number_++);
  TRY_OK(file_.append(view(length)));
  TRY_OK(file_.append(block_));
  block_.clear();
  return file_.append(view(checksum));
}

Status CheckedWriter::finish() {
  if (!block_.empty()) {
    TRY_OK(write_block());
  }
  return write_block();
}

Status CheckedReader::next_block() {
  std::uint32_t length = 0;
  std::uint64_t checksum = 0;
  if (left_.size() < sizeof(length) + sizeof(checksum)) {
    return fail(Code::corrupt, "the saved index is cut short");
  }
  length = take<std::uint32_t>(left_);
  if (length > kBlockBytes || left_.size() < length + sizeof(checksum)) {
    return fail(Code::corrupt, "the saved index is cut short or damaged in block {}", number_);
  }
  block_ = left_.substr(0, length);
  left_.remove_prefix(length);
  checksum = take<std::uint64_t>(left_);
  if (checksum != hash64(block_, number_)) {
    return fail(Code::corrupt, "the saved index is damaged in block {}", number_);
  }
  ++number_;
  return length > 0 ? ok() : fail(Code::corrupt, "the saved index ends too early");
}

Status CheckedReader::read(std::span<char> out) {
  while (!out.empty()) {
    if (block_.empty()) {
      TRY_OK(next_block());
    }
    const std::size_t size = std::min(block_.size(), out.size());
    std::memcpy(out.data(), block_.data(), size);
    block_.remove_prefix(size);
    out = out.subspan(size);
  }
  return ok();
}

Status CheckedReader::check_count(std::uint64_t count, std::size_t element_bytes) const {
  if (count > (block_.size() + left_.size()) / element_bytes) {
    return fail(Code::corrupt, "the saved index says {} elements, more than it can hold", count);
  }
  return ok();
}

Status CheckedReader::finish() {
  constexpr std::size_t kLastBlockBytes = sizeof(std::uint32_t) + sizeof(std::uint64_t);
  if (!block_.empty() || left_.size() != kLastBlockBytes || take<std::uint32_t>(left_) != 0 ||
      take<std::uint64_t>(left_) != hash64({}, number_)) {
    return fail(Code::corrupt, "the saved index goes on where it should end");
  }
  return ok();
}

}  // namespace cognate::store
