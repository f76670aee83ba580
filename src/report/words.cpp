#include "report/words.h"

#include <fmt/format.h>

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

}  // namespace cognate::report
