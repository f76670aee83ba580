#include "report/html/mapping_html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/html/assets.h"

namespace cognate::report {
namespace {

using testing::HasSubstr;
using testing::Not;

Mapping example() {
  return {.source_table = "crm",
          .target_table = "warehouse",
          .source = {{.name = "dob", .type = "date", .samples = {"1.2.1999"}, .null_share = 0.25},
                     {.name = "fax", .type = "text", .samples = {}}},
          .target = {{.name = "birth_date", .type = "date", .samples = {"2001-05-06"}},
                     {.name = "notes", .type = "text", .samples = {}}},
          .matches = {{.pair = {.source = 0, .target = 0, .score = 0.8},
                       .reasons = {{.signal = "name", .share = 0.6, .text = "names are alike"},
                                   {.signal = "type", .share = 0.2, .text = "both are dates"},
                                   {.signal = "values", .share = 0, .text = "no common value"}}}},
          .unmatched_source = {1},
          .unmatched_target = {1},
          .candidates = {{.source = 0, .target = 0, .score = 0.8},
                         {.source = 0, .target = 1, .score = 0.1},
                         {.source = 1, .target = 1, .score = 0.001}}};
}

std::string page(const Mapping& mapping) {
  std::string out;
  EXPECT_TRUE(write_mapping_html(mapping, [&](std::string_view piece) {
    out += piece;
    return ok();
  }));
  return out;
}

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(MappingHtml, ShowsScoresReasonsSamplesCandidatesAndWhatStandsAlone) {
  const std::string text = page(example());
  for (const auto* part :
       {"<bdi>dob</bdi>", "<bdi>birth_date</bdi>", "<b>80&nbsp;%</b>", ">likely<",
        "25&nbsp;% empty", "<li><bdi>1.2.1999</bdi></li>", "name: 75&nbsp;% of the score",
        "<li class=\"against\"", "1 other candidate", "nearest columns", "&lt;1&nbsp;%",
        "Source columns without a match <small>1</small>"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(MappingHtml, NothingFromTheTablesBecomesMarkup) {
  Mapping mapping = example();
  const std::string evil = "<script>alert('x')</script>\"&\x01";
  mapping.source_table = evil;
  mapping.source[0].name = evil;
  mapping.source[0].type = evil;
  mapping.source[0].samples = {evil};
  mapping.source[0].description = evil;
  mapping.source[0].declared_type = evil;
  mapping.target[1].name = evil;
  mapping.matches[0].reasons[0].text = evil;
  mapping.matches[0].reasons[0].signal = evil;
  const std::string text = page(mapping);
  EXPECT_EQ(count_of(text, "<script>"), 1U) << "the page's own";
  EXPECT_THAT(text, Not(HasSubstr("alert('x')")));
  EXPECT_THAT(text, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;␁"));
}

TEST(MappingHtml, WritingFromRightToLeftStaysInItsCell) {
  Mapping mapping = example();
  mapping.source[0].name = "\u05e9\u05dd \u202e gpj.exe";
  const std::string text = page(mapping);
  EXPECT_THAT(text, HasSubstr("<bdi>\u05e9\u05dd \uFFFD gpj.exe</bdi>"));
}

TEST(MappingHtml, AsksTheNetworkForNothingAndAllowsOnlyItsOwnScript) {
  const std::string text = page(example());
  EXPECT_THAT(text, HasSubstr("default-src 'none'"));
  EXPECT_THAT(text, HasSubstr("script-src " + source_of(kReportScript)));
  for (const auto* part : {"http:", "https:", "url(", "@import", " src=", " style=", " onclick"}) {
    EXPECT_THAT(text, Not(HasSubstr(part)));
  }
}

TEST(MappingHtml, NothingInCommonIsSaid) {
  Mapping mapping = example();
  mapping.matches.clear();
  EXPECT_THAT(page(mapping), HasSubstr("No column of the one table matches"));
  EXPECT_THAT(page(Mapping{}), HasSubstr("</html>"));
}

TEST(MappingHtml, AThousandColumnsComeInPieces) {
  Mapping mapping;
  for (std::size_t i = 0; i < 1000; ++i) {
    mapping.source.push_back({.name = "s", .type = "text", .samples = {"a", "b"}});
    mapping.target.push_back({.name = "t", .type = "text"});
    mapping.matches.push_back({.pair = {.source = i, .target = i, .score = 1}, .reasons = {}});
  }
  std::size_t longest = 0;
  std::size_t total = 0;
  ASSERT_TRUE(write_mapping_html(mapping, [&](std::string_view piece) {
    longest = std::max(longest, piece.size());
    total += piece.size();
    return ok();
  }));
  EXPECT_LT(longest, 100'000U);
  EXPECT_LT(total, 2'000'000U);
}

TEST(Assets, TheHashIsWrittenInBase64) {
  // SHA-256 of the empty text, as browsers name it.
  EXPECT_EQ(source_of({"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}),
            "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
}

}  // namespace
}  // namespace cognate::report
