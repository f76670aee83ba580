#include <algorithm>
#include <array>
#include <charconv>

#include "schema/ascii.h"
#include "schema/semantic/cell_tests.h"
#include "schema/semantic/word_lists.h"
#include "schema/text_form.h"

namespace cognate::schema {
namespace {

/// Up to the separator, which goes too; all that is left where there is none.
std::string_view take_part(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

/// A whole number of at most three digits, without leading zeros; -1 for anything else.
int small_number(std::string_view text) {
  int number = -1;
  if (text.empty() || text.size() > 3 || (text[0] == '0' && text.size() > 1) ||
      !std::ranges::all_of(text, is_digit)) {
    return -1;
  }
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool is_ip4(std::string_view text) {
  if (std::ranges::count(text, '.') != 3) {
    return false;
  }
  for (int i = 0; i < 4; ++i) {
    const int number = small_number(take_part(text, '.'));
    if (number < 0 || number > 255) {
      return false;
    }
  }
  return true;
}

bool is_ip6(std::string_view text) {
  constexpr std::size_t kGroups = 8;
  const std::size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  if (text.size() < 2 || text.find(':') == std::string_view::npos ||
      (has_gap && text.find("::", gap + 1) != std::string_view::npos)) {
    return false;
  }
  std::size_t groups = 0;
  std::size_t empty = 0;
  for (bool more = true; more;) {
    more = text.find(':') != std::string_view::npos;
    const std::string_view group = take_part(text, ':');
    const bool is_last_ip4 = !more && is_ip4(group);
    if (!is_last_ip4 && (group.size() > 4 || !std::ranges::all_of(group, is_hexadecimal))) {
      return false;
    }
    empty += group.empty() ? 1 : 0;
    groups += group.empty() ? 0 : is_last_ip4 ? 2 : 1;
  }
  return has_gap ? groups < kGroups : empty == 0 && groups == kGroups;
}

/// Moves over digits and the letter behind them, when the letter is the one asked for.
bool skip_amount(std::string_view& text, char unit) {
  const auto* const end =
      std::ranges::find_if_not(text, [](char c) { return is_digit(c) || c == '.' || c == ','; });
  const auto digits = static_cast<std::size_t>(end - text.begin());
  if (digits == 0 || digits == text.size() || text[digits] != unit) {
    return false;
  }
  text.remove_prefix(digits + 1);
  return true;
}

}  // namespace

double bits_of_ip_address(std::string_view cell) {
  constexpr std::size_t kBytesMax = 49;  // of an address of version 6 and its prefix
  if (cell.size() > kBytesMax || !(is_hexadecimal(cell.front()) || cell.front() == ':')) {
    return kNever;
  }
  std::string_view rest = cell;
  const std::string_view address = take_part(rest, '/');
  const bool prefixed = address.size() < cell.size();
  const int prefix = prefixed ? small_number(rest) : 0;
  if (is_ip4(address)) {
    return prefix >= 0 && prefix <= 32 ? 5 : kNever;
  }
  return is_ip6(address) && prefix >= 0 && prefix <= 128 ? 8 : kNever;
}

double bits_of_mac_address(std::string_view cell) {
  constexpr std::array<std::string_view, 3> kForms = {"%%:%%:%%:%%:%%:%%", "%%-%%-%%-%%-%%-%%",
                                                      "%%%%.%%%%.%%%%"};
  const bool fits =
      std::ranges::any_of(kForms, [cell](std::string_view form) { return fits_form(cell, form); });
  return fits ? 10 : kNever;
}

double bits_of_hash(std::string_view cell) {
  constexpr std::array<std::size_t, 6> kDigits = {32, 40, 56, 64, 96, 128};
  const bool formed = std::ranges::find(kDigits, cell.size()) != kDigits.end() &&
                      std::ranges::all_of(cell, is_hexadecimal) &&
                      std::ranges::any_of(cell, is_ascii_letter) &&
                      std::ranges::any_of(cell, is_digit);
  return formed ? 10 : kNever;
}

double bits_of_file_path(std::string_view cell) {
  constexpr std::array<std::string_view, 5> kBegins = {"/", "~/", "./", "../", "\\\\"};
  const bool drive = cell.size() > 3 && is_ascii_letter(cell[0]) && cell[1] == ':' &&
                     (cell[2] == '\\' || cell[2] == '/');
  const bool begins = std::ranges::any_of(kBegins, [cell](std::string_view begin) {
    return cell.size() > begin.size() && cell.starts_with(begin) && cell[begin.size()] != ' ';
  });
  const bool nested = cell.find_first_of("/\\", 1) != std::string_view::npos;
  return drive || (begins && nested) ? 6 : begins ? 1 : kNever;
}

double bits_of_media_type(std::string_view cell) {
  std::string_view subtype = cell;
  const std::string_view type = take_part(subtype, '/');
  subtype = take_part(subtype, ';');  // what follows are parameters
  const bool formed = !subtype.empty() && subtype.find_first_of(" /") == std::string_view::npos;
  return formed && is_listed(WordList::media_types, type) ? 8 : kNever;
}

double bits_of_json(std::string_view cell) {
  if (cell.size() < 2) {
    return kNever;
  }
  const std::size_t second = cell.find_first_not_of(" \t\r\n", 1);
  const bool object =
      cell.front() == '{' && cell.back() == '}' && (cell[second] == '"' || cell[second] == '}');
  const bool list =
      cell.front() == '[' && cell.back() == ']' &&
      std::string_view("{[\"]-0123456789").find(cell[second]) != std::string_view::npos;
  return object ? 10 : list ? 4 : kNever;
}

double bits_of_version(std::string_view cell) {
  std::string_view rest = cell.substr(cell[0] == 'v' || cell[0] == 'V' ? 1 : 0);
  std::string_view numbers = rest.substr(0, rest.find_first_of("-+ab"));
  std::array<std::string_view, 3> part{};
  if (numbers.empty() || std::ranges::count(numbers, '.') < 2) {
    return kNever;
  }
  for (std::size_t i = 0; !numbers.empty(); ++i) {
    const std::string_view number = take_part(numbers, '.');
    if (number.empty() || number.size() > 8 || !std::ranges::all_of(number, is_digit)) {
      return kNever;
    }
    if (i < part.size()) {
      part[i] = number;
    }
  }
  const bool may_be_day = std::ranges::count(rest, '.') == 2 && part[0].size() <= 2 &&
                          part[1].size() <= 2 && (part[2].size() == 2 || part[2].size() == 4);
  return may_be_day ? -1 : 3;
}

double bits_of_colour(std::string_view cell) {
  // '#' stands for a digit in a form.
  const bool formed = cell.front() == '#' && (fits_form(cell.substr(1), "%%%%%%") ||
                                              fits_form(cell.substr(1), "%%%%%%%%"));
  return formed ? 10 : kNever;
}

double bits_of_duration(std::string_view cell) {
  if (cell.size() < 3 || cell[0] != 'P') {
    return kNever;
  }
  std::string_view rest = cell.substr(1);
  for (const char unit : std::string_view("YMWD")) {
    skip_amount(rest, unit);
  }
  if (rest.starts_with('T')) {
    rest.remove_prefix(1);
    for (const char unit : std::string_view("HMS")) {
      skip_amount(rest, unit);
    }
  }
  return rest.empty() ? 8 : kNever;
}

}  // namespace cognate::schema
