#include "store/filter/payload_index.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "store/filter/matches.h"
#include "store/filter/random_filter.h"

namespace cognate::store {
namespace {

struct Stored {
  std::string id;
  Payload payload;
  std::optional<std::string> text = {};
};

/// Documents by row, and how many were asked for.
class Documents {
 public:
  std::map<Row, Stored> rows;
  std::size_t fetched = 0;

  FetchDocuments fetch() {
    return [this](std::span<const Row> wanted, const DocumentVisitor& visit) {
      fetched += wanted.size();
      EXPECT_TRUE(std::ranges::is_sorted(wanted));
      for (const Row row : wanted) {
        if (const auto found = rows.find(row); found != rows.end()) {
          visit(row, found->second.id, found->second.payload, found->second.text);
        }
      }
      return ok();
    };
  }
};

class Collection {
 public:
  explicit Collection(std::uint64_t seed, const PayloadIndex::Options& options = {})
      : random_(seed), index_(options) {}

  void add(std::size_t count) {
    std::vector<PayloadIndex::Entry> entries;
    for (std::size_t i = 0; i < count; ++i) {
      next_ += static_cast<Row>(1 + random_.below(3));
      Stored stored = {
          .id = "id" + std::to_string(random_.below(1000)) + "." + std::to_string(next_),
          .payload = random_.payload()};
      if (random_.below(2) == 0) {
        stored.text = random_.below(2) == 0 ? "the date of birth" : "";
      }
      const Stored& kept = documents_.rows[next_] = std::move(stored);
      entries.push_back({.row = next_,
                         .id = kept.id,
                         .payload = &kept.payload,
                         .has_text = kept.text.has_value()});
    }
    index_.add(entries);
  }

  void erase(std::size_t percent) {
    std::vector<Row> rows;
    for (const auto& [row, stored] : documents_.rows) {
      if (random_.below(100) < percent) {
        rows.push_back(row);
      }
    }
    for (const Row row : rows) {
      documents_.rows.erase(row);
    }
    rows.push_back(next_ + 1000);  // never there
    index_.erase(rows);
  }

  /// Compares every row with matches().
  void check(const Filter& filter) {
    const auto found = index_.evaluate(filter, documents_.fetch());
    ASSERT_TRUE(found);
    std::size_t count = 0;
    for (const auto& [row, stored] : documents_.rows) {
      const bool passes = matches(filter, stored.id, stored.payload, stored.text);
      count += passes ? 1 : 0;
      ASSERT_EQ(found->mask().holds(row), passes) << "row " << row << ": " << filter_text(filter);
    }
    ASSERT_EQ(found->count(), count) << filter_text(filter);
    ASSERT_EQ(found->mask().count, found->bits().count());
  }

  void check_random(int rounds) {
    for (int round = 0; round < rounds; ++round) {
      ASSERT_NO_FATAL_FAILURE(check(random_.filter(4)));
    }
  }

  RandomFilters& random() { return random_; }
  Documents& documents() { return documents_; }
  PayloadIndex& index() { return index_; }

