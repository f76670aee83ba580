#pragma once
// Pieces of a report in words.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/mapping.h"

namespace cognate::report {

/// "1 match", "3 matches".
std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// The reasons' texts, strongest first, joined by "; ".
std::string reasons_in_words(const std::vector<Reason>& reasons);

/// "integer" when both sides are of one type, else "integer / text".
std::string type_note(std::string_view source_type, std::string_view target_type);

/// How the cells are written, where that is not the plain way: "DD.MM.YYYY", "1.234,5 €", "yes/no".
std::string format_in_words(const CellFormat& format);

}  // namespace cognate::report
