#include "report/sql/sql_words.h"

#include <algorithm>
#include <array>

#include "report/display.h"

namespace cognate::report {
namespace {

std::string quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : valid_utf8(text)) {
    if (c == '\0') {
      out += "\xEF\xBF\xBD";
    } else {
      out.append(c == quote ? 2 : 1, c);
    }
  }
  return out + quote;
}

/// What a specifier of strptime is elsewhere.
struct SpecifierRow {
  char letter;
  std::string_view form;   // of to_timestamp
  std::string_view shape;  // of its text
};
constexpr std::array kSpecifiers = {
    SpecifierRow{'Y', "YYYY", "\\d{4}"},     SpecifierRow{'y', "YY", "\\d{2}"},
    SpecifierRow{'m', "MM", "\\d{1,2}"},     SpecifierRow{'d', "DD", "\\d{1,2}"},
    SpecifierRow{'b', "Mon", "[A-Za-z]{3}"}, SpecifierRow{'B', "FMMonth", "[A-Za-z]+"},
    SpecifierRow{'H', "HH24", "\\d{1,2}"},   SpecifierRow{'I', "HH12", "\\d{1,2}"},
    SpecifierRow{'M', "MI", "\\d{2}"},       SpecifierRow{'S', "SS", "\\d{2}"},
    SpecifierRow{'f', "US", "\\d{1,6}"},     SpecifierRow{'p', "AM", "[AaPp][Mm]"},
};
constexpr std::string_view kCompactDate = "%Y%m%d";

/// Each specifier by its column of the table, each other character by `literal`.
template <class Literal>
std::string translated(std::string_view pattern, std::string_view SpecifierRow::*column,
                       const Literal& literal) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool specifier = pattern[i] == '%' && i + 1 < pattern.size();
    const auto* const row =
        std::ranges::find(kSpecifiers, specifier ? pattern[i + 1] : '\0', &SpecifierRow::letter);
    if (row != kSpecifiers.end()) {
      out += (*row).*column;
      ++i;
    } else {
      out += literal(pattern[i]);
    }
  }
  return out;
}

}  // namespace

std::string sql_name(std::string_view name) { return quoted(name, '"'); }
std::string sql_text(std::string_view text) { return quoted(text, '\''); }

std::string name_within_limit(std::string_view name, SqlDialect dialect) {
  constexpr std::size_t kPostgresqlBytesMax = 63;
  std::string out = valid_utf8(name);
  if (dialect == SqlDialect::postgresql && out.size() > kPostgresqlBytesMax) {
    std::size_t end = kPostgresqlBytesMax;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) {
      --end;
    }
    out.resize(end);
  }
  return out;
}

std::string postgresql_form(std::string_view pattern) {
  return translated(pattern, &SpecifierRow::form, [](char c) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return letter ? std::string{'"', c, '"'} : std::string(1, c);
  });
}

std::string shape_of_pattern(std::string_view pattern) {
  return pattern == kCompactDate ? "\\d{8}" : translated(pattern, &SpecifierRow::shape, [](char c) {
    return escaped_for_regex(std::string_view(&c, 1));
  });
}

std::string escaped_for_regex(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\.^$|?*+()[]{}").find(c) != std::string_view::npos) {
      out += '\\';
    }
    out += c;
  }
  return out;
}

}  // namespace cognate::report
