#include "schema/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "schema/ascii.h"
#include "schema/fold.h"
#include "schema/text_form.h"

namespace cognate::schema {
namespace {

constexpr std::size_t kExactDigits = 15;  // what a double holds

bool is_word_byte(char c) {
  return is_digit(c) || is_ascii_letter(c) || static_cast<unsigned char>(c) >= 0x80;
}

/// A template of values (text_form.h).
struct Form {
  constexpr Form(std::string_view a_form, ValueKind a_kind) : form(a_form), kind(a_kind) {
    for (const char c : form) {
      bytes_min += c == '?' || c == '~' || c == '*' ? 0 : 1;
      bytes_max += c == '~' || c == '*' ? kAnyLength : 1;
    }
  }
  /// A quick look, before fits_form().
  bool may_fit(std::string_view text) const {
    const char f = form.front();
    const char c = text.front();
    return text.size() >= bytes_min && text.size() <= bytes_max &&
           (f == '#'   ? is_digit(c)
            : f == '@' ? is_ascii_letter(c)
                       : true);
  }

  static constexpr std::size_t kAnyLength = 1000;
  std::string_view form;
  ValueKind kind;
  std::size_t bytes_min = 0;
  std::size_t bytes_max = 0;
};
constexpr std::array kForms = {
    Form{"####-#?-#?", ValueKind::date},
    Form{"####/#?/#?", ValueKind::date},
    Form{"####.#?.#?", ValueKind::date},
    Form{"#?/#?/####", ValueKind::date},
    Form{"#?/#?/##", ValueKind::date},
    Form{"#?.#?.####", ValueKind::date},
    Form{"#?-#?-####", ValueKind::date},
    Form{"#?-@@@~-####", ValueKind::date},
    Form{"#?-@@@-##", ValueKind::date},
    Form{"#? @@@~ ####", ValueKind::date},
    Form{"@@@~ #?, ####", ValueKind::date},
    Form{"####-#?-#?T#?:##*", ValueKind::timestamp},
    Form{"####-#?-#? #?:##*", ValueKind::timestamp},
    Form{"####/#?/#? #?:##*", ValueKind::timestamp},
    Form{"#?/#?/#### #?:##*", ValueKind::timestamp},
    Form{"#?.#?.#### #?:##*", ValueKind::timestamp},
    Form{"@@@~ #?, #### #?:##*", ValueKind::timestamp},
    Form{"#?:##", ValueKind::time},
    Form{"#?:##:##", ValueKind::time},
    Form{"#?:##:##.*", ValueKind::time},
    Form{"#?:## @M", ValueKind::time},
    Form{"#?:##:## @M", ValueKind::time},
    Form{"%%%%%%%%-%%%%-%%%%-%%%%-%%%%%%%%%%%%", ValueKind::uuid},
    Form{"#####-####", ValueKind::postal_code},
    Form{"@#@ #@#", ValueKind::postal_code},
    Form{"@#? #@@", ValueKind::postal_code},
    Form{"@@#? #@@", ValueKind::postal_code},
    Form{"@#@ #@@", ValueKind::postal_code},
    Form{"@@#@ #@@", ValueKind::postal_code},
};

/// Words that stand for "no value". Words that people also use as a category ("none", "unknown")
/// are values.
bool is_null_word(std::string_view text) {
  constexpr std::array<std::string_view, 10> kWords = {"null", "nan", "n/a", "na",  "#n/a",
                                                       "nil",  "-",   "--",  "\\n", "<na>"};
  if (text.size() > 5 || std::string_view("nN#-\\<").find(text.front()) == std::string_view::npos) {
    return false;
  }
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  return std::ranges::find(kWords, lower) != kWords.end();
}

/// The digits as a number, when there are only digits and few enough for a double; quicker than the
/// general way, and most numbers are so.
std::optional<double> parse_digits(std::string_view text) {
  std::uint64_t number = 0;
  if (text.empty() || text.size() > kExactDigits || !std::ranges::all_of(text, is_digit)) {
    return std::nullopt;
  }
  for (const char c : text) {
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return static_cast<double>(number);
}

/// Parses all of `text` as a number in plain or exponent form.
std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
  }
  if (text.empty() || !(is_digit(text[0]) || text[0] == '-' || text[0] == '.')) {
    return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

/// "1,234,567.8" without its commas; nothing when the commas do not group by three.
std::optional<std::string> without_groups(std::string_view text) {
  if (text.find(',') == std::string_view::npos || text.size() > 40) {
    return std::nullopt;
  }
  std::string plain;
  std::size_t since_comma = 0;
  bool grouped = false;
  for (const char c : text.substr(0, text.find('.'))) {
    if (c == ',') {
      if (since_comma == 0 || since_comma > 3 || (grouped && since_comma != 3)) {
        return std::nullopt;
      }
      grouped = true;
      since_comma = 0;
    } else {
      plain.push_back(c);
      since_comma += is_digit(c) ? 1 : 0;
    }
  }
  if (since_comma != 3) {
    return std::nullopt;
  }
  return plain += text.substr(std::min(text.find('.'), text.size()));
}

std::optional<double> parse_grouped(std::string_view text) {
  if (const auto number = parse_digits(text)) {
    return number;
  }
  if (const auto plain = without_groups(text)) {
    return parse_number(*plain);
  }
  return parse_number(text);
}

/// The number in "$ 3.50" or "3.50 EUR"; nothing where no currency stands.
std::optional<double> parse_money(std::string_view text) {
  constexpr std::array<std::string_view, 7> kSigns = {"$", "€", "£", "¥", "USD", "EUR", "GBP"};
  constexpr std::string_view kEnds =
      "$UEGDRP\xE2\xC2\xAC\xA3\xA5";  // bytes that signs begin or end with
  if (kEnds.find(text.front()) == std::string_view::npos &&
      kEnds.find(text.back()) == std::string_view::npos) {
    return std::nullopt;
  }
  for (const std::string_view sign : kSigns) {
    if (text.starts_with(sign)) {
      return parse_grouped(trimmed(text.substr(sign.size())));
    }
    if (text.ends_with(sign)) {
      return parse_grouped(trimmed(text.substr(0, text.size() - sign.size())));
    }
  }
  return std::nullopt;
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 &&
         text.find('@', at + 1) == std::string_view::npos &&
         text.find(' ') == std::string_view::npos && text.find('.', at) != std::string_view::npos &&
         text.back() != '.';
}

bool is_url(std::string_view text) {
  return (text.find("://") != std::string_view::npos || text.starts_with("www.")) &&
         text.find(' ') == std::string_view::npos;
}

/// 7 to 15 digits, with a plus in front or two separators between.
bool is_phone(std::string_view text) {
  std::size_t digits = 0;
  std::size_t separators = 0;
  for (const char c : text) {
    if (is_digit(c)) {
      ++digits;
    } else if (std::string_view(" -./()+x").find(c) != std::string_view::npos) {
      ++separators;
    } else {
      return false;
    }
  }
  return digits >= 7 && digits <= 15 && separators >= 1 &&
         (text[0] == '+' || text[0] == '(' || separators >= 2);
}

bool is_code(std::string_view text) {
  bool digit = false;
  bool letter = false;
  for (const char c : text) {
    if (is_digit(c)) {
      digit = true;
    } else if (is_ascii_letter(c)) {
      letter = true;
    } else if (std::string_view("-_./:#").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return digit && letter;
}

/// The shortest form of a number, whole ones without an exponent.
void append_number(double number, std::string& out) {
  constexpr double kWholeMax = 1e15;
  std::array<char, 32> digits{};
  const auto [end, error] =
      std::abs(number) < kWholeMax && number == std::trunc(number)
          ? std::to_chars(digits.data(), digits.data() + digits.size(),
                          static_cast<std::int64_t>(number))
          : std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end);
}

void append_folded_text(std::string_view text, std::string& out) {
  for (const char32_t c : decoded(text)) {
    if ((c >= U'0' && c <= U'9') || is_letter(c)) {
      append_folded(c, out);
    }
  }
}

/// Days since 0000-03-01 in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level
/// date algorithms").
double day_number(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int m = (month + 9) % 12;
  return 365.0 * y + std::floor(y / 4.0) - std::floor(y / 100.0) + std::floor(y / 400.0) +
         (153 * m + 2) / 5 + (day - 1);
}

std::optional<double> parse_day(std::string_view text) {
  std::array<int, 3> part{};
  std::size_t at = 0;
  for (int& number : part) {
    while (at < text.size() && !is_digit(text[at])) {
      ++at;
    }
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
    if (error != std::errc()) {
      return std::nullopt;
    }
    at = static_cast<std::size_t>(end - text.data());
  }
  // Year first, or year last with a month and a day whose order does not matter to a distribution.
  auto [year, month, day] = part;
  if (day > 31) {
    std::swap(year, day);
  }
  if (month > 12) {
    std::swap(month, day);
  }
  if (month < 1 || month > 12 || day < 1 || day > 31 || year < 32 || year > 9999) {
    return std::nullopt;
  }
  return day_number(year, month, day);
}

}  // namespace

std::string_view trimmed(std::string_view cell) {
  constexpr std::string_view kAround = " \t\r\n\"'`";
  const std::size_t begin = cell.find_first_not_of(kAround);
  if (begin == std::string_view::npos) {
    return {};
  }
  return cell.substr(begin, cell.find_last_not_of(kAround) + 1 - begin);
}

ValueKind kind_of_value(std::string_view text) {
  constexpr std::size_t kFormBytesMax = 64;
  if (text.empty() || is_null_word(text)) {
    return ValueKind::null;
  }
  if (text.size() > kFormBytesMax) {
    return is_url(text) ? ValueKind::url : ValueKind::text;
  }
  if (const auto number = parse_grouped(text)) {
    const bool whole = text.find_first_of(".eE") == std::string_view::npos;
    return whole ? ValueKind::integer : ValueKind::decimal;
  }
  const bool has_digit = std::ranges::any_of(text, is_digit);
  for (const Form& row : kForms) {
    if ((has_digit || row.kind == ValueKind::uuid) && row.may_fit(text) &&
        fits_form(text, row.form)) {
      return row.kind;
    }
  }
  if (!has_digit) {
    return is_url(text) ? ValueKind::url : is_email(text) ? ValueKind::email : ValueKind::text;
  }
  if (text.back() == '%' && parse_grouped(trimmed(text.substr(0, text.size() - 1)))) {
    return ValueKind::percent;
  }
  struct Test {
    bool (*holds)(std::string_view);
    ValueKind kind;
  };
  constexpr std::array kTests = {
      Test{[](std::string_view v) { return parse_money(v).has_value(); }, ValueKind::money},
      Test{is_url, ValueKind::url}, Test{is_email, ValueKind::email},
      Test{is_phone, ValueKind::phone}, Test{is_code, ValueKind::code}};
  for (const Test& test : kTests) {
    if (test.holds(text)) {
      return test.kind;
    }
  }
  return ValueKind::text;
}

std::optional<double> number_of_value(std::string_view text, ValueKind kind) {
  switch (kind) {
    case ValueKind::integer:
    case ValueKind::decimal:
      return parse_grouped(text);
    case ValueKind::percent:
      return parse_grouped(trimmed(text.substr(0, text.size() - 1)));
    case ValueKind::money:
      return parse_money(text);
    case ValueKind::date:
    case ValueKind::timestamp:
      return parse_day(text);
    default:
      return std::nullopt;
  }
}

void normalize_value(std::string_view text, ValueKind kind, std::string& out) {
  out.clear();
  const bool is_number = kind == ValueKind::integer || kind == ValueKind::decimal;
  if (is_number && (kind == ValueKind::decimal || text.size() <= kExactDigits)) {
    append_number(parse_grouped(text).value_or(0), out);
    return;
  }
  std::size_t i = 0;
  for (; i < text.size() && static_cast<unsigned char>(text[i]) < 0x80; ++i) {
    if (is_digit(text[i]) || is_ascii_letter(text[i])) {
      out.push_back(static_cast<char>(is_digit(text[i]) ? text[i] : text[i] | 0x20));
    }
  }
  if (i < text.size()) {
    append_folded_text(text.substr(i), out);
  }
  if (out.empty()) {
    out = text;
  }
}

void shape_of_value(std::string_view text, std::string& out) {
  constexpr std::size_t kShapeBytesMax = 24;
  out.clear();
  for (const char c : text) {
    const char mark = is_digit(c) ? 'N' : is_word_byte(c) ? 'L' : c;
    if (out.size() < kShapeBytesMax && (out.empty() || out.back() != mark)) {
      out.push_back(mark);
    }
  }
}

}  // namespace cognate::schema
