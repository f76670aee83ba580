#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "text/tiny_tokenizer.h"

namespace cognate::text {
namespace {

using testing::HasSubstr;

std::string tiny_lines() {
  std::string lines;
  for (const auto token : kTinyTokens) {
    lines.append(token).append("\n");
  }
  return lines;
}

/// A folder of the test's own, removed at its end.
class Folder {
 public:
  Folder() {
    std::string name = testing::TempDir() + "/cognate-text-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, std::string_view content) const {
    std::ofstream(path_ + "/" + name, std::ios::binary) << content;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(VocabTxt, GivesALineItsNumberAsId) {
  auto spec = parse_vocab_txt(tiny_lines(), "");
  ASSERT_TRUE(spec) << spec.error().message;
  EXPECT_EQ(spec->vocabulary.size(), kTinyTokens.size());
  EXPECT_EQ(spec->vocabulary.token(13), "order");
  EXPECT_EQ(spec->added_tokens.size(), 5U);
  EXPECT_TRUE(spec->switches.lowercase && spec->switches.strip_accents);
}

TEST(VocabTxt, TakesWindowsLinesAndALastLineWithoutEnd) {
  const auto spec = parse_vocab_txt("[UNK]\r\n[CLS]\r\n\r\n[SEP]", "");
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->vocabulary.size(), 4U);
  EXPECT_EQ(spec->vocabulary.token(1), "[CLS]");
  EXPECT_EQ(spec->vocabulary.token(2), "");
  EXPECT_EQ(spec->vocabulary.token(3), "[SEP]");
}

TEST(VocabTxt, TakesSwitchesAndNamesFromTheConfig) {
  auto spec = parse_vocab_txt(
      "<u>\n<c>\n<s>\n",
      R"({"do_lower_case":false,"strip_accents":null,"tokenize_chinese_chars":false,)"
      R"("unk_token":"<u>",)"
      R"("cls_token":{"content":"<c>"},"sep_token":"<s>","tokenizer_class":"BertTokenizerFast"})");
  ASSERT_TRUE(spec) << spec.error().message;
  EXPECT_FALSE(spec->switches.lowercase || spec->switches.strip_accents ||
               spec->switches.handle_chinese_chars);
  EXPECT_EQ(spec->first_token, "<c>");
  EXPECT_TRUE(Tokenizer::make(*std::move(spec)));
}

TEST(VocabTxt, RefusesABadConfig) {
  EXPECT_THAT(parse_vocab_txt("a\n", R"({"tokenizer_class":"T5Tokenizer"})").error().message,
              HasSubstr("\"T5Tokenizer\""));
  EXPECT_THAT(parse_vocab_txt("a\n", R"({"do_lower_case":1})").error().message,
              HasSubstr("do_lower_case: true or false expected"));
  EXPECT_THAT(parse_vocab_txt("a\n", "{").error().message, HasSubstr("not valid JSON"));
}

TEST(Load, PrefersTokenizerJson) {
  const Folder folder;
  folder.write("tokenizer.json", tiny_json());
  folder.write("vocab.txt", "wrong\n");
  const auto tokenizer = Tokenizer::load(real_file_system(), folder.path());
  ASSERT_TRUE(tokenizer) << tokenizer.error().message;
  EXPECT_EQ(tokenizer->vocabulary_size(), kTinyTokens.size());
}

TEST(Load, FallsBackToVocabTxt) {
  const Folder folder;
  folder.write("vocab.txt", tiny_lines());
  folder.write("tokenizer_config.json", R"({"do_lower_case":false})");
  const auto tokenizer = Tokenizer::load(real_file_system(), folder.path());
  ASSERT_TRUE(tokenizer) << tokenizer.error().message;
  std::vector<std::uint32_t> ids;
  tokenizer->encode("id ID", 16, ids);
  EXPECT_THAT(ids, testing::ElementsAre(2, 12, 1, 3));
}

TEST(Load, NamesTheFolderThatHasNeither) {
  const Folder folder;
  const auto tokenizer = Tokenizer::load(real_file_system(), folder.path());
  ASSERT_FALSE(tokenizer);
  EXPECT_EQ(tokenizer.error().code, Code::not_found);
  EXPECT_EQ(tokenizer.error().message,
            folder.path() + ": neither tokenizer.json nor vocab.txt is there");
}

TEST(Load, NamesTheFileThatIsWrong) {
  const Folder folder;
  folder.write("vocab.txt", "a\na\n");
  EXPECT_EQ(Tokenizer::load(real_file_system(), folder.path()).error().message,
            folder.path() + "/vocab.txt: token \"a\" stands twice, with ids 0 and 1");
  folder.write("tokenizer.json", tiny_json().substr(0, 300));
  EXPECT_THAT(Tokenizer::load(real_file_system(), folder.path()).error().message,
              HasSubstr(folder.path() + "/tokenizer.json: not valid JSON"));
}

}  // namespace
}  // namespace cognate::text
