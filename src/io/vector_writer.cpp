#include "io/vector_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <iterator>

#include "base/check.h"
#include "base/error.h"
#include "core/half.h"
#include "io/npy.h"
#include "io/parquet.h"

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

void check_block(const VectorBlock& block, const VectorShape& shape) {
  CHECK(block.numbers.size() == block.texts.size() * shape.count * bytes_of(shape.type),
        "a block of another shape");
}

Status write_npy(WritableFile& file, const VectorShape& shape, const NextVectors& next) {
  std::uint64_t rows = 0;
  TRY_OK(file.append(npy_header(shape.type, rows, shape.count)));
  VectorBlock block;
  while (true) {
    TRY(const bool more, next(block));
    if (!more) {
      break;
    }
    check_block(block, shape);
    TRY_OK(
        file.append({reinterpret_cast<const char*>(block.numbers.data()), block.numbers.size()}));
    rows += block.texts.size();
  }
  return rows == 0 ? ok() : file.overwrite(0, npy_header(shape.type, rows, shape.count));
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

template <class Number>
Number number_at(const std::byte* from) {
  Number number;
  std::memcpy(&number, from, sizeof number);
  return number;
}

/// What a number in memory is written as.
template <NumberType type>
auto written(const std::byte* from) {
  if constexpr (type == NumberType::float32) {
    return number_at<float>(from);
  } else if constexpr (type == NumberType::float16) {
    return float_of(number_at<std::uint16_t>(from));
  } else if constexpr (type == NumberType::int8) {
    return static_cast<int>(number_at<std::int8_t>(from));
  } else {
    return static_cast<int>(number_at<std::uint8_t>(from));
  }
}

template <NumberType type>
void append_json_numbers(std::span<const std::byte> row, std::string& out) {
  std::array<char, 32> digits;
  out.push_back('[');
  for (std::size_t i = 0; i < row.size(); i += bytes_of(type)) {
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), written<type>(row.data() + i))
            .ptr;
    out.append(i > 0 ? "," : "");
    out.append(digits.data(), end);
  }
  out.push_back(']');
}

using AppendNumbers = void (*)(std::span<const std::byte> row, std::string& out);
constexpr AppendNumbers kAppendNumbers[] = {
    append_json_numbers<NumberType::float32>, append_json_numbers<NumberType::float16>,
    append_json_numbers<NumberType::int8>, append_json_numbers<NumberType::uint8>};

Status write_jsonl(WritableFile& file, const VectorShape& shape, const NextVectors& next) {
  const AppendNumbers append_numbers = kAppendNumbers[static_cast<std::size_t>(shape.type)];
  const std::size_t row_bytes = shape.count * bytes_of(shape.type);
  VectorBlock block;
  std::string lines;
  while (true) {
    TRY(const bool more, next(block));
    if (!more) {
      return ok();
    }
    check_block(block, shape);
    lines.clear();
    for (std::size_t r = 0; r < block.texts.size(); ++r) {
      lines.append("{\"text\":");
      append_json_text(block.texts[r], lines);
      lines.append(",\"vector\":");
      append_numbers(block.numbers.subspan(r * row_bytes, row_bytes), lines);
      lines.append("}\n");
    }
    TRY_OK(file.append(lines));
  }
}

Status write_rows(FileSystem& fs, const std::string& path, const VectorShape& shape,
                  const NextVectors& next) {
  VectorBlock block;
  return write_parquet(fs, path, {.texts = {"text"}, .type = shape.type, .count = shape.count},
                       [&](ParquetBlock& rows) -> Result<bool> {
                         TRY(const bool more, next(block));
                         if (more) {
                           check_block(block, shape);
                           rows = {.rows = block.texts.size(),
                                   .texts = {TextCells(block.texts.begin(), block.texts.end())},
                                   .numbers = block.numbers};
                         }
                         return more;
                       });
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
                     const VectorShape& shape, const NextVectors& next) {
  if (format == VectorFormat::parquet) {
    return write_rows(fs, path, shape, next);
  }
  const auto write = format == VectorFormat::npy ? write_npy : write_jsonl;
  return write_atomically(fs, path, [&](WritableFile& file) { return write(file, shape, next); });
}

}  // namespace cognate::io
