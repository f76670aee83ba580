// Parsing, help and completion, all made from the tables of commands.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/parse.h"

namespace cognate::cli {
namespace {

using testing::HasSubstr;

Result<Parsed> parsed(std::vector<std::string> words) { return parse(words); }

std::string error_of(std::vector<std::string> words) {
  const auto result = parse(words);
  return result ? "no error" : result.error().message;
}

TEST(Parse, TellsArgumentsFromOptions) {
  const auto result =
      parsed({"match", "a.csv", "--threads=3", "b.csv", "--json", "--out", "m.json"});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->given.argument("SOURCE"), "a.csv");
  EXPECT_EQ(result->given.argument("TARGET"), "b.csv");
  EXPECT_EQ(result->given.option("--threads"), "3");
  EXPECT_EQ(result->given.option("--out"), "m.json");
  EXPECT_TRUE(result->given.has("--json"));
  EXPECT_FALSE(result->given.has("--strict"));
  EXPECT_EQ(path_in_words(result->path), "cognate match");
}

TEST(Parse, WalksDownToACommandOfACommand) {
  const auto result = parsed({"model", "import", "folder", "--name", "mine"});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(path_in_words(result->path), "cognate model import");
  EXPECT_EQ(result->given.argument("FOLDER"), "folder");
}

TEST(Parse, ADashIsAnArgumentAndAfterTwoDashesEverythingIs) {
  EXPECT_EQ(parsed({"embed", "-"})->given.argument("FILE"), "-");
  EXPECT_EQ(parsed({"embed", "-", "--prompt", ""})->given.option("--prompt"), "");
  EXPECT_TRUE(parsed({"embed", "-", "--prompt", ""})->given.has("--prompt"));
  EXPECT_EQ(parsed({"embed", "--", "--odd-name"})->given.argument("FILE"), "--odd-name");
}

TEST(Parse, NegativeNumbersAreValues) {
  const auto result = parsed({"match", "a", "b", "--threshold", "-1"});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->given.option("--threshold"), "-1");
}

TEST(Parse, TheLastOfARepeatedOptionCounts) {
  EXPECT_EQ(parsed({"embed", "-", "--threads", "1", "--threads", "2"})->given.option("--threads"),
            "2");
}

TEST(Parse, AFlagThatRepeatsKeepsAllItsValues) {
  const auto given =
      parsed({"match", "--lock", "a=b", "x.csv", "--lock", "c=d", "y.csv", "--forbid=e=f"})->given;
  EXPECT_EQ(given.all("--lock"), (std::vector<std::string>{"a=b", "c=d"}));
  EXPECT_EQ(given.all("--forbid"), (std::vector<std::string>{"e=f"}));
  EXPECT_EQ(given.argument("TARGET"), "y.csv");
  EXPECT_TRUE(given.all("--threads").empty());
}

TEST(Parse, ASlipIsAnsweredWithTheNearestName) {
  EXPECT_EQ(error_of({"mtach", "a", "b"}),
            "no command \"mtach\"; did you mean match? (`cognate --help` shows what there is)");
  EXPECT_EQ(error_of({"model", "lst"}),
            "no command \"lst\"; did you mean list? (`cognate model --help` shows what there is)");
  EXPECT_EQ(error_of({"match", "a", "b", "--thread", "2"}),
            "cognate match has no flag --thread; did you mean --threads? "
            "(`cognate match --help` shows what there is)");
  EXPECT_THAT(error_of({"match", "a", "b", "--zzzzzz"}), HasSubstr("no flag --zzzzzz ("));
  EXPECT_THAT(error_of({"--verison"}), HasSubstr("did you mean --version?"));
}

TEST(Parse, WhatIsMissingOrTooMuchIsSaid) {
  EXPECT_THAT(error_of({"match", "a"}), HasSubstr("cognate match needs TARGET"));
  EXPECT_THAT(error_of({"match", "a", "b", "c"}), HasSubstr("\"c\" is one argument too many"));
  EXPECT_THAT(error_of({"match", "a", "b", "--out", "--json"}), HasSubstr("--out needs a value"));
  EXPECT_NE(error_of({"match", "a", "b", "--out"}), "no error");
  EXPECT_EQ(error_of({"match", "a", "b", "--format", "xml"}),
            "--format \"xml\": not one of table|json|csv|sql|html");
}

TEST(Parse, HelpAndVersionNeedNothingElse) {
  EXPECT_TRUE(parsed({})->help);
  EXPECT_TRUE(parsed({"--help"})->help);
  EXPECT_TRUE(parsed({"-h"})->help);
  EXPECT_TRUE(parsed({"match", "--help"})->help);
  EXPECT_TRUE(parsed({"model"})->help);
  EXPECT_TRUE(parsed({"--version"})->version);
}

/// Calls `visit` for every command there is, with the way to it.
void for_each_path(std::vector<const Command*> path,
                   const std::function<void(const std::vector<const Command*>&)>& visit) {
  visit(path);
  for (const Command* child : path.back()->children) {
    auto longer = path;
    longer.push_back(child);
    for_each_path(longer, visit);
  }
}

TEST(Commands, EachHasAPageThatNamesAllItsPartsWithoutLongLines) {
  for_each_path({&root_command()}, [](const std::vector<const Command*>& path) {
    const std::string page = help_page(path);
    EXPECT_THAT(page, HasSubstr("usage: " + path_in_words(path)));
    for (const Argument& argument : path.back()->arguments) {
      EXPECT_THAT(page, HasSubstr(std::string(argument.name)));
    }
    for (const Option& option : path.back()->options) {
      EXPECT_THAT(page, HasSubstr(std::string(option.flag)));
      EXPECT_FALSE(option_help(option).empty()) << option.flag;
    }
    for (std::size_t start = 0; start < page.size();) {
      const std::size_t end = page.find('\n', start);
      EXPECT_LE(end - start, 100U) << page.substr(start, end - start);
      start = end + 1;
    }
  });
}

TEST(Commands, EachRunsOrHasChildren) {
  for_each_path({&root_command()}, [](const std::vector<const Command*>& path) {
    EXPECT_NE(path.back()->run == nullptr, path.back()->children.empty()) << path_in_words(path);
  });
}

TEST(Commands, EveryOptionOfASettingIsCalledAsTheSettingSays) {
  for_each_path({&root_command()}, [](const std::vector<const Command*>& path) {
    for (const Option& option : path.back()->options) {
      for (const Setting& setting : settings()) {
        if (setting.key == option.setting) {
          EXPECT_EQ(setting.flag, option.flag);
        }
      }
    }
  });
}

}  // namespace
}  // namespace cognate::cli
