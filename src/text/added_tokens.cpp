#include "text/added_tokens.h"

#include <algorithm>

#include "base/error.h"
#include "text/unicode.h"
#include "text/utf8.h"

namespace cognate::text {
namespace {

/// Where the white space that ends at `end` begins, not before `least`.
std::size_t space_before(std::string_view text, std::size_t least, std::size_t end) noexcept {
  const auto is_tail = [&](std::size_t at) { return (text[at] & 0xC0) == 0x80; };
  while (end > least) {
    std::size_t begin = end - 1;
    while (begin > least && is_tail(begin)) {
      --begin;
    }
    const Decoded last = decode_utf8(text.substr(begin, end - begin));
    if (last.bytes != end - begin || !character(last.character).is(kSpace)) {
      break;
    }
    end = begin;
  }
  return end;
}

std::size_t space_after(std::string_view text, std::size_t begin) noexcept {
  while (begin < text.size()) {
    const Decoded first = decode_utf8(text.substr(begin));
    if (!character(first.character).is(kSpace)) {
      break;
    }
    begin += first.bytes;
  }
  return begin;
}

}  // namespace

Result<AddedTokens> AddedTokens::make(std::vector<AddedToken> tokens) {
  AddedTokens made;
  std::ranges::sort(tokens, [](const AddedToken& a, const AddedToken& b) {
    return a.content.size() != b.content.size() ? a.content.size() > b.content.size()
                                                : a.content < b.content;
  });
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].content.empty()) {
      return fail(Code::corrupt, "the added token with id {} is empty", tokens[i].id);
    }
    if (i > 0 && tokens[i].content == tokens[i - 1].content) {
      return fail(Code::corrupt, "the added token \"{}\" stands twice", tokens[i].content);
    }
    made.starts_[static_cast<unsigned char>(tokens[i].content[0])] = true;
  }
  made.tokens_ = std::move(tokens);
  return made;
}

std::optional<AddedTokens::Found> AddedTokens::next(std::string_view text,
                                                    std::size_t from) const noexcept {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (!starts_[static_cast<unsigned char>(text[at])]) {
      continue;
    }
    const std::string_view rest = text.substr(at);
    const auto token = std::ranges::find_if(
        tokens_, [rest](const AddedToken& one) { return rest.starts_with(one.content); });
    if (token != tokens_.end()) {
      return Found{at, &*token};
    }
  }
  return std::nullopt;
}

AddedTokens::Taken AddedTokens::taken_by(const Found& found, std::string_view text,
                                         std::size_t part) noexcept {
  const std::size_t end = found.at + found.token->content.size();
  return {found.token->strips_left ? space_before(text, part, found.at) : found.at,
          found.token->strips_right ? space_after(text, end) : end};
}

}  // namespace cognate::text
