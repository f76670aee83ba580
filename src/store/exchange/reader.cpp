#include "store/exchange/reader.h"

#include <array>

#include "io/vector_writer.h"
#include "store/exchange/reader_kinds.h"

namespace cognate::store {
namespace {

/// By io::VectorFormat.
using Open = DocumentReaderResult (*)(FileSystem& fs, const std::string& path,
                                      const ColumnNames& names, const std::stop_token& stop);
constexpr std::array<Open, 3> kOpen = {open_npy, open_parquet, open_json_lines};

}  // namespace

Result<std::unique_ptr<DocumentReader>> open_documents(FileSystem& fs, const std::string& path,
                                                       const ColumnNames& names,
                                                       const std::stop_token& stop) {
  TRY(const io::VectorFormat format, io::vector_format(path));
  return kOpen[static_cast<std::size_t>(format)](fs, path, names, stop);
}

std::string ids_path(const std::string& npy_path) { return npy_path + ".ids.txt"; }

}  // namespace cognate::store
