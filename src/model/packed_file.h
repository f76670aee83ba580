#pragma once
// A packed model file (docs/packed-model.md), mapped and never copied.
//
// Everything that the file claims is checked before it is used; checksums of all sections are
// checked when it is opened, except those with blocks: see CheckedRows. Thread-safety: immutable
// after open. A file that is cut while it is mapped ends the program (SIGBUS); Cognate replaces
// such files by renaming only.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/hash.h"
#include "cognate/result.h"
#include "model/buffer.h"

namespace cognate::model {

/// What a file was packed from, and for what.
struct PackedKey {
  Hash128 source = {};         ///< of the model's files
  std::uint64_t revision = 0;  ///< SafeTensors::fingerprint() of the weights
  std::uint64_t layout = 0;    ///< of the kernels
  std::string precision = {};  ///< at most 15 bytes, as is the next
  std::string isa = {};

  friend bool operator==(const PackedKey&, const PackedKey&) = default;
};

struct PackedHead {
  PackedKey key = {};
  std::uint64_t bytes = 0;  ///< of the file
};

/// Rows of a section with blocks; a block is checked when a row of it is first asked for.
/// Thread-safety: any thread. Lives no longer than the file it is of.
class CheckedRows {
 public:
  CheckedRows() = default;
  CheckedRows(std::string_view data, std::string_view checksums, std::size_t row_bytes,
              std::size_t block_bytes);

  /// Makes sure that these rows are what was written. Error corrupt: they are not.
  /// REQUIRES: each row is below the count.
  Status check(std::span<const std::uint32_t> rows) const;

  /// REQUIRES: checked.
  const std::byte* row(std::size_t index) const noexcept { return data_ + index * row_bytes_; }

 private:
  Status check_block(std::size_t block) const;

  const std::byte* data_ = nullptr;
  std::size_t bytes_ = 0;
  std::size_t row_bytes_ = 0;
  std::size_t block_bytes_ = 1;
  std::size_t block_rows_ = 1;
  const std::byte* checksums_ = nullptr;
  // One a block: 1 when it was found whole. Two threads that both look change nothing.
  std::unique_ptr<std::atomic<std::uint8_t>[]> seen_;
};

class PackedFile {
 public:
  /// Has no sections.
  PackedFile() = default;

  /// Errors: not_found, io, corrupt (damaged or cut short), unsupported (another version of the
  /// format, another byte order). All name the file.
  static Result<PackedFile> open(FileSystem& fs, const std::string& path);

  /// What the head says, without a look at the sections. Errors: as open.
  static Result<PackedHead> look(FileSystem& fs, const std::string& path);

  /// The same on bytes in memory, which it keeps.
  static Result<PackedFile> adopt(ByteBuffer bytes);

  /// The same on bytes that must outlive the result.
  static Result<PackedFile> parse(std::string_view bytes);

  const PackedKey& key() const noexcept { return key_; }
  std::uint64_t bytes() const noexcept { return bytes_.size(); }

  /// A section of exactly so many bytes, aligned to a cache line. Error corrupt: it is missing or
  /// of another size.
  Result<std::string_view> section(std::string_view name, std::uint64_t bytes) const;
  /// A section of whatever size. Error corrupt: it is missing.
  Result<std::string_view> section(std::string_view name) const;
  /// Floats of a section.
  Result<const float*> floats(std::string_view name, std::uint64_t count) const;
  /// The section with blocks. Error corrupt: missing, another size, no blocks of whole rows.
  Result<CheckedRows> rows(std::string_view name, std::uint64_t count,
                           std::uint64_t row_bytes) const;

  /// Checks every block too. Error corrupt.
  Status verify() const;

 private:
  struct Section {
    std::string_view name;
    std::string_view data;
    std::string_view checksums;  // of its blocks; empty where it has none
    std::size_t block_bytes = 0;
  };

  Result<const Section*> find(std::string_view name) const;
  Status read(std::string_view bytes);
  Status read_table(std::string_view bytes, std::size_t count);

  std::unique_ptr<ReadableFile> file_;  // null unless opened
  ByteBuffer own_;                      // empty unless adopted
  std::string_view bytes_;
  PackedKey key_;
  std::vector<Section> sections_;  // by name
};

}  // namespace cognate::model
