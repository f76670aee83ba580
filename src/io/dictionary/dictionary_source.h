#pragma once
// Data dictionaries behind the Source contract: each column that the document describes is a column
// with its description, declared type and allowed values; there are no rows.

#include <memory>
#include <string>

#include "base/file_system.h"
#include "cognate/table.h"

namespace cognate::io {

enum class DictionaryForm { csv, json };

/// The dictionary in the file, one table for each that it tells apart (else one called `name`).
/// Null when the file is none (see is_dictionary); with `forced`, where the user says that it is
/// one, error corrupt instead, and its rows are taken whatever they look like. Errors: those of
/// reading, deadline.
Result<std::unique_ptr<Source>> open_dictionary(FileSystem& fs, DictionaryForm form,
                                                const std::string& path, const std::string& name,
                                                bool forced);

}  // namespace cognate::io
