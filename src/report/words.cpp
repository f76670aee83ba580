#include "report/words.h"

#include <fmt/format.h>

#include "report/sql/sql_words.h"

namespace cognate::report {

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string reasons_in_words(const std::vector<Reason>& reasons) {
  std::string words;
  for (const Reason& reason : reasons) {
    words += words.empty() || reason.text.empty() ? "" : "; ";
    words += reason.text;
  }
  return words;
}

std::string type_note(std::string_view source_type, std::string_view target_type) {
  return source_type == target_type ? std::string(source_type)
                                    : fmt::format("{} / {}", source_type, target_type);
}

std::string format_in_words(const CellFormat& format) {
  if (format.kind == CellKind::flag) {
    return format.true_words.front() + "/" + format.false_words.front();
  }
  if (!format.patterns.empty()) {
    return postgresql_form(format.patterns.front()) +
           (format.order_certain ? "" : " (or day and month exchanged)");
  }
  const bool plain = format.group_mark.empty() && format.decimal_mark == ".";
  if (!is_number(format.kind) || (plain && format.symbols.empty())) {
    return "";
  }
  std::string words = plain ? "" : "1" + format.group_mark + "234";
  words += plain || format.kind == CellKind::integer ? "" : format.decimal_mark + "5";
  for (const std::string& symbol : format.symbols) {
    words += (words.empty() ? "" : " ") + symbol;
  }
  return words;
}

}  // namespace cognate::report
