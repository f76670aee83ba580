#pragma once
// Bytes in a file behind each other, with a checksum for each block of them. What is read was
// written, in this order and to its end, or an error says otherwise.
//
// The file: blocks of a length (4 bytes, little-endian, at most kBlockBytes), so many bytes and the
// XXH3 of these with the block's number as the seed (8 bytes); the last block has length 0.
// For one thread each.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/file_system.h"
#include "cognate/result.h"

namespace cognate::store {

class CheckedWriter {
 public:
  explicit CheckedWriter(WritableFile& file) : file_(file) {}

  Status append(std::string_view bytes);
  template <class T>
    requires std::is_trivially_copyable_v<T>
  Status put(const T& value) {
    return append({reinterpret_cast<const char*>(&value), sizeof(value)});
  }
  /// The count, then the elements.
  template <class T>
    requires std::is_trivially_copyable_v<T>
  Status put_all(std::span<const T> values) {
    TRY_OK(put(std::uint64_t{values.size()}));
    return append({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  }
  /// Writes what is left and the last block.
  Status finish();

 private:
  Status write_block();

  WritableFile& file_;
  std::string block_;
  std::uint64_t number_ = 0;
};

class CheckedReader {
 public:
  /// `bytes` of a whole file, which must live as long as the reader.
  explicit CheckedReader(std::string_view bytes) : left_(bytes) {}

  /// Fills `out`. Error corrupt: there are fewer bytes, or a checksum is wrong.
  Status read(std::span<char> out);
  template <class T>
    requires std::is_trivially_copyable_v<T>
  Status get(T& value) {
    return read({reinterpret_cast<char*>(&value), sizeof(value)});
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  Status get_all(std::vector<T>& values) {
    std::uint64_t count = 0;
    TRY_OK(get(count));
    TRY_OK(check_count(count, sizeof(T)));
    values.resize(count);
    return read({reinterpret_cast<char*>(values.data()), values.size() * sizeof(T)});
  }
  /// Error corrupt where the file cannot hold that many.
  Status check_count(std::uint64_t count, std::size_t element_bytes) const;
  /// Error corrupt where there is more.
  Status finish();

 private:
  Status next_block();

  std::string_view left_;   // blocks not yet begun
  std::string_view block_;  // what is left of the one begun
  std::uint64_t number_ = 0;
};

}  // namespace cognate::store
