#pragma once
// The readers of reader.h, one for each format. Private to this folder.

#include "store/exchange/reader.h"

namespace cognate::store {

using DocumentReaderResult = Result<std::unique_ptr<DocumentReader>>;

DocumentReaderResult open_json_lines(FileSystem& fs, const std::string& path,
                                     const ColumnNames& names, const std::stop_token& stop);
DocumentReaderResult open_npy(FileSystem& fs, const std::string& path, const ColumnNames& names,
                              const std::stop_token& stop);
DocumentReaderResult open_parquet(FileSystem& fs, const std::string& path, const ColumnNames& names,
                                  const std::stop_token& stop);

}  // namespace cognate::store
