#include "store/backends/native/index_file.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/error.h"
#include "store/backends/native/graph.h"
#include "store/backends/native/space.h"

namespace cognate::store::native {
namespace {

using format::Head;

constexpr std::size_t kBitsRow = 64;  // of erased rows

std::size_t page_up(std::size_t bytes) {
  return (bytes + format::kPage - 1) / format::kPage * format::kPage;
}

/// Bytes of a row of each part, and how many there are.
std::array<std::pair<std::size_t, std::size_t>, kParts> shape_of(const Head& head) {
  const auto form = static_cast<Form>(head.form);
  const std::size_t rows = head.rows;
  return {{{rows, Space::row_bytes_of(form, head.dimension)},
           {rows, Space::lower_bytes_of(form, head.dimension)},
           {rows, static_cast<Metric>(head.metric) != Metric::cosine ? sizeof(float) : 0},
           {rows, sizeof(Row)},
           {head.linked, kDegree * sizeof(Slot)},
           {rows, head.originals != 0 ? head.dimension * sizeof(float) : 0},
           {(rows + kBitsRow - 1) / kBitsRow, sizeof(std::uint64_t)},
           {head.entries, sizeof(Slot)}}};
}

Status check_head(const Head& head) {
  const auto says = [](std::string_view what) {
    return Status(fail(Code::corrupt, "the head of the index file {}", what));
  };
  if (std::string_view(head.magic.data(), head.magic.size()) != format::kMagic ||
      head.byte_order != format::kByteOrder) {
    return says("is none of ours");
  }
  if (head.version != format::kVersion) {
    return fail(Code::unsupported, "an index file of version {}; this program reads version {}",
                head.version, format::kVersion);
  }
  if (head.checksum != format::head_checksum(head)) {
    return says("does not have its checksum");
  }
  const bool bounded =
      head.dimension >= 1 && head.dimension <= limits::kIndexDimensionMax && head.metric <= 2 &&
      head.form <= static_cast<std::uint32_t>(Form::floats) && head.originals <= 1 &&
      head.rows <= limits::kIndexRowsMax && head.linked <= head.rows && head.erased <= head.rows &&
      head.entries <= format::kEntriesMax && (head.linked == 0 || head.entries > 0) &&
      head.efforts <= format::kEffortsMax;
  return bounded ? ok() : says("has a number that is out of bounds");
}

/// Appends and counts, so that the next part can begin on a page.
class Writer {
 public:
  explicit Writer(WritableFile& file) : file_(file) {}

  Status append(std::string_view bytes) {
    written_ += bytes.size();
    return file_.append(bytes);
  }
  Status fill_page() { return append(std::string(page_up(written_) - written_, '\0')); }

 private:
  WritableFile& file_;
  std::size_t written_ = 0;
};

Status write_part(Writer& writer, const Plane& plane, const Layout::Section& section,
                  std::vector<std::uint64_t>& sums) {
  for (std::size_t row = 0; row < section.rows; row += kChunkRows) {
    const std::size_t count = std::min(kChunkRows, section.rows - row);
    const std::string_view bytes(reinterpret_cast<const char*>(plane.at(row)),
                                 count * section.row_bytes);
    sums.push_back(hash64(bytes));
    TRY_OK(writer.append(bytes));
  }
  return writer.fill_page();
}

}  // namespace

Layout layout_of(const Head& head) noexcept {
  Layout layout;
  std::size_t at = sizeof(Head);
  const auto shape = shape_of(head);
  for (std::size_t i = 0; i < kParts; ++i) {
    layout.parts[i] = {.offset = at, .rows = shape[i].first, .row_bytes = shape[i].second};
    at += page_up(layout.parts[i].bytes());
    layout.sums += layout.parts[i].chunks();
  }
  layout.sums_offset = at;
  layout.file_bytes = at + layout.sums * sizeof(std::uint64_t);
  return layout;
}

Result<IndexFile> IndexFile::open(FileSystem& files, const std::string& path) {
  TRY(auto file, files.open(path));
  TRY(const std::string_view bytes, file->map());
  auto parsed = parse(bytes);
  if (!parsed) {
    return std::move(parsed).error().within(path);
  }
  parsed->file_ = std::move(file);
  return parsed;
}

Result<IndexFile> IndexFile::parse(std::string_view bytes) {
  IndexFile parsed;
  if (bytes.size() < sizeof(Head)) {
    return fail(Code::corrupt, "{} bytes are no index file", bytes.size());
  }
  std::memcpy(&parsed.head_, bytes.data(), sizeof(Head));
  TRY_OK(check_head(parsed.head_));
  parsed.layout_ = layout_of(parsed.head_);
  const Layout& layout = parsed.layout_;
  if (bytes.size() != layout.file_bytes) {
    return fail(Code::corrupt, "the index file has {} bytes; its head says {}", bytes.size(),
                layout.file_bytes);
  }
  if (hash64(bytes.substr(layout.sums_offset)) != parsed.head_.sums_checksum) {
    return fail(Code::corrupt, "the checksums of the index file are damaged");
  }
  parsed.bytes_ = bytes;
  return parsed;
}

bool IndexFile::check(Part part, std::size_t chunk) const noexcept {
  std::size_t sum = chunk;
  for (std::size_t before = 0; before < static_cast<std::size_t>(part); ++before) {
    sum += layout_.parts[before].chunks();
  }
  std::uint64_t wanted = 0;
  std::memcpy(&wanted, bytes_.data() + layout_.sums_offset + sum * sizeof(wanted), sizeof(wanted));
  const Layout::Section& rows = section(part);
  const std::size_t first = chunk * kChunkRows;
  const std::size_t count = std::min(kChunkRows, rows.rows - first);
  return hash64(bytes_.substr(rows.offset + first * rows.row_bytes, count * rows.row_bytes)) ==
         wanted;
}

bool IndexFile::check(Part part) const noexcept {
  for (std::size_t chunk = 0; chunk < section(part).chunks(); ++chunk) {
    if (!check(part, chunk)) {
      return false;
    }
  }
  return true;
}

Status write_index_file(WritableFile& file, Head head, const PartRows& parts) {
  std::ranges::copy(format::kMagic, head.magic.begin());
  const Layout layout = layout_of(head);
  Writer writer(file);
  std::vector<std::uint64_t> sums;
  TRY_OK(writer.append(std::string(sizeof(Head), '\0')));
  for (std::size_t i = 0; i < kParts; ++i) {
    if (layout.parts[i].chunks() > 0) {
      TRY_OK(write_part(writer, *parts[i], layout.parts[i], sums));
    }
  }
  const std::string_view sum_bytes(reinterpret_cast<const char*>(sums.data()),
                                   sums.size() * sizeof(std::uint64_t));
  TRY_OK(writer.append(sum_bytes));
  head.sums_checksum = hash64(sum_bytes);
  head.checksum = format::head_checksum(head);
  TRY_OK(file.overwrite(0, format::view(head)));
  return file.sync();
}

}  // namespace cognate::store::native
