#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text/tiny_tokenizer.h"

namespace cognate::text {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

TEST(TokenizerJson, ReadsATokenizer) {
  auto spec = parse_tokenizer_json(tiny_json());
  ASSERT_TRUE(spec) << spec.error().message;
  EXPECT_TRUE(spec->switches.strip_accents) << "null follows lowercase";
  EXPECT_EQ(spec->first_token, "[CLS]");
  EXPECT_EQ(spec->last_token, "[SEP]");
  EXPECT_EQ(spec->added_tokens.size(), 5U);
  const auto from_json = Tokenizer::make(*std::move(spec));
  const auto wanted = Tokenizer::make(tiny_spec());
  ASSERT_TRUE(from_json && wanted);
  std::vector<std::uint32_t> ids, wanted_ids;
  from_json->encode("Un\u00e4ble [SEP] orders a a a a", 256, ids);
  wanted->encode("Un\u00e4ble [SEP] orders a a a a", 256, wanted_ids);
  EXPECT_EQ(ids, wanted_ids) << "and its truncation is left aside";
}

TEST(TokenizerJson, ReadsEverySwitch) {
  const auto spec = parse_tokenizer_json(
      replaced(replaced(tiny_json(),
                        R"("clean_text":true,"handle_chinese_chars":true,)"
                        R"("strip_accents":null,"lowercase":true)",
                        R"("clean_text":false,"handle_chinese_chars":false,)"
                        R"("strip_accents":null,"lowercase":false)"),
               R"("max_input_chars_per_word":100)", R"("max_input_chars_per_word":7)"));
  ASSERT_TRUE(spec) << spec.error().message;
  EXPECT_FALSE(spec->switches.clean_text || spec->switches.handle_chinese_chars ||
               spec->switches.strip_accents || spec->switches.lowercase);
  EXPECT_EQ(spec->word_characters_max, 7U);
}

TEST(TokenizerJson, ReadsATemplateOfThreeSteps) {
  const std::string steps =
      R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[SEP]","type_id":0}},)"
      R"({"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[MASK]","type_id":0}}]})";
  const auto spec = parse_tokenizer_json(replaced(
      tiny_json(), R"({"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]})", steps));
  ASSERT_TRUE(spec) << spec.error().message;
  EXPECT_EQ(spec->first_token, "[SEP]");
  EXPECT_EQ(spec->last_token, "[MASK]");
}

struct BadRow {
  std::string_view what;
  std::string_view by;
  Code code;
  std::string_view message;
};

TEST(TokenizerJson, SaysWhichFieldIsWrong) {
  const BadRow rows[] = {
      {R"("type":"WordPiece")", R"("type":"BPE")", Code::unsupported, "model.type is \"BPE\""},
      {R"("type":"WordPiece",)", "", Code::unsupported, "model.type is \"(none)\""},
      {R"("type":"BertNormalizer")", R"("type":"NFC")", Code::unsupported,
       "normalizer.type is \"NFC\""},
      {R"("normalizer":{)", R"("other":{)", Code::unsupported, "no normalizer"},
      {R"({"type":"BertPreTokenizer"})", "null", Code::unsupported, "no pre_tokenizer"},
      {R"({"type":"BertPreTokenizer"})", "[]", Code::corrupt, "pre_tokenizer: an object expected"},
      {R"("type":"BertProcessing")", R"("type":"ByteLevel")", Code::unsupported,
       "post_processor.type is \"ByteLevel\""},
      {R"("post_processor":)", R"("other":)", Code::unsupported, "no post_processor"},
      {R"("type":"BertProcessing")", R"("type":"TemplateProcessing")", Code::corrupt,
       "post_processor.single: a list expected"},
      {R"("type":"BertProcessing")", R"("type":"TemplateProcessing","single":[])",
       Code::unsupported, "not one token, the text, one token"},
      {R"("type":"BertProcessing")",
       R"("type":"TemplateProcessing","single":[{"Sequence":{"id":"B"}}])", Code::unsupported,
       "post_processor.single has an unknown step"},
      {R"("cls":["[CLS]",2])", R"("cls":"[CLS]")", Code::corrupt, "post_processor.cls"},
      {R"("clean_text":true)", R"("clean_text":"yes")", Code::corrupt,
       "normalizer.clean_text: true or false expected"},
      {R"("unk_token":"[UNK]")", R"("unk_token":1)", Code::corrupt,
       "model.unk_token: a string expected"},
      {R"("max_input_chars_per_word":100)", R"("max_input_chars_per_word":-1)", Code::corrupt,
       "model.max_input_chars_per_word: a whole number expected"},
      {R"("max_input_chars_per_word":100)", R"("max_input_chars_per_word":100000)",
       Code::unsupported, "1 to 1000 are supported"},
      {R"("vocab":{)", R"("other":{)", Code::corrupt, "model.vocab: an object expected"},
      {R"("order":13)", R"("order":"13")", Code::corrupt,
       "the id of token \"order\" is not a whole"},
      {R"("order":13)", R"("order":-1)", Code::corrupt, "the id of token \"order\" is not a whole"},
      {R"("order":13)", R"("order":1099511627776)", Code::unsupported, "has id 1099511627776"},
      {R"("order":13)", R"("order":12)", Code::corrupt, "id 12 is given to two tokens"},
      {R"("id":4,)", R"("id":"4",)", Code::corrupt, "added_tokens[4].id: a whole number expected"},
      {R"("id":4,)", "", Code::unsupported, "added_tokens[4].id"},
      {R"("normalized":false)", R"("single_word":true)", Code::unsupported,
       "added_tokens[0].single_word is set for \"[PAD]\""},
      {R"("added_tokens":[)", R"("added_tokens":[3,)", Code::corrupt, "added_tokens[0]: an object"},
      {R"("added_tokens":[)", R"("added_tokens":3,"other":[)", Code::corrupt,
       "added_tokens: a list"},
  };
  for (const BadRow& row : rows) {
    const auto spec = parse_tokenizer_json(replaced(tiny_json(), row.what, row.by));
    ASSERT_FALSE(spec) << row.by;
    EXPECT_EQ(spec.error().code, row.code) << row.by;
    EXPECT_THAT(spec.error().message, HasSubstr(std::string(row.message)));
  }
}

TEST(TokenizerJson, ListsWhatIsSupportedWhenItRefusesAKind) {
  const auto spec = parse_tokenizer_json(replaced(tiny_json(), R"("WordPiece")", R"("Unigram")"));
  ASSERT_FALSE(spec);
  EXPECT_THAT(spec.error().message, AllOf(HasSubstr("supported are"), HasSubstr("WordPiece"),
                                          HasSubstr("BertNormalizer")));
}

TEST(TokenizerJson, RefusesAFileCutAnywhere) {
  const std::string whole = tiny_json();
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    const auto spec = parse_tokenizer_json(whole.substr(0, bytes));
    ASSERT_FALSE(spec) << bytes;
    EXPECT_THAT(spec.error().message, StartsWith("not valid JSON, perhaps cut short"));
  }
}

TEST(TokenizerJson, RefusesATokenThatStandsTwice) {
  auto spec =
      parse_tokenizer_json(replaced(tiny_json(), R"("order":13)", R"("order":13,"order":99)"));
  ASSERT_TRUE(spec);
  const auto made = Tokenizer::make(*std::move(spec));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, "token \"order\" stands twice, with ids 13 and 99");
}

TEST(TokenizerJson, RefusesWhatIsNoObject) {
  EXPECT_EQ(parse_tokenizer_json("[1]").error().message, "not a JSON object");
}

}  // namespace
}  // namespace cognate::text
