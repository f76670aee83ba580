#pragma once
// A file of vectors by their keys (docs/formats/vectors.md): written once, mapped, never copied.
//
// Opening looks at the head only; a vector is checked when it is asked for. Whatever the bytes are,
// an answer is the vector that was put under the key, to the bit, or none. Thread-safety: a
// VectorFile is immutable, a VectorFileWriter is for one thread.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/file_system.h"
#include "base/hash.h"
#include "cognate/result.h"

namespace cognate::embed {

class VectorFile {
 public:
  /// Errors: not_found, io, corrupt (no head of ours, or another size than it says), unsupported
  /// (another version). All name the file.
  static Result<VectorFile> open(FileSystem& fs, const std::string& path);

  /// The same on bytes that must outlive the result.
  static Result<VectorFile> parse(std::string_view bytes);

  std::uint64_t space() const noexcept { return space_; }
  std::size_t dimension() const noexcept { return dimension_; }
  std::size_t count() const noexcept { return count_; }
  std::uint64_t bytes() const noexcept { return bytes_.size(); }

  /// Fills `vector` and says so; untouched where the key is not there, is damaged, or has a vector
  /// of another length.
  bool get(const Hash128& key, std::span<float> vector) const;

  /// The record of that number; false where it is damaged. REQUIRES: number < count(), and a vector
  /// of dimension() floats.
  bool read(std::size_t number, Hash128& key, std::span<float> vector) const;

 private:
  std::string_view record(std::size_t number) const;

  std::unique_ptr<ReadableFile> file_;  // null where parsed
  std::string_view bytes_;
  std::uint64_t space_ = 0;
  std::size_t dimension_ = 0;
  std::size_t count_ = 0;
  std::uint64_t slots_ = 0;
};

/// Vectors on their way into a file; they can be asked for meanwhile.
class VectorFileWriter {
 public:
  VectorFileWriter(std::uint64_t space, std::size_t dimension)
      : space_(space), dimension_(dimension) {}

  /// A key that is there already changes nothing: equal keys mean equal vectors. REQUIRES: a vector
  /// of the dimension.
  void add(const Hash128& key, std::span<const float> vector);
  bool get(const Hash128& key, std::span<float> vector) const;

  std::size_t count() const noexcept { return numbers_.size(); }
  /// What the file will have.
  std::uint64_t bytes() const noexcept;

  /// REQUIRES: count() > 0. Errors: those of the file.
  Status write(WritableFile& file) const;

 private:
  struct KeyHash {
    std::size_t operator()(const Hash128& key) const noexcept { return key.low; }
  };

  std::uint64_t space_;
  std::size_t dimension_;
  std::string records_;
  std::unordered_map<Hash128, std::size_t, KeyHash> numbers_;  // of the records
};

}  // namespace cognate::embed
