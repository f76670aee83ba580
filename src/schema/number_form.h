#pragma once
// Numbers as people write them: thousands separators, decimal comma, signs of currencies, percent.
// Pure functions.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cognate::schema {

/// How a list of cells writes numbers.
struct NumberForm {
  std::string decimal_mark = ".";
  std::string group_mark;            ///< between thousands; empty: none
  std::vector<std::string> symbols;  ///< that stand before or after the number, as written
  std::size_t cells = 0;             ///< that are numbers so written
  std::size_t percents = 0;          ///< of these, with "%"
  std::size_t currencies = 0;        ///< of these, with the sign or code of a currency
  std::size_t fractions = 0;         ///< of these, with a decimal mark or an exponent
  std::size_t codes = 0;  ///< cells of digits alone that are no numbers: leading zeros, 19 digits
  double greatest = 0;    ///< greatest magnitude
};

/// The form that most cells are written in. "1,234" and "1.234" can be read in two ways: where no
/// other cell tells, the point is the decimal mark.
NumberForm number_form_of(std::span<const std::string_view> cells);

}  // namespace cognate::schema
