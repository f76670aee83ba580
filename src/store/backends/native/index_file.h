#pragma once
// An index file (docs/formats/index.md): written front to back, mapped, checked piece by piece.
//
// An IndexFile is immutable and safe for any thread. It looks at the head and at the checksums
// only; check() says whether a piece is what was written.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "store/backends/native/format.h"
#include "store/backends/native/plane.h"

namespace cognate::store::native {

/// Parts of a file, in their order.
enum class Part { codes, lower, norms, numbers, links, originals, erased, entries };
inline constexpr std::size_t kParts = 8;

/// Where the parts of a file lie.
struct Layout {
  struct Section {
    std::size_t offset = 0;
    std::size_t rows = 0;
    std::size_t row_bytes = 0;

    std::size_t bytes() const noexcept { return rows * row_bytes; }
    std::size_t chunks() const noexcept { return row_bytes == 0 ? 0 : chunks_of(rows); }
  };
  std::array<Section, kParts> parts;
  std::size_t sums_offset = 0;
  std::size_t sums = 0;
  std::size_t file_bytes = 0;
};

/// REQUIRES: the numbers of the head are within their bounds.
Layout layout_of(const format::Head& head) noexcept;

class IndexFile {
 public:
  /// Errors: not_found, io, corrupt, unsupported (another version). All name the file.
  static Result<IndexFile> open(FileSystem& files, const std::string& path);
  /// The same of bytes that outlive the result.
  static Result<IndexFile> parse(std::string_view bytes);

  const format::Head& head() const noexcept { return head_; }
  const Layout::Section& section(Part part) const noexcept {
    return layout_.parts[static_cast<std::size_t>(part)];
  }
  const std::uint8_t* data(Part part) const noexcept {
    return reinterpret_cast<const std::uint8_t*>(bytes_.data()) + section(part).offset;
  }
  std::size_t bytes() const noexcept { return bytes_.size(); }

  /// Whether the chunk has its checksum.
  bool check(Part part, std::size_t chunk) const noexcept;
  bool check(Part part) const noexcept;

 private:
  std::unique_ptr<ReadableFile> file_;  // null where parsed
  std::string_view bytes_;
  format::Head head_;
  Layout layout_;
};

/// What is written as each part: the rows of a plane.
using PartRows = std::array<const Plane*, kParts>;

/// Writes a file whose head has these numbers; its checksums are put in. Parts that the head says
/// are empty may be null. Errors: those of the file.
Status write_index_file(WritableFile& file, format::Head head, const PartRows& parts);

}  // namespace cognate::store::native
