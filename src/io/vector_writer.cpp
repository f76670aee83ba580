#include "io/vector_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <iterator>

#include "base/check.h"
#include "base/error.h"
#include "io/duckdb/parquet_writer.h"
#include "io/npy.h"

namespace cognate::io {
namespace {

struct FormatRow {
  std::string_view extension;
  VectorFormat format;
};
constexpr FormatRow kFormats[] = {
    {".npy", VectorFormat::npy},
    {".parquet", VectorFormat::parquet},
    {".jsonl", VectorFormat::jsonl},
    {".ndjson", VectorFormat::jsonl},
};

std::string_view bytes_of(std::span<const float> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

Status write_npy(WritableFile& file, std::size_t dimension, const NextVectors& next) {
  std::uint64_t rows = 0;
  TRY_OK(file.append(npy_header(rows, dimension)));
  VectorBlock block;
  while (true) {
    TRY(const bool more, next(block));
    if (!more) {
      break;
    }
    CHECK(block.vectors.columns() == dimension, "a block of another dimension");
    TRY_OK(file.append(bytes_of(block.vectors.values())));
    rows += block.vectors.rows();
  }
  return rows == 0 ? ok() : file.overwrite(0, npy_header(rows, dimension));
}

void append_json_text(std::string_view text, std::string& out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (byte < 0x20 || byte == 0x7F) {
      out.append("\\u00");
      out.push_back(kDigits[byte >> 4]);
      out.push_back(kDigits[byte & 15]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

void append_json_numbers(std::span<const float> values, std::string& out) {
  std::array<char, 32> digits;
  out.push_back('[');
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), values[i]).ptr;
    out.append(i > 0 ? "," : "");
    out.append(digits.data(), end);
  }
  out.push_back(']');
}

Status write_jsonl(WritableFile& file, std::size_t dimension, const NextVectors& next) {
  VectorBlock block;
  std::string lines;
  while (true) {
    TRY(const bool more, next(block));
    if (!more) {
      return ok();
    }
    CHECK(block.vectors.columns() == dimension, "a block of another dimension");
    CHECK(block.vectors.rows() == block.texts.size(), "a block with more rows or texts");
    lines.clear();
    for (std::size_t r = 0; r < block.texts.size(); ++r) {
      lines.append("{\"text\":");
      append_json_text(block.texts[r], lines);
      lines.append(",\"vector\":");
      append_json_numbers(block.vectors.row(r), lines);
      lines.append("}\n");
    }
    TRY_OK(file.append(lines));
  }
}

}  // namespace

Result<VectorFormat> vector_format(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  const auto* found = std::find_if(std::begin(kFormats), std::end(kFormats),
                                   [&](const auto& row) { return row.extension == extension; });
  if (found == std::end(kFormats)) {
    return fail(Code::invalid_argument,
                "{}: the extension tells the format of the vectors; it may be .npy (NumPy), "
                ".parquet, .jsonl or .ndjson (JSON lines)",
                path);
  }
  return found->format;
}

Status write_vectors(FileSystem& fs, const std::string& path, VectorFormat format,
                     std::size_t dimension, const NextVectors& next) {
  if (format == VectorFormat::parquet) {
    return write_parquet(fs, path, dimension, next);
  }
  const auto write = format == VectorFormat::npy ? write_npy : write_jsonl;
  return write_atomically(fs, path,
                          [&](WritableFile& file) { return write(file, dimension, next); });
}

}  // namespace cognate::io