 private:
  RandomFilters random_;
  Documents documents_;
  PayloadIndex index_;
  Row next_ = 0;
};

TEST(PayloadIndex, FindsTheRowsThatMatchesFindsThroughAddsAndErasures) {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    Collection collection(seed);
    ASSERT_NO_FATAL_FAILURE(collection.check_random(20));
    for (const std::size_t rows : {1, 60, 1500, 300}) {
      collection.add(rows);
      ASSERT_NO_FATAL_FAILURE(collection.check_random(100));
      collection.erase(10);
      ASSERT_NO_FATAL_FAILURE(collection.check_random(50));
    }
  }
}

TEST(PayloadIndex, StaysRightWhenValuesAreSortedInAndErasedRowsDropped) {
  Collection collection(9);
  for (int round = 0; round < 6; ++round) {
    collection.add(6000);
    collection.erase(round == 3 ? 80 : 5);
    ASSERT_NO_FATAL_FAILURE(collection.check_random(30));
  }
}

TEST(PayloadIndex, StaysRightWhereFieldsAreTooLargeOrTooMany) {
  Collection little_memory(3, {.bytes_max = 400'000});
  little_memory.add(3000);
  EXPECT_FALSE(little_memory.index().stats().left_out.empty());
  ASSERT_NO_FATAL_FAILURE(little_memory.check_random(100));
  little_memory.add(500);
  ASSERT_NO_FATAL_FAILURE(little_memory.check_random(50));
  Collection few_fields(4, {.fields_max = 3});
  few_fields.add(1000);
  EXPECT_EQ(few_fields.index().stats().fields, 3);
  ASSERT_NO_FATAL_FAILURE(few_fields.check_random(100));
}

TEST(PayloadIndex, LooksUpOnlyDocumentsThatTheRestOfTheFilterLeavesOpen) {
  Documents documents;
  PayloadIndex index;
  std::vector<PayloadIndex::Entry> entries;
  for (Row row = 0; row < 10'000; ++row) {
    Stored& stored = documents.rows[row];
    stored = {.id = std::to_string(row),
              .payload = {{"n", std::int64_t{row}}, {"type", std::string(row % 2 ? "a" : "bc")}},
              .text = "text " + std::to_string(row)};
    entries.push_back({.row = row, .id = stored.id, .payload = &stored.payload, .has_text = true});
  }
  index.add(entries);
  const auto count = [&](std::string_view text) {
    documents.fetched = 0;
    return index.evaluate(*parse_filter(text), documents.fetch())->count();
  };
  EXPECT_EQ(count("n >= 2500 and n < 7500 and type contains \"c\""), 2500);
  EXPECT_EQ(documents.fetched, 0);
  EXPECT_EQ(count("n < 100 and #text contains \"7\""), 19);
  EXPECT_EQ(documents.fetched, 100);
  EXPECT_EQ(count("#id in [\"17\", \"9999\", \"x\"]"), 2);
  EXPECT_EQ(documents.fetched, 2);
  EXPECT_EQ(count("n < 100 or #text exists"), 10'000);
  EXPECT_EQ(documents.fetched, 0);
  EXPECT_LT(index.stats().resident_bytes, 10'000 * 80);
}

TEST(PayloadIndex, AnswersLongListsOfValues) {
  Documents documents;
  PayloadIndex index;
  std::vector<Payload> payloads(20'000);
  Filter filter = {.op = Filter::Op::in, .field = "n"};
  for (Row row = 0; row < payloads.size(); ++row) {
    payloads[row]["n"] = std::int64_t{row};
    const PayloadIndex::Entry entry = {.row = row, .id = "x", .payload = &payloads[row]};
    index.add({&entry, 1});
  }
  for (std::int64_t value = 0; value < 100'000; ++value) {
    filter.values.emplace_back(2 * value);
  }
  EXPECT_EQ(index.evaluate(filter, documents.fetch())->count(), 10'000);
}

TEST(PayloadIndex, GivesTheErrorOfAFetchThatFails) {
  Collection collection(1);
  collection.add(10);
  const auto found =
      collection.index().evaluate(*parse_filter("#id contains \"i\""),
                                  [](std::span<const Row>, const DocumentVisitor&) -> Status {
                                    return Error{Code::io, "no disk"};
                                  });
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "no disk");
}

TEST(PayloadIndex, AnswersWhileOneThreadWrites) {
  PayloadIndex index;
  const Payload payload = {{"n", std::int64_t{1}}, {"s", std::string("a")}};
  const Filter filter = *parse_filter("n = 1 and s >= \"a\"");
  constexpr Row kRows = 20'000;
  std::atomic<Row> added = 0;
  std::jthread writer([&] {
    for (Row row = 0; row < kRows; ++row) {
      const PayloadIndex::Entry entry = {.row = row, .id = "x", .payload = &payload};
      index.add({&entry, 1});
      added = row + 1;
      if (row % 3 == 0) {
        index.erase({&row, 1});
      }
    }
  });
  std::vector<std::jthread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      for (Row before = 0; before < kRows;) {
        before = added;
        const auto found = index.evaluate(
            filter, [](std::span<const Row>, const DocumentVisitor&) { return ok(); });
        // Every row that was there before and is never erased.
        ASSERT_TRUE(found);
        ASSERT_GE(found->count() + 1, before - (before + 2) / 3);
        ASSERT_LE(index.stats().rows, kRows);
      }
    });
  }
}

}  // namespace
}  // namespace cognate::store
