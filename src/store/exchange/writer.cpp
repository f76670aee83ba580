#include "store/exchange/writer.h"

#include <array>

#include "base/error.h"
#include "io/npy.h"
#include "io/parquet.h"
#include "store/exchange/document_json.h"
#include "store/exchange/reader.h"
#include "store/filter/path.h"

namespace cognate::store {
namespace {

Status write_json_lines(FileSystem& fs, const std::string& path, std::size_t,
                        const NextDocuments& next) {
  return write_atomically(fs, path, [&](WritableFile& file) -> Status {
    std::vector<Document> documents;
    std::string lines;
    while (true) {
      TRY(const bool more, next(documents));
      if (!more) {
        return ok();
      }
      lines.clear();
      for (const Document& document : documents) {
        append_document_json(document, lines);
        lines.push_back('\n');
      }
      TRY_OK(file.append(lines));
    }
  });
}

Status append_id(const std::string& id, std::string& ids) {
  if (id.find_first_of("\r\n") != std::string::npos) {
    return fail(Code::invalid_argument,
                "id \"{}\" has a line end, and beside a .npy each id has one line: write .jsonl or "
                ".parquet",
                shown(id));
  }
  ids.append(id).push_back('\n');
  return ok();
}

/// Both files at once; the count of rows in the header comes last.
Status fill_npy(WritableFile& matrix, WritableFile& ids, std::size_t dimension,
                const NextDocuments& next) {
  TRY_OK(matrix.append(io::npy_header(NumberType::float32, 0, dimension)));
  std::uint64_t rows = 0;
  std::vector<Document> documents;
  std::string numbers;
  std::string names;
  while (true) {
    TRY(const bool more, next(documents));
    if (!more) {
      break;
    }
    numbers.clear();
    names.clear();
    for (const Document& document : documents) {
      const auto bytes = std::as_bytes(std::span(document.vector));
      numbers.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      TRY_OK(append_id(document.id, names));
    }
    TRY_OK(matrix.append(numbers));
    TRY_OK(ids.append(names));
    rows += documents.size();
  }
  return matrix.overwrite(0, io::npy_header(NumberType::float32, rows, dimension));
}

/// The matrix is renamed last: where it is there, its ids are.
Status write_npy(FileSystem& fs, const std::string& path, std::size_t dimension,
                 const NextDocuments& next) {
  return write_atomically(fs, path, [&](WritableFile& matrix) {
    return write_atomically(fs, ids_path(path), [&](WritableFile& ids) {
      return fill_npy(matrix, ids, dimension, next);
    });
  });
}

Status write_parquet(FileSystem& fs, const std::string& path, std::size_t dimension,
                     const NextDocuments& next) {
  std::vector<Document> documents;
  std::vector<float> numbers;
  return io::write_parquet(
      fs, path, {.texts = {"id", "text", "payload"}, .count = dimension},
      [&](io::ParquetBlock& block) -> Result<bool> {
        TRY(const bool more, next(documents));
        numbers.clear();
        block = {.rows = documents.size(), .texts = std::vector<io::TextCells>(3)};
        for (Document& document : documents) {
          numbers.insert(numbers.end(), document.vector.begin(), document.vector.end());
          block.texts[0].emplace_back(std::move(document.id));
          block.texts[1].push_back(std::move(document.text));
          block.texts[2].emplace_back(payload_json(document.payload));
        }
        block.numbers = std::as_bytes(std::span(numbers));
        return more;
      });
}

/// By io::VectorFormat.
using Write = Status (*)(FileSystem& fs, const std::string& path, std::size_t dimension,
                         const NextDocuments& next);
constexpr std::array<Write, 3> kWrite = {write_npy, write_parquet, write_json_lines};

}  // namespace

Status write_documents(FileSystem& fs, const std::string& path, io::VectorFormat format,
                       std::size_t dimension, const NextDocuments& next) {
  return kWrite[static_cast<std::size_t>(format)](fs, path, dimension, next);
}

}  // namespace cognate::store
