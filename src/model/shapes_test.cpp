// Networks of many shapes, each with its pooling and prompts, against plain double arithmetic.

#include <gtest/gtest.h>

#include "model/embedder.h"
#include "model/tiny_model.h"
#include "text/tokenizer.h"

namespace cognate::model {
namespace {

using testing_model::TinyModel;
using testing_model::TinyShape;

constexpr const char* kPrompt = "date of: ";

std::vector<std::string> texts_up_to(std::size_t tokens_max) {
  std::vector<std::string> texts = {"", "city", "s", "date of birth", "zzz citys : a"};
  for (std::size_t words = 4; words < tokens_max + 8; words = words * 3 / 2) {
    std::string text;
    for (std::size_t i = 0; i < words; ++i) {
      text += i % 3 == 1 ? "name " : (i % 5 == 0 ? "b " : "city ");
    }
    texts.push_back(text);
  }
  return texts;
}

void hold_against_plain(const TinyShape& shape, const std::string& prompt) {
  SCOPED_TRACE(testing::Message() << "hidden " << shape.hidden << ", heads " << shape.heads
                                  << ", layers " << shape.layers << ", inner " << shape.inner
                                  << (shape.cls ? ", cls" : ", mean") << ", prompt '" << prompt
                                  << "'");
  const TinyModel folder(shape);
  const auto embedder =
      load_embedder(real_file_system(), folder.path(), {.threads = 2, .precision = "f32"});
  ASSERT_TRUE(embedder) << embedder.error().message;
  const auto tokenizer = text::Tokenizer::load(real_file_system(), folder.path());
  ASSERT_TRUE(tokenizer);
  const auto texts = texts_up_to(shape.tokens_max);
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  EmbedOptions options;
  options.prompt = prompt;
  const auto vectors = (*embedder)->embed(views, options);
  ASSERT_TRUE(vectors) << vectors.error().message;
  std::vector<std::uint32_t> ids;
  tokenizer->encode(prompt, shape.tokens_max, ids);
  const std::size_t left_out = shape.pool_prompt || prompt.empty() ? 0 : ids.size() - 1;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    tokenizer->encode(prompt + texts[i], shape.tokens_max, ids);
    const auto want = folder.vector_of({ids.begin(), ids.end()}, left_out);
    for (std::size_t c = 0; c < want.size(); ++c) {
      ASSERT_NEAR(vectors->row(i)[c], want[c], 1e-5)
          << ids.size() << " tokens, coordinate " << c << " of '" << texts[i].substr(0, 40) << "'";
    }
  }
}

TEST(Shapes, OfAnyHiddenSizeAgreeWithPlainArithmetic) {
  for (const std::size_t hidden : {8U, 16U, 40U, 56U, 72U, 88U, 104U, 136U}) {
    hold_against_plain({.hidden = hidden, .heads = 2, .layers = 1, .inner = 3 * hidden - 8}, "");
  }
}

TEST(Shapes, OfAnyHeadSizeAgreeWithPlainArithmetic) {
  for (const auto& [hidden, heads] : {std::pair{8U, 8U},
                                      {24U, 8U},
                                      {40U, 8U},
                                      {56U, 8U},
                                      {72U, 8U},
                                      {120U, 8U},
                                      {40U, 1U},
                                      {128U, 1U},
                                      {112U, 1U}}) {
    hold_against_plain({.hidden = hidden, .heads = heads, .layers = 1}, "");
  }
}

TEST(Shapes, OfAnyInnerSizeAndDepthAgreeWithPlainArithmetic) {
  hold_against_plain({.layers = 1, .inner = 1}, "");
  hold_against_plain({.layers = 1, .inner = 97}, "");
  hold_against_plain({.layers = 12, .inner = 24}, "");
}

TEST(Shapes, OfEveryPoolingAgreeWithPlainArithmetic) {
  for (const bool cls : {false, true}) {
    for (const bool normalize : {false, true}) {
      hold_against_plain({.layers = 1, .cls = cls, .normalize = normalize}, "");
    }
  }
}

TEST(Shapes, LeaveThePromptOutOfThePoolingWhereTheModelSaysSo) {
  for (const bool cls : {false, true}) {
    for (const bool pool_prompt : {false, true}) {
      const TinyShape shape = {.layers = 1, .cls = cls, .pool_prompt = pool_prompt};
      hold_against_plain(shape, kPrompt);
      hold_against_plain(shape, "");
    }
  }
}

// "a" stands alone as a token, but "as" is "a ##s" and "city" is one token: a text that goes on in
// the middle of the prompt's last word may leave fewer tokens than the prompt has by itself.
TEST(Shapes, CutThePromptAndTheTextAsOneString) {
  hold_against_plain({.layers = 1, .pool_prompt = false}, "a b c date name");
  hold_against_plain({.layers = 1, .pool_prompt = false}, "citys");
}

TEST(Shapes, OfTheLongestTextsAgreeWithPlainArithmetic) {
  hold_against_plain(
      {.hidden = 8, .heads = 2, .layers = 1, .inner = 8, .positions = 512, .tokens_max = 512}, "");
}

}  // namespace
}  // namespace cognate::model
