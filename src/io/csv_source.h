#pragma once
// CSV files behind the contracts.

#include <memory>
#include <stop_token>
#include <string>

#include "base/file_system.h"
#include "cognate/table.h"
#include "io/text_reader.h"

namespace cognate::io {

/// A Source of one table called `name`.
Result<std::unique_ptr<Source>> open_csv_source(FileSystem& fs, const std::string& path,
                                                const std::string& name);

/// The cells of one column as texts.
Result<std::unique_ptr<TextReader>> open_csv_column(FileSystem& fs, const std::string& path,
                                                    const std::string& column,
                                                    const std::stop_token& stop);

}  // namespace cognate::io
