// The ids that the reference tokenizer gave, kept in tests/golden/tokenizer/ by
// tools/make_tokenizer_goldens.py.

#include <gtest/gtest.h>

#include "base/paths.h"
#include "text/json_fields.h"
#include "text/tokenizer.h"

namespace cognate::text {
namespace {

constexpr std::size_t kTokensMax = 256;
const std::string kGoldens = COGNATE_SOURCE_DIR "/tests/golden/tokenizer";

struct Golden {
  NormalizerSwitches switches;
  std::string text;
  std::vector<std::uint32_t> ids;
};

Result<Golden> read_golden(std::string_view line) {
  simdjson::dom::parser parser;
  TRY(const auto row, parse_json_object(parser, line));
  Golden golden;
  TRY(golden.text, row.text("text", ""));
  if (row.find("switches")) {
    TRY(const auto from, row.object("switches"));
    TRY(golden.switches.clean_text, from.flag("clean_text", true));
    TRY(golden.switches.handle_chinese_chars, from.flag("handle_chinese_chars", true));
    TRY(golden.switches.strip_accents, from.flag("strip_accents", true));
    TRY(golden.switches.lowercase, from.flag("lowercase", true));
  }
  const auto ids = row.find("ids");
  simdjson::dom::array numbers;
  if (!ids || ids->value.get(numbers) != simdjson::SUCCESS) {
    return fail(Code::corrupt, "no ids");
  }
  for (const auto number : numbers) {
    std::uint64_t id = 0;
    if (number.get(id) != simdjson::SUCCESS) {
      return fail(Code::corrupt, "an id is no number");
    }
    golden.ids.push_back(static_cast<std::uint32_t>(id));
  }
  return golden;
}

std::string content(const std::string& path) {
  auto text = read_file(real_file_system(), path, limits::kModelJsonBytesMax);
  EXPECT_TRUE(text) << text.error().message;
  return text ? *std::move(text) : std::string();
}

std::vector<Golden> goldens(const std::string& name) {
  const std::string lines = content(kGoldens + "/" + name);
  std::vector<Golden> read;
  for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) {
    auto golden = read_golden(std::string_view(lines).substr(at, lines.find('\n', at) - at));
    EXPECT_TRUE(golden) << golden.error().message << " in line " << read.size() + 1;
    if (golden) {
      read.push_back(*std::move(golden));
    }
  }
  return read;
}

TEST(TokenizerGolden, GivesTheReferencesIdsWithEverySettingOfTheSwitches) {
  const auto rows = goldens("tiny.jsonl");
  ASSERT_GE(rows.size(), 700U);
  const std::string json = content(kGoldens + "/tiny/tokenizer.json");
  for (const Golden& row : rows) {
    auto spec = parse_tokenizer_json(json);
    ASSERT_TRUE(spec) << spec.error().message;
    spec->switches = row.switches;
    const auto tokenizer = Tokenizer::make(*std::move(spec));
    ASSERT_TRUE(tokenizer) << tokenizer.error().message;
    std::vector<std::uint32_t> ids;
    tokenizer->encode(row.text, kTokensMax, ids);
    EXPECT_EQ(ids, row.ids) << row.text;
  }
}

/// The folder of the real model, by the same rules as the program's; "" where there is none.
std::string model_folder() {
  const Environment environment = process_environment();
  if (auto named = environment_value(environment, "COGNATE_MODEL_DIR"); !named.empty()) {
    return named;
  }
  const auto home = cognate_home(environment);
  return home ? *home + "/models/all-MiniLM-L6-v2" : "";
}

TEST(TokenizerGolden, GivesTheReferencesIdsWithTheVocabularyOfMiniLm) {
  const std::string folder = model_folder();
  if (real_file_system().kind(folder + "/tokenizer.json") != FileKind::file) {
    GTEST_SKIP() << "NOT CHECKED: no tokenizer.json in '" << folder
                 << "'. Fetch the model (tools/get_model.sh) or set COGNATE_MODEL_DIR.";
  }
  const auto tokenizer = Tokenizer::load(real_file_system(), folder);
  ASSERT_TRUE(tokenizer) << tokenizer.error().message;
  EXPECT_EQ(tokenizer->vocabulary_size(), 30522U);
  const auto rows = goldens("model.jsonl");
  ASSERT_GE(rows.size(), 300U);
  for (const Golden& row : rows) {
    std::vector<std::uint32_t> ids;
    tokenizer->encode(row.text, kTokensMax, ids);
    EXPECT_EQ(ids, row.ids) << row.text;
  }
}

}  // namespace
}  // namespace cognate::text
