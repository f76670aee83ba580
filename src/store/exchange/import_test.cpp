// Imports into a store that remembers what it was given.

#include "store/exchange/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/faulty_file_system.h"
#include "store/exchange/limits.h"

namespace cognate::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

/// Keeps the documents it is given; can be told to fail at a batch.
class KeepingStore final : public Store {
 public:
  Status upsert(std::span<const Document> documents) override {
    if (++batches == failing_batch) {
      return fail(Code::io, "disk full");
    }
    kept.insert(kept.end(), documents.begin(), documents.end());
    return ok();
  }
  Result<std::size_t> erase(const Selection&) override { return none(); }
  Result<std::vector<Document>> get(std::span<const std::string>, const Projection&) override {
    return none();
  }
  Result<Page> scan(const ScanRequest&) override { return none(); }
  Result<std::vector<Hits>> search(std::span<const SearchQuery>, std::stop_token) override {
    return none();
  }
  Result<StoreStats> stats() override { return none(); }
  Status maintain(Chore, std::stop_token) override { return none(); }

  std::vector<Document> kept;
  std::size_t batches = 0;
  std::size_t failing_batch = 0;

 private:
  static Error none() { return fail(Code::unsupported, "not asked for in these tests"); }
};

class Import : public testing::Test {
 protected:
  Result<ImportCounts> import(const std::string& content, const StoreSpec& spec = {}) {
    fs_.put("/x.jsonl", content);
    TRY(const auto reader, open_documents(fs_, "/x.jsonl", {}, {}));
    return import_documents(*reader,
                            {.spec = spec,
                             .open = [&](const StoreSpec& opened) -> Result<Store*> {
                               ++opened_;
                               dimension_ = opened.dimension;
                               return &store_;
                             },
                             .wrong = [&](std::uint64_t row, const std::string& why) -> Status {
                               wrong_.emplace_back(row, why);
                               return strict_ ? Status(fail(Code::corrupt, "row {}", row)) : ok();
                             },
                             .progress = [&](std::uint64_t done, std::uint64_t) { done_ = done; },
                             .stop = stop_.get_token()});
  }

  FaultyFileSystem fs_;
  KeepingStore store_;
  std::stop_source stop_;
  bool strict_ = false;
  std::size_t opened_ = 0;
  std::size_t dimension_ = 0;
  std::uint64_t done_ = 0;
  std::vector<std::pair<std::uint64_t, std::string>> wrong_;
};

std::string line(const std::string& id, const std::string& vector) {
  return "{\"id\":\"" + id + "\",\"vector\":" + vector + "}\n";
}

TEST_F(Import, TheFirstRightDocumentTellsTheDimension) {
  const auto counts = import(line("", "[1,2]") + line("z", "[]") + line("zero", "[0,0,0,0]") +
                             line("a", "[1,2,3]") + line("b", "[1,2]") + line("c", "[4,5,6]"));
  ASSERT_TRUE(counts) << counts.error().message;
  EXPECT_EQ(dimension_, 3U);
  EXPECT_EQ(opened_, 1U);
  EXPECT_EQ(counts->documents, 2U);
  EXPECT_EQ(counts->wrong, 4U);
  EXPECT_EQ(done_, 6U);
  EXPECT_THAT(wrong_,
              ElementsAre(Pair(1, HasSubstr("id is empty")), Pair(2, HasSubstr("0 numbers")),
                          Pair(3, HasSubstr("zero")), Pair(5, HasSubstr("vectors of 3"))));
  ASSERT_EQ(store_.kept.size(), 2U);
  EXPECT_EQ(store_.kept[1].id, "c");
}

TEST_F(Import, AStoreOfAnotherMetricTakesAVectorOfZeros) {
  const auto counts =
      import(line("a", "[0,0]"), {.path = "", .dimension = 2, .metric = Metric::l2});
  ASSERT_TRUE(counts) << counts.error().message;
  EXPECT_EQ(counts->documents, 1U);
}

TEST_F(Import, WhatAStoreWouldRefuseIsToldBeforeItsBatch) {
  const std::string big(limits::kDocumentIdBytesMax + 1, 'i');
  const auto counts = import(line(big, "[1]") + line("a", "[1]") +
                             "{\"id\":\"b\",\"vector\":[1],\"payload\":{\"$n\":1}}\n");
  ASSERT_TRUE(counts) << counts.error().message;
  EXPECT_EQ(counts->documents, 1U);
  EXPECT_THAT(wrong_, ElementsAre(Pair(1, HasSubstr("65537 bytes")), Pair(3, HasSubstr("$n"))));
}

TEST_F(Import, AStrictOneEndsBeforeTheRowsAroundAreWritten) {
  strict_ = true;
  const auto counts = import(line("a", "[1]") + "half\n" + line("b", "[1]"));
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().message, "row 2");
  EXPECT_TRUE(store_.kept.empty());
  EXPECT_EQ(opened_, 0U);
}

TEST_F(Import, NothingIsOpenedForAFileWithoutDocuments) {
  for (const char* content : {"", "\n\n", "half a line"}) {
    const auto counts = import(content);
    ASSERT_TRUE(counts) << counts.error().message;
    EXPECT_EQ(counts->documents, 0U);
    EXPECT_EQ(opened_, 0U);
  }
}

TEST_F(Import, BatchesAreBoundedAndAFailureOfTheStoreEndsIt) {
  std::string content;
  for (std::size_t i = 0; i < 2 * limits::kExchangeBlockRows + 1; ++i) {
    content += line(std::to_string(i), "[1]");
  }
  ASSERT_TRUE(import(content));
  EXPECT_EQ(store_.batches, 3U);
  EXPECT_EQ(store_.kept.size(), 2 * limits::kExchangeBlockRows + 1);

  store_ = {};
  store_.failing_batch = 2;
  const auto counts = import(content);
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().message, "disk full");
  EXPECT_EQ(store_.kept.size(), limits::kExchangeBlockRows);
}

TEST_F(Import, AStopEndsItAndSaysHowToGoOn) {
  stop_.request_stop();
  const auto counts = import(line("a", "[1]"));
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().code, Code::deadline);
  EXPECT_THAT(counts.error().message, HasSubstr("run it again"));
}

}  // namespace
}  // namespace cognate::store
