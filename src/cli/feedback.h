#pragma once
// Verdicts of people on earlier mappings, from a file.

#include <string>
#include <vector>

#include "cognate/mapping.h"
#include "cognate/result.h"
#include "cognate/table.h"

namespace cognate::cli {

/// The verdicts in a table with the columns "source", "target" and "verdict" (accept or reject, yes
/// or no, 1 or 0), others passed over: a mapping written as CSV with one column more. Rows without
/// a verdict, or without one of the names, say nothing. Errors: corrupt (a column is missing, a
/// word is no verdict). `shown` is what messages call the file.
Result<std::vector<Verdict>> verdicts_of(const Table& table, const std::string& shown);

}  // namespace cognate::cli
