#include "report/mapping_csv.h"

#include <fmt/format.h>

#include <initializer_list>

#include "report/words.h"

namespace cognate::report {
namespace {

std::string quoted(std::string_view field) {
  if (field.find_first_of("\",\r\n") == std::string_view::npos) {
    return std::string(field);
  }
  std::string result = "\"";
  for (const char c : field) {
    result.append(c == '"' ? 2 : 1, c);
  }
  return result + '"';
}

std::string row(std::initializer_list<std::string_view> fields) {
  std::string line;
  for (const std::string_view field : fields) {
    line += quoted(field) + ',';
  }
  line.back() = '\r';
  return line + '\n';
}

}  // namespace

Status write_mapping_csv(const Mapping& mapping, const Sink& sink) {
  TRY_OK(sink(row({"source", "target", "score", "source_type", "target_type", "why",
                   "source_format", "target_format", "verdict"})));
  for (const Match& match : mapping.matches) {
    const MappedColumn& source = mapping.source[match.pair.source];
    const MappedColumn& target = mapping.target[match.pair.target];
    TRY_OK(sink(row({source.name, target.name, fmt::format("{:.4f}", match.pair.score), source.type,
                     target.type, reasons_in_words(match.reasons), format_in_words(source.format),
                     format_in_words(target.format), ""})));
  }
  for (const std::size_t index : mapping.unmatched_source) {
    const MappedColumn& source = mapping.source[index];
    TRY_OK(sink(
        row({source.name, "", "", source.type, "", "", format_in_words(source.format), "", ""})));
  }
  for (const std::size_t index : mapping.unmatched_target) {
    const MappedColumn& target = mapping.target[index];
    TRY_OK(sink(
        row({"", target.name, "", "", target.type, "", "", format_in_words(target.format), ""})));
  }
  return ok();
}

}  // namespace cognate::report
