#include <algorithm>
#include <array>
#include <string>

#include "schema/ascii.h"
#include "schema/semantic/cell_tests.h"
#include "schema/semantic/checksums.h"
#include "schema/semantic/word_lists.h"
#include "schema/text_form.h"

namespace cognate::schema {
namespace {

bool is_capital_or_beyond(char c) { return is_capital(c) || static_cast<unsigned char>(c) >= 0x80; }

/// One to five words that begin with a capital letter, without digits.
bool reads_as_name(std::string_view cell) {
  constexpr std::size_t kBytesMax = 60;
  constexpr std::ptrdiff_t kBlanksMax = 4;
  if (cell.size() < 2 || cell.size() > kBytesMax || std::ranges::count(cell, ' ') > kBlanksMax ||
      std::ranges::any_of(cell, is_digit) ||
      cell.find_first_of("/:;@_&()#!?") != std::string_view::npos) {
    return false;
  }
  bool begins = true;
  for (const char c : cell) {
    if (begins && c != ' ' && !is_capital_or_beyond(c)) {
      return false;
    }
    begins = c == ' ';
  }
  return true;
}

/// "Ada" of "Ada Lovelace" and of "Lovelace, Ada".
std::string_view given_name(std::string_view cell) {
  if (const std::size_t comma = cell.find(", "); comma != std::string_view::npos) {
    cell.remove_prefix(comma + 2);
  }
  return cell.substr(0, cell.find(' '));
}

}  // namespace

double bits_of_person(std::string_view cell) {
  if (!reads_as_name(cell)) {
    return kNever;
  }
  // Every other person bears one of the listed names, one place or product in fifty.
  return is_listed(WordList::given_names, given_name(cell)) ? 4.6 : -1;
}

double bits_of_sex(std::string_view cell) {
  if (is_listed(WordList::sexes, cell)) {
    return 6.6;
  }
  return is_listed(WordList::other_sexes, cell) ? 0.5 : kNever;
}

double bits_of_icd(std::string_view cell) {
  // The third sign of a chapter's code is a digit, in newer ones also A or B; U is for later use.
  const bool formed = cell.size() >= 3 && cell.size() <= 8 && is_capital(cell[0]) &&
                      is_digit(cell[1]) && (is_digit(cell[2]) || cell[2] == 'A' || cell[2] == 'B');
  if (!formed) {
    return kNever;
  }
  if (cell.size() == 3) {
    return 0.2;  // as many other codes
  }
  const bool finer =
      cell[3] == '.' && cell.size() > 4 && std::ranges::all_of(cell.substr(4), [](char c) {
        return is_digit(c) || is_capital(c) || c == '-';
      });
  return finer ? 3 : kNever;
}

double bits_of_morphology(std::string_view cell) {
  // Behaviour: benign, uncertain, in situ, malignant, metastatic, unknown.
  return fits_form(cell, "####/#") && (cell[0] == '8' || cell[0] == '9') &&
                 std::string_view("012369").find(cell[5]) != std::string_view::npos
             ? 7
             : kNever;
}

double bits_of_gene(std::string_view cell) {
  const bool formed =
      cell.size() >= 2 && cell.size() <= 10 && is_capital(cell[0]) &&
      std::ranges::all_of(cell, [](char c) { return is_digit(c) || is_capital(c) || c == '-'; });
  return !formed ? kNever : is_listed(WordList::genes, cell) ? 7 : -0.5;
}

double bits_of_ensembl(std::string_view cell) {
  constexpr std::size_t kDigits = 11;
  const std::size_t digits = cell.find_first_of("0123456789");
  const bool formed = cell.starts_with("ENS") && digits != std::string_view::npos && digits >= 4 &&
                      std::string_view("GTPE").find(cell[digits - 1]) != std::string_view::npos &&
                      cell.size() >= digits + kDigits &&
                      std::ranges::all_of(cell.substr(digits, kDigits), is_digit);
  return formed ? 12 : kNever;
}

double bits_of_sequence(std::string_view cell) {
  constexpr std::size_t kLettersMin = 12;
  constexpr std::size_t kLettersRead = 256;
  const bool formed =
      cell.size() >= kLettersMin && std::ranges::all_of(cell.substr(0, kLettersRead), [](char c) {
        return std::string_view("ACGTUNacgtun").find(c) != std::string_view::npos;
      });
  return formed ? 10 : kNever;
}

double bits_of_cas(std::string_view cell) {
  // In two parts: a hyphen behind question marks would be a trigraph.
  if (!fits_form(cell,
                 "##?????"
                 "-##-#")) {
    return kNever;
  }
  std::string digits(cell);
  std::erase(digits, '-');
  return has_cas_digit(digits) ? 5 : kNever;
}

double bits_of_inchi_key(std::string_view cell) {
  constexpr std::array<std::size_t, 2> kHyphens = {14, 25};
  bool formed = cell.size() == 27;
  for (std::size_t i = 0; formed && i < cell.size(); ++i) {
    const bool hyphen = std::ranges::find(kHyphens, i) != kHyphens.end();
    formed = hyphen ? cell[i] == '-' : is_capital(cell[i]);
  }
  return formed ? 12 : kNever;
}

double bits_of_doi(std::string_view cell) {
  if (cell.starts_with("doi:")) {
    cell.remove_prefix(4);
  }
  const std::size_t slash = cell.find('/');
  const bool formed = cell.starts_with("10.") && slash != std::string_view::npos && slash >= 7 &&
                      slash + 1 < cell.size() && std::ranges::all_of(cell.substr(3, 4), is_digit) &&
                      cell.find(' ') == std::string_view::npos;
  return formed ? 10 : kNever;
}

}  // namespace cognate::schema
