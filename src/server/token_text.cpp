#include "server/token_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/error.h"
#include "base/limits.h"

namespace cognate::server {
namespace {

constexpr std::array<std::string_view, 5> kSpecial = {"[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"};
constexpr std::string_view kGlue = "##";

/// What the reference decoder tidies up, in its order.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kTidy = {{
    {" .", "."},
    {" ?", "?"},
    {" !", "!"},
    {" ,", ","},
    {" ' ", "'"},
    {" n't", "n't"},
    {" 'm", "'m"},
    {" do not", " don't"},
    {" 's", "'s"},
    {" 've", "'ve"},
    {" 're", "'re"},
}};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

Result<std::string_view> token_of(const text::Tokenizer& tokenizer, std::uint32_t id) {
  const std::string_view token =
      id < tokenizer.vocabulary_size() ? tokenizer.token(id) : std::string_view();
  if (token.empty()) {
    return fail(Code::invalid_argument,
                "no token of this model has the id {}: send texts, or ids of its own tokenizer",
                id);
  }
  return token;
}

void append_piece(std::string& text, std::string_view token) {
  const bool glued = token.starts_with(kGlue) && !text.empty();
  if (!glued && !text.empty()) {
    text += ' ';
  }
  text += glued ? token.substr(kGlue.size()) : token;
}

}  // namespace

bool is_special_token(std::string_view token) noexcept {
  return std::ranges::find(kSpecial, token) != kSpecial.end();
}

Result<std::string> decode_tokens(const text::Tokenizer& tokenizer,
                                  std::span<const std::uint32_t> ids, bool skip_special) {
  std::string text;
  for (const std::uint32_t id : ids) {
    TRY(const std::string_view token, token_of(tokenizer, id));
    if (!skip_special || !is_special_token(token)) {
      append_piece(text, token);
    }
  }
  for (const auto& [from, to] : kTidy) {
    replace_all(text, from, to);
  }
  return text;
}

Result<std::string> text_of_tokens(const LoadedModel& model, std::span<const std::uint32_t> ids) {
  if (!ids.empty() && model.tokenizer.token(ids.front()) == kSpecial[0]) {
    ids = ids.subspan(1);
  }
  if (!ids.empty() && model.tokenizer.token(ids.back()) == kSpecial[1]) {
    ids = ids.first(ids.size() - 1);
  }
  std::string text;
  for (const std::uint32_t id : ids) {
    TRY(const std::string_view token, token_of(model.tokenizer, id));
    append_piece(text, token);
  }
  std::vector<std::uint32_t> read;
  model.tokenizer.encode(text, ids.size() + 3, read);
  if (read.size() != ids.size() + 2 || !std::equal(ids.begin(), ids.end(), read.begin() + 1)) {
    return fail(Code::invalid_argument,
                "{} does not read any text as these ids: they come from another tokenizer; send "
                "texts (LangChain: check_embedding_ctx_length=False)",
                model.info.model);
  }
  return text;
}

}  // namespace cognate::server
