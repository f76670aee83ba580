#pragma once
// Files as drafts of dictionaries. Private to this folder.

#include <optional>
#include <string>

#include "base/file_system.h"
#include "cognate/result.h"
#include "io/dictionary/dictionary.h"

namespace cognate::io {

/// A CSV whose first row names a dictionary's columns; nothing when it does not.
Result<std::optional<DictionaryDraft>> read_csv_draft(FileSystem& fs, const std::string& path);

/// JSON text: JSON Schema, a list of objects (or JSON lines), an object of objects, Table Schema
/// ("fields"), lists of such. Nothing when it has none of these forms or is no JSON.
std::optional<DictionaryDraft> read_json_draft(std::string_view text);

}  // namespace cognate::io
