// Bad input on every back end: refused whole, in words that say what is wrong and where.

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "base/limits.h"
#include "store/conformance/suite.h"
#include "store/store_file.h"

namespace cognate::store::conformance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class BadInput : public ::testing::TestWithParam<Setting> {
 protected:
  static constexpr std::size_t kDimension = 2;

  void expect_refused(const Document& bad, std::string_view words) {
    const std::vector<Document> documents = {{.id = "good", .vector = {1, 2}}, bad};
    const Status status = store_->upsert(documents);
    ASSERT_FALSE(status) << words;
    EXPECT_EQ(status.error().code, Code::invalid_argument);
    EXPECT_THAT(status.error().message, AllOf(HasSubstr("document 1"), HasSubstr(words)));
    EXPECT_EQ(store_->stats()->documents, 0) << "a refused call leaves nothing behind";
  }

  void expect_refused(const SearchQuery& bad, std::string_view words) {
    const std::vector<SearchQuery> queries = {{.vector = {1, 2}}, bad};
    const auto answers = store_->search(queries);
    ASSERT_FALSE(answers) << words;
    EXPECT_EQ(answers.error().code, Code::invalid_argument);
    EXPECT_THAT(answers.error().message, AllOf(HasSubstr("query 1"), HasSubstr(words)));
  }

  static Result<std::unique_ptr<Store>> create(const StoreSpec& spec) {
    return create_durable_store(*GetParam().backend, spec, {});
  }

  const Setting setting_ = GetParam();
  TestStore store_{setting_, kDimension};
  ScratchFolder folder_;
};

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST_P(BadInput, VectorsThatCannotBeMeasured) {
  expect_refused(Document{.id = "x", .vector = {1}},
                 "has 1 numbers; this store holds vectors of 2");
  expect_refused(Document{.id = "x", .vector = {1, 2, 3}}, "has 3 numbers");
  expect_refused(Document{.id = "x", .vector = {}}, "has 0 numbers");
  expect_refused(Document{.id = "x", .vector = {1, kNan}}, "number 1 of its vector is not finite");
  expect_refused(Document{.id = "x", .vector = {-kInfinity, 1}}, "number 0");
  expect_refused(SearchQuery{.vector = {1, kNan}}, "number 1");
  expect_refused(SearchQuery{.vector = {1}}, "has 1 numbers");
  if (setting_.metric == Metric::cosine) {
    expect_refused(Document{.id = "x", .vector = {0, 0}}, "zero");
    expect_refused(SearchQuery{.vector = {0, -0.F}}, "zero");
  } else {
    expect_refused(Document{.id = "x", .vector = {3e38F, 0}}, "too long");
    expect_refused(SearchQuery{.vector = {3e38F, 3e38F}}, "too long");
  }
}

TEST_P(BadInput, ExtremeVectorsThatCanBeMeasuredAreTaken) {
  const bool cosine = setting_.metric == Metric::cosine;
  const float large = cosine ? 3e38F : 4e18F;
  const float small = std::numeric_limits<float>::denorm_min();
  const std::vector<Document> documents = {{.id = "large", .vector = {large, large}},
                                           {.id = "small", .vector = {small, 0}}};
  ASSERT_TRUE(store_->upsert(documents));
  const SearchQuery query{.vector = {-large, large}, .exact = true};
  const auto answers = store_->search({&query, 1});
  ASSERT_TRUE(answers);
  ASSERT_EQ((*answers)[0].size(), 2);
  for (const Hit& hit : (*answers)[0]) {
    EXPECT_TRUE(std::isfinite(hit.distance)) << hit.id;
    EXPECT_TRUE(std::isfinite(hit.score)) << hit.id;
  }
}

TEST_P(BadInput, IdsAndTexts) {
  expect_refused(Document{.id = "", .vector = {1, 2}}, "id is empty");
  expect_refused(Document{.id = std::string(64 * 1024 + 1, 'x'), .vector = {1, 2}},
                 "65537 bytes; at most 65536");
  expect_refused(Document{.id = "\xFF", .vector = {1, 2}}, "not UTF-8");
  expect_refused(Document{.id = "x", .vector = {1, 2}, .text = "\xC3"}, "text is not UTF-8");
  expect_refused(
      Document{
          .id = "x", .vector = {1, 2}, .text = std::string(limits::kDocumentTextBytesMax + 1, 'x')},
      "its text has");
  const Document longest{.id = std::string(64 * 1024, 'x'), .vector = {1, 2}};
  ASSERT_TRUE(store_->upsert({&longest, 1}));
  EXPECT_EQ(store_->get({&longest.id, 1}, {})->size(), 1);
}

TEST_P(BadInput, Payloads) {
  const auto with = [](Payload payload) {
    return Document{.id = "x", .vector = {1, 2}, .payload = std::move(payload)};
  };
  expect_refused(with({{"", true}}), "");
  expect_refused(with({{"#id", true}}), "#id");
  expect_refused(with({{"x", std::numeric_limits<double>::infinity()}}), "x");
  expect_refused(with({{"big", std::string(limits::kPayloadBytesMax, 'x')}}), "");
}

