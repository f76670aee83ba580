#pragma once
// Added tokens: texts like "[SEP]" that become one id wherever they stand, even inside a word.
//
// The leftmost match wins, among those that start together the longest. A token may also take the
// white space before or after it. Thread-safety: immutable.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/result.h"

namespace cognate::text {

struct AddedToken {
  std::string content;
  std::uint32_t id = 0;
  bool normalized = false;    ///< looked for in the normalized text instead of the raw one
  bool strips_left = false;   ///< takes white space before it
  bool strips_right = false;  ///< takes white space after it
};

class AddedTokens {
 public:
  AddedTokens() = default;
  /// Error corrupt: an empty content, or two equal ones.
  static Result<AddedTokens> make(std::vector<AddedToken> tokens);

  bool empty() const noexcept { return tokens_.empty(); }
  const std::vector<AddedToken>& tokens() const noexcept { return tokens_; }

  /// Calls on_token(id) for each token found and on_text(part) for each part between them, in
  /// order; both return false to stop. Parts are never empty.
  template <class OnText, class OnToken>
  void split(std::string_view text, OnText on_text, OnToken on_token) const {
    std::size_t part = 0;  // where the text that no token has taken begins
    std::size_t from = 0;
    while (const std::optional<Found> found = next(text, from)) {
      const Taken taken = taken_by(*found, text, part);
      if (part < taken.begin && !on_text(text.substr(part, taken.begin - part))) {
        return;
      }
      if (!on_token(found->token->id)) {
        return;
      }
      from = found->at + found->token->content.size();
      part = taken.end;
    }
    if (part < text.size()) {
      on_text(text.substr(part));
    }
  }

 private:
  struct Found {
    std::size_t at;
    const AddedToken* token;
  };
  struct Taken {
    std::size_t begin;
    std::size_t end;
  };

  std::optional<Found> next(std::string_view text, std::size_t from) const noexcept;
  static Taken taken_by(const Found& found, std::string_view text, std::size_t part) noexcept;

  std::vector<AddedToken> tokens_;  // longest first
  std::array<bool, 256> starts_{};  // bytes that some token starts with
};

}  // namespace cognate::text
