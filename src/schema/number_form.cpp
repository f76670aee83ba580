#include "schema/number_form.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "schema/ascii.h"

namespace cognate::schema {
namespace {

constexpr std::array<std::string_view, 14> kCurrencies = {
    "$", "€", "£", "¥", "₹", "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "CAD", "AUD"};
constexpr std::array<std::string_view, 2> kDecimalMarks = {".", ","};
/// A no-break space, a narrow one and a typographic apostrophe are marks of some languages.
constexpr std::array<std::string_view, 7> kGroupMarks = {
    ",", ".", " ", "'", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x99"};
constexpr std::size_t kWholeDigitsMax = 18;  // more do not fit any integer of a database

std::size_t digits_at_start(std::string_view text) {
  const auto* const end = std::ranges::find_if_not(text, is_digit);
  return static_cast<std::size_t>(end - text.begin());
}

void trim(std::string_view& text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  text.remove_prefix(begin);
  text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

/// A cell without its sign and without what stands beside the number.
struct Stripped {
  std::string_view body;
  std::string_view symbol;
  bool percent = false;
};

Stripped stripped(std::string_view cell) {
  Stripped out;
  trim(cell);
  const auto take_sign = [&cell] {
    if (cell.starts_with('-') || cell.starts_with('+')) {
      cell.remove_prefix(1);
      trim(cell);
    }
  };
  take_sign();
  for (const std::string_view currency : kCurrencies) {
    if (cell.starts_with(currency) || cell.ends_with(currency)) {
      out.symbol = currency;
      cell.starts_with(currency) ? cell.remove_prefix(currency.size())
                                 : cell.remove_suffix(currency.size());
      trim(cell);
      take_sign();
      break;
    }
  }
  if (out.symbol.empty() && cell.ends_with('%')) {
    out.percent = true;
    out.symbol = "%";
    cell.remove_suffix(1);
    trim(cell);
  }
  out.body = cell;
  return out;
}

/// A number taken apart. `plain` is it in the form of C.
struct Reading {
  std::string plain;
  std::string_view group_mark;
  bool fraction = false;
};

/// Takes whole digits, in groups of three where a mark stands between them.
bool take_whole(std::string_view& text, std::string_view decimal_mark, Reading& reading) {
  const std::size_t first = digits_at_start(text);
  reading.plain = text.substr(0, first);
  text.remove_prefix(first);
  for (const std::string_view mark : kGroupMarks) {
    if (mark == decimal_mark || !text.starts_with(mark) || first == 0 || first > 3) {
      continue;
    }
    while (text.starts_with(mark) && digits_at_start(text.substr(mark.size())) == 3) {
      reading.plain += text.substr(mark.size(), 3);
      reading.group_mark = mark;
      text.remove_prefix(mark.size() + 3);
    }
    break;
  }
  return first > 0 || text.starts_with(decimal_mark);
}

bool take_exponent(std::string_view& text, Reading& reading) {
  if (!text.starts_with('e') && !text.starts_with('E')) {
    return true;
  }
  const bool sign = text.size() > 1 && (text[1] == '-' || text[1] == '+');
  const std::size_t digits = digits_at_start(text.substr(sign ? 2 : 1));
  if (digits == 0 || digits > 3) {
    return false;
  }
  const std::size_t all = (sign ? 2 : 1) + digits;
  reading.plain += sign && text[1] == '+' ? "e" + std::string(text.substr(2, digits))
                                          : std::string(text.substr(0, all));
  reading.fraction = true;
  text.remove_prefix(all);
  return true;
}

/// The number that `text` is as a whole; nothing where it is none. Digits alone that begin with a
/// needless zero are none.
std::optional<Reading> read(std::string_view text, std::string_view decimal_mark) {
  Reading reading;
  const bool leading_zero = text.size() > 1 && text[0] == '0' && is_digit(text[1]);
  if (leading_zero || !take_whole(text, decimal_mark, reading)) {
    return std::nullopt;
  }
  if (text.starts_with(decimal_mark)) {
    text.remove_prefix(decimal_mark.size());
    const std::size_t digits = digits_at_start(text);
    if (digits == 0 && reading.plain.empty()) {
      return std::nullopt;
    }
    reading.plain.append(".").append(text.substr(0, digits));
    reading.fraction = true;
    text.remove_prefix(digits);
  }
  if (!take_exponent(text, reading) || !text.empty() ||
      (!reading.fraction && reading.plain.size() > kWholeDigitsMax)) {
    return std::nullopt;
  }
  return reading;
}

double magnitude(const std::string& plain) {
  double value = 0;
  const std::string digits = plain.starts_with('.') ? "0" + plain : plain;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return std::isfinite(value) ? value : 0;
}

void add_once(std::vector<std::string>& words, std::string_view word) {
  constexpr std::size_t kSymbolsMax = 4;
  if (!word.empty() && words.size() < kSymbolsMax &&
      std::ranges::find(words, word) == words.end()) {
    words.emplace_back(word);
  }
}

NumberForm form_with(std::span<const Stripped> cells, std::string_view decimal_mark) {
  NumberForm form;
  form.decimal_mark = decimal_mark;
  for (const Stripped& cell : cells) {
    const auto reading = read(cell.body, decimal_mark);
    if (!reading) {
      continue;
    }
    if (!reading->group_mark.empty() && !form.group_mark.empty() &&
        reading->group_mark != form.group_mark) {
      continue;  // two marks in one column: the first one counts
    }
    form.group_mark = form.group_mark.empty() ? reading->group_mark : form.group_mark;
    ++form.cells;
    form.percents += cell.percent ? 1 : 0;
    form.currencies += cell.symbol.empty() || cell.percent ? 0 : 1;
    form.fractions += reading->fraction ? 1 : 0;
    form.greatest = std::max(form.greatest, magnitude(reading->plain));
    add_once(form.symbols, cell.symbol);
  }
  return form;
}

bool has_digit(const Stripped& cell) { return std::ranges::any_of(cell.body, is_digit); }

bool is_code(std::string_view body) {
  return !body.empty() && digits_at_start(body) == body.size() &&
         ((body[0] == '0' && body.size() > 1) || body.size() > kWholeDigitsMax);
}

}  // namespace

NumberForm number_form_of(std::span<const std::string_view> cells) {
  constexpr std::size_t kProbe = 32;  // cells after which a column without numbers is given up
  std::vector<Stripped> bodies;
  bodies.reserve(cells.size());
  for (const std::string_view cell : cells) {
    bodies.push_back(stripped(cell));
    const bool probed = bodies.size() == kProbe;
    if (probed && std::ranges::none_of(bodies, has_digit)) {
      return {};
    }
  }
  NumberForm form = form_with(bodies, kDecimalMarks[0]);
  if (form.cells < bodies.size()) {
    NumberForm comma = form_with(bodies, kDecimalMarks[1]);
    if (comma.cells > form.cells) {
      form = std::move(comma);
    }
  }
  form.codes = static_cast<std::size_t>(
      std::ranges::count_if(bodies, [](const Stripped& cell) { return is_code(cell.body); }));
  return form;
}

}  // namespace cognate::schema
