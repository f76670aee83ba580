// Many threads on one store: nothing that was acknowledged is missed, no answer is half of a write.

#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <thread>

#include "store/conformance/suite.h"

namespace cognate::store::conformance {
namespace {

class Concurrency : public ::testing::TestWithParam<Setting> {
 protected:
  static constexpr std::size_t kDimension = 4;

  static Document document(const std::string& id, std::int64_t version) {
    const auto x = static_cast<float>(version % 16);
    return {.id = id, .vector = {1, x, 1, x + 1}, .payload = {{"version", version}}};
  }

  static std::int64_t version_of(const Payload& payload) {
    return std::get<std::int64_t>(payload.at("version"));
  }

  const Setting setting_ = GetParam();
  TestStore store_{setting_, kDimension};
};

TEST_P(Concurrency, WritersOfTheirOwnIdsAllArrive) {
  constexpr std::size_t kThreads = 8;
  constexpr std::size_t kRounds = 20;
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t round = 0; round < kRounds; ++round) {
          const std::string id = std::to_string(t) + "/" + std::to_string(round);
          const Document one = document(id, static_cast<std::int64_t>(round));
          EXPECT_TRUE(store_->upsert({&one, 1}));
          // Acknowledged: seen by everything from now on.
          EXPECT_EQ(store_->get({&id, 1}, {})->size(), 1) << id;
          if (round % 4 == 3) {
            EXPECT_EQ(*store_->erase({.ids = {id}}), 1) << id;
            EXPECT_EQ(store_->get({&id, 1}, {})->size(), 0) << id;
          }
        }
      });
    }
  }
  const std::size_t left = kThreads * kRounds * 3 / 4;
  EXPECT_EQ(store_->stats()->documents, left);
  EXPECT_EQ(scan_all(*store_, {.limit = 7}).size(), left);
  EXPECT_TRUE(store_->maintain(Chore::verify));
  store_.reopen();
  EXPECT_EQ(store_->stats()->documents, left);
}

TEST_P(Concurrency, SearchesMissNothingWhileDocumentsAreReplaced) {
  constexpr std::size_t kDocuments = 20;
  constexpr std::int64_t kVersions = 40;
  std::vector<Document> all;
  for (std::size_t i = 0; i < kDocuments; ++i) {
    all.push_back(document(std::to_string(i), 0));
  }
  ASSERT_TRUE(store_->upsert(all));
  std::atomic<std::int64_t> acknowledged = 0;
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (std::int64_t version = 1; version <= kVersions; ++version) {
      for (std::size_t i = 0; i < kDocuments; ++i) {
        all[i] = document(std::to_string(i), version);
      }
      EXPECT_TRUE(store_->upsert(all));
      acknowledged = version;
    }
    done = true;
  });
  std::vector<std::jthread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&, t] {
      while (!done) {
        const std::int64_t least = acknowledged;
        SearchQuery query{.vector = {1, 2, 3, 4}, .top_k = kDocuments, .exact = true};
        if (t == 1) {
          query.filter = {.op = Filter::Op::gte, .field = "version", .values = {least}};
        }
        const auto answers = store_->search({&query, 1});
        ASSERT_TRUE(answers) << answers.error().message;
        std::map<std::string, std::int64_t> versions;
        for (const Hit& hit : answers->front()) {
          EXPECT_TRUE(versions.emplace(hit.id, version_of(hit.payload)).second) << "twice";
          EXPECT_GE(version_of(hit.payload), least);
        }
        EXPECT_EQ(versions.size(), kDocuments);
        // One call is one step: all versions of an answer are of one moment.
        for (const auto& [id, version] : versions) {
          EXPECT_EQ(version, versions.begin()->second);
        }
      }
    });
  }
}

TEST_P(Concurrency, PagesOfOneScanHoldEachDocumentOnceBesideWriters) {
  constexpr std::size_t kSteady = 60;
  std::vector<Document> steady;
  for (std::size_t i = 0; i < kSteady; ++i) {
    steady.push_back(document("steady " + std::to_string(i), 1));
  }
  ASSERT_TRUE(store_->upsert(steady));
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (std::int64_t i = 0; !done; ++i) {
      const Document one = document("restless " + std::to_string(i % 5), i);
      EXPECT_TRUE(store_->upsert({&one, 1}));
    }
  });
  std::jthread caretaker([&] {
    while (!done) {
      for (const Chore chore : {Chore::flush, Chore::rebuild, Chore::compact, Chore::verify}) {
        const Status status = store_->maintain(chore);
        EXPECT_TRUE(status) << status.error().message;
      }
    }
  });
  for (int round = 0; round < 20; ++round) {
    std::map<std::string, int> seen;
    for (const Document& one : scan_all(*store_, {.limit = 9})) {
      EXPECT_EQ(++seen[one.id], 1) << one.id;
    }
    const auto count = std::ranges::count_if(
        seen, [](const auto& entry) { return entry.first.starts_with("steady"); });
    EXPECT_EQ(count, kSteady);
  }
  done = true;
}

INSTANTIATE_TEST_SUITE_P(Conformance, Concurrency, ::testing::ValuesIn(all_settings()),
                         [](const auto& one) { return name_of(one.param); });

}  // namespace
}  // namespace cognate::store::conformance
