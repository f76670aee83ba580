#include "schema/value_tokens.h"

#include <array>
#include <utility>

#include "base/hash.h"
#include "schema/fold.h"

namespace cognate::schema {
namespace {

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

/// What may follow a Roman number: nothing, "a" to "c", and a digit behind that.
bool is_grade(std::string_view rest) {
  return rest.empty() || (rest.size() <= 2 && rest[0] >= 'a' && rest[0] <= 'c' &&
                          (rest.size() == 1 || (rest[1] >= '0' && rest[1] <= '9')));
}

void make_arabic(std::string& token) {
  static constexpr std::array<std::pair<std::string_view, char>, 8> kLongestFirst = {{{"viii", '8'},
                                                                                      {"vii", '7'},
                                                                                      {"iii", '3'},
                                                                                      {"vi", '6'},
                                                                                      {"iv", '4'},
                                                                                      {"ii", '2'},
                                                                                      {"v", '5'},
                                                                                      {"i", '1'}}};
  for (const auto& [roman, digit] : kLongestFirst) {
    if (token.starts_with(roman)) {
      const std::string rest = token.substr(roman.size());
      token = is_grade(rest) ? digit + rest : token;
      return;
    }
  }
}

}  // namespace

std::vector<std::string> tokens_of_value(std::string_view value) {
  std::vector<std::string> tokens;
  bool open = false;
  for (const char32_t c : decoded(value)) {
    const bool inside = is_letter(c) || is_digit(c);
    if (inside && !open) {
      tokens.emplace_back();
    }
    if (inside) {
      append_folded(c, tokens.back());
    }
    open = inside;
  }
  for (std::string& token : tokens) {
    make_arabic(token);
  }
  return tokens;
}

void add_token_hashes(const std::vector<std::string>& tokens, std::vector<std::uint64_t>& out) {
  for (const std::string& token : tokens) {
    if (token.size() > 1 || (token.size() == 1 && is_digit(static_cast<unsigned char>(token[0])))) {
      out.push_back(hash64(token));
    }
  }
}

void add_gram_hashes(const std::vector<std::string>& tokens, std::vector<std::uint64_t>& out) {
  for (const std::string& token : tokens) {
    const std::string padded = "\1" + token + "\2";
    for (std::size_t i = 0; i + 3 <= padded.size(); ++i) {
      out.push_back(hash64(std::string_view(padded).substr(i, 3)));
    }
  }
}

}  // namespace cognate::schema
