// Random operations on every back end and, side by side, on the oracle: the same answers at every
// step, through closing and opening, saving, compacting and making the index anew.

#include "store/conformance/oracle.h"
#include "store/conformance/suite.h"

namespace cognate::store::conformance {
namespace {

constexpr std::size_t kSteps = 40;
constexpr std::size_t kSeeds = 8;

class Random : public ::testing::TestWithParam<std::tuple<Setting, std::size_t>> {
 protected:
  void step() {
    // More writes than erasures, so that there is something to find.
    switch (random_.below(12)) {
      case 0:
        return erase_ids();
      case 1:
        return erase_passing();
      case 2:
        return get();
      case 3:
        return scan();
      case 4:
        return store_.reopen();
      case 5:
        return maintain();
      case 6:
      case 7:
      case 8:
        return search();
      default:
        return upsert();
    }
  }

  void upsert() {
    const auto documents = random_.documents(random_.below(12));
    const Status status = store_->upsert(documents);
    ASSERT_TRUE(status) << status.error().message;
    oracle_.upsert(documents);
  }

  void erase(const Selection& selection) {
    const auto erased = store_->erase(selection);
    ASSERT_TRUE(erased) << erased.error().message;
    EXPECT_EQ(*erased, oracle_.erase(selection));
  }
  void erase_ids() { erase({.ids = random_.ids(1 + random_.below(6))}); }
  void erase_passing() {
    if (random_.below(3) == 0) {
      erase({.ids = random_.ids(random_.below(3)), .filter = random_.filter()});
    }
  }

  void get() {
    const auto ids = random_.ids(random_.below(10));
    const Projection with = random_.projection();
    const auto documents = store_->get(ids, with);
    ASSERT_TRUE(documents) << documents.error().message;
    expect_same(*documents, oracle_.get(ids, with));
  }

  void scan() {
    const ScanRequest request{.limit = 1 + random_.below(20),
                              .filter = random_.coin() ? random_.filter() : Filter(),
                              .with = random_.projection()};
    expect_same(scan_all(*store_, request), oracle_.scan(request.filter, request.with));
  }

  void search() {
    std::vector<SearchQuery> queries(random_.below(4));
    std::ranges::generate(queries, [this] { return random_.query(); });
    const auto answers = store_->search(queries);
    ASSERT_TRUE(answers) << answers.error().message;
    ASSERT_EQ(answers->size(), queries.size());
    for (std::size_t i = 0; i < queries.size(); ++i) {
      SCOPED_TRACE(filter_text(queries[i].filter));
      expect_same(setting_.metric, (*answers)[i], oracle_.search(queries[i]));
    }
  }

  void maintain() {
    static constexpr Chore kChores[] = {Chore::flush, Chore::compact, Chore::verify,
                                        Chore::rebuild};
    const Status status = store_->maintain(kChores[random_.below(4)]);
    EXPECT_TRUE(status) << status.error().message;
  }

  const Setting setting_ = std::get<0>(GetParam());
  RandomDocuments random_{std::get<1>(GetParam())};
  TestStore store_{setting_};
  Oracle oracle_{setting_.metric};
};

TEST_P(Random, EveryAnswerIsTheOracles) {
  for (std::size_t i = 0; i < kSteps && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    step();
  }
  const auto stats = store_->stats();
  ASSERT_TRUE(stats);
  EXPECT_EQ(stats->documents, oracle_.size());
}

INSTANTIATE_TEST_SUITE_P(Conformance, Random,
                         ::testing::Combine(::testing::ValuesIn(all_settings()),
                                            ::testing::Range<std::size_t>(1, kSeeds + 1)),
                         [](const auto& one) {
                           return name_of(std::get<0>(one.param)) + "_seed_" +
                                  std::to_string(std::get<1>(one.param));
                         });

}  // namespace
}  // namespace cognate::store::conformance