TEST_P(BadInput, Queries) {
  expect_refused(SearchQuery{.vector = {1, 2}, .top_k = limits::kTopKMax + 1}, "at most 1000000");
  expect_refused(SearchQuery{.vector = {1, 2}, .top_k = 1, .offset = SIZE_MAX}, "hits after an");
  expect_refused(SearchQuery{.vector = {1, 2}, .recall = 0}, "recall");
  expect_refused(SearchQuery{.vector = {1, 2}, .recall = NAN}, "recall");
  expect_refused(SearchQuery{.vector = {1, 2}, .score_threshold = NAN}, "threshold");
  Filter deep = {.op = Filter::Op::exists, .field = "x", .values = {true}};
  for (std::size_t i = 0; i < limits::kFilterDepthMax + 1; ++i) {
    deep = {.op = Filter::Op::none_of, .children = {deep}};
  }
  expect_refused(SearchQuery{.vector = {1, 2}, .filter = deep}, "filter");
  EXPECT_FALSE(store_->scan({.filter = deep}));
  EXPECT_FALSE(store_->erase({.filter = deep}));
  expect_refused(SearchQuery{.vector = {1, 2}, .filter = {.op = Filter::Op::eq, .field = "x"}},
                 "filter");
}

TEST_P(BadInput, AListOfAHundredThousandValuesIsAnswered) {
  const Document document{.id = "x", .vector = {1, 2}, .payload = {{"n", std::int64_t{99'999}}}};
  ASSERT_TRUE(store_->upsert({&document, 1}));
  Filter many{.op = Filter::Op::in, .field = "n"};
  for (std::int64_t i = 0; i < 100'000; ++i) {
    many.values.emplace_back(i);
  }
  const SearchQuery query{.vector = {1, 2}, .filter = many};
  EXPECT_EQ((*store_->search({&query, 1}))[0].size(), 1);
}

TEST_P(BadInput, NothingToDoIsNoErrorButNothingToEraseIs) {
  EXPECT_TRUE(store_->upsert({}));
  EXPECT_THAT(*store_->search({}), IsEmpty());
  EXPECT_EQ(store_->erase({}).error().code, Code::invalid_argument);
}

TEST_P(BadInput, PagesAndCursors) {
  EXPECT_EQ(store_->scan({.limit = 0}).error().code, Code::invalid_argument);
  for (const char* cursor :
       {"x", "1", "1-", "-1", "1-2x", "0-99999999999", "0-4000000000", " 0-0"}) {
    const auto page = store_->scan({.cursor = cursor});
    ASSERT_FALSE(page) << cursor;
    EXPECT_EQ(page.error().code, Code::invalid_argument);
    EXPECT_THAT(page.error().message, HasSubstr(cursor));
  }
}

TEST_P(BadInput, SpecsThatNoStoreCanHave) {
  const StoreSpec good{.path = folder_.path("s"), .dimension = 2, .metric = setting_.metric};
  const auto refused = [&](StoreSpec spec, std::string_view words) {
    const auto store = create(spec);
    ASSERT_FALSE(store) << words;
    EXPECT_EQ(store.error().code, Code::invalid_argument);
    EXPECT_THAT(store.error().message, HasSubstr(words));
  };
  StoreSpec bad = good;
  bad.path = "";
  refused(bad, "path");
  bad = good;
  bad.dimension = 0;
  refused(bad, "0 dimensions");
  bad.dimension = 65'537;
  refused(bad, "65537 dimensions");
  bad = good;
  bad.options["colour"] = "red";
  refused(bad, "\"colour\"");
  bad = good;
  bad.quantization.method = "magic";
  refused(bad, "magic");
  bad = good;
  bad.quantization.bits = 3;
  refused(bad, "3");
  bad = good;
  bad.model = "\xFF";
  refused(bad, "model");
  EXPECT_FALSE(std::filesystem::exists(good.path)) << "what is refused leaves nothing behind";
}

TEST_P(BadInput, PlacesWhereNoStoreCanBeMade) {
  StoreSpec spec{.path = folder_.path("file"), .dimension = 2, .metric = setting_.metric};
  std::ofstream(spec.path) << "x";
  EXPECT_EQ(create(spec).error().code, Code::invalid_argument);
  EXPECT_THAT(create(spec).error().message, HasSubstr("is a file"));
  spec.path += "/below";
  EXPECT_FALSE(create(spec));
  spec.path = folder_.path();
  EXPECT_EQ(create(spec).error().code, Code::already_exists);
  EXPECT_THAT(create(spec).error().message, HasSubstr("not empty"));
  spec.path = store_.path();
  EXPECT_EQ(create(spec).error().code, Code::already_exists);
  EXPECT_THAT(create(spec).error().message, HasSubstr("a store already"));
}

TEST_P(BadInput, PlacesWhereThereIsNoStore) {
  const auto refused = [](const std::string& path, Code code, std::string_view words) {
    const auto store = open_vector_store(path);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, code);
    EXPECT_THAT(store.error().message, AllOf(HasSubstr(path), HasSubstr(words)));
  };
  std::ofstream(folder_.path("file")) << "x";
  refused(folder_.path("nowhere"), Code::not_found, "there is no store");
  refused(folder_.path("file"), Code::not_found, "is a file");
  refused(folder_.path(), Code::not_found, "no store.json");
}

TEST_P(BadInput, WhatACrashLeftOfMakingAStoreIsSweptAway) {
  const StoreSpec spec{.path = folder_.path("s"), .dimension = 2, .metric = setting_.metric};
  ASSERT_TRUE(create(spec));
  std::filesystem::remove(spec.path + "/" + kStoreFile);
  std::filesystem::remove(spec.path + "/closed");
  std::error_code ignored;
  std::filesystem::remove_all(spec.path + "/index-1", ignored);
  const auto again = create(spec);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ((*again)->stats()->documents, 0);
}

INSTANTIATE_TEST_SUITE_P(Conformance, BadInput, ::testing::ValuesIn(all_settings()),
                         [](const auto& one) { return name_of(one.param); });

}  // namespace
}  // namespace cognate::store::conformance
