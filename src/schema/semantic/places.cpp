#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "schema/ascii.h"
#include "schema/semantic/cell_tests.h"
#include "schema/semantic/word_lists.h"
#include "schema/text_form.h"

namespace cognate::schema {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool are_capitals(std::string_view text) { return std::ranges::all_of(text, is_capital); }
bool are_lower(std::string_view text) { return std::ranges::all_of(text, is_lower); }

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                  : std::nullopt;
}

/// A whole number between the two, written without a sign or a point.
bool is_whole(std::string_view text, int low, int high) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return !text.empty() && is_digit(text[0]) && error == std::errc() &&
         end == text.data() + text.size() && number >= low && number <= high;
}

double bits_of_degrees(std::string_view cell, double most) {
  constexpr double kAlmostNothing = 0.01;  // any number may be so: the name must tell
  const auto number = number_in(cell);
  return number && std::abs(*number) <= most ? kAlmostNothing : kNever;
}

/// A number of degrees with two decimals and more.
bool is_fine_degree(std::string_view text, double most) {
  const std::size_t point = text.find('.');
  const auto number = number_in(text);
  return number && std::abs(*number) <= most && point != std::string_view::npos &&
         text.size() - point > 2;
}

}  // namespace

double bits_of_country(std::string_view cell) {
  return is_listed(WordList::countries, cell) ? 9 : kNever;
}

double bits_of_country_code(std::string_view cell) {
  if (cell.size() < 2 || cell.size() > 3 || !is_listed(WordList::country_codes, cell)) {
    return kNever;
  }
  // Two letters: 250 of 676 are a country; three: 249 of 17,576.
  return are_capitals(cell) ? cell.size() == 2 ? 1.4 : 6 : are_lower(cell) ? 1 : kNever;
}

double bits_of_state(std::string_view cell) {
  if (!is_listed(WordList::states, cell)) {
    return kNever;
  }
  return cell.size() > 2 ? 8 : are_capitals(cell) ? 3.6 : kNever;
}

double bits_of_currency(std::string_view cell) {
  return cell.size() == 3 && are_capitals(cell) && is_listed(WordList::currencies, cell) ? 6.5
                                                                                         : kNever;
}

double bits_of_language(std::string_view cell) {
  // As often the words say where people, dishes or films come from.
  return is_listed(WordList::languages, cell) ? 3 : kNever;
}

double bits_of_language_code(std::string_view cell) {
  if (cell.size() == 2 && is_listed(WordList::language_codes, cell)) {
    return are_lower(cell) ? 1.9 : are_capitals(cell) ? 1.2 : kNever;
  }
  const bool formed = cell.size() == 5 && (cell[2] == '-' || cell[2] == '_') &&
                      are_lower(cell.substr(0, 2)) && are_capitals(cell.substr(3)) &&
                      is_listed(WordList::language_codes, cell.substr(0, 2)) &&
                      is_listed(WordList::country_codes, cell.substr(3));
  return formed ? 8 : kNever;
}

double bits_of_time_zone(std::string_view cell) {
  const std::size_t slash = cell.find('/');
  if (slash == std::string_view::npos) {
    return cell == "UTC" || cell == "GMT" ? 2 : kNever;
  }
  const bool city = slash + 1 < cell.size() && is_capital(cell[slash + 1]) &&
                    cell.find(' ') == std::string_view::npos;
  return city && is_listed(WordList::zone_areas, cell.substr(0, slash)) ? 9 : kNever;
}

double bits_of_latitude(std::string_view cell) { return bits_of_degrees(cell, 90); }
double bits_of_longitude(std::string_view cell) { return bits_of_degrees(cell, 180); }

double bits_of_coordinates(std::string_view cell) {
  if (cell.starts_with("POINT (") || cell.starts_with("POINT(")) {
    return cell.back() == ')' ? 10 : kNever;
  }
  if (cell.front() == '(' && cell.back() == ')') {
    cell = cell.substr(1, cell.size() - 2);
  }
  const std::size_t comma = cell.find_first_of(",;");
  if (comma == std::string_view::npos) {
    return kNever;
  }
  const std::size_t second = std::min(cell.find_first_not_of(' ', comma + 1), cell.size());
  return is_fine_degree(cell.substr(0, comma), 90) && is_fine_degree(cell.substr(second), 180)
             ? 7
             : kNever;
}

double bits_of_year(std::string_view cell) {
  if (cell.size() != 4 || !is_whole(cell, 1000, 2999)) {
    return kNever;
  }
  return is_whole(cell, 1900, 2049) ? 1.5 : is_whole(cell, 1700, 2100) ? 0.3 : -2;
}

double bits_of_quarter(std::string_view cell) {
  constexpr std::string_view kForms[] = {"Q#",      "Q# ####", "Q#-####",
                                         "####-Q#", "####Q#",  "#### Q#"};
  const std::size_t q = cell.find('Q');
  if (q == std::string_view::npos) {
    return cell.size() == 1 && is_whole(cell, 1, 4) ? 0.9 : kNever;
  }
  const bool formed =
      std::ranges::any_of(kForms, [cell](std::string_view form) { return fits_form(cell, form); });
  return formed && cell[q + 1] >= '1' && cell[q + 1] <= '4' ? 5 : kNever;
}

double bits_of_month(std::string_view cell) {
  if (is_digit(cell.front())) {
    return cell.size() <= 2 && is_whole(cell, 1, 12) ? 1 : kNever;
  }
  return is_listed(WordList::months, cell) ? 7 : kNever;
}

double bits_of_weekday(std::string_view cell) {
  if (is_digit(cell.front())) {
    return cell.size() == 1 && is_whole(cell, 0, 7) ? 1 : kNever;
  }
  return is_listed(WordList::weekdays, cell) ? 7 : kNever;
}

}  // namespace cognate::schema
