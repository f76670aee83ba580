#include "base/crew.h"

#include <gtest/gtest.h>

#include <vector>

namespace cognate {
namespace {

TEST(Crew, AloneRunsEveryPartInOrder) {
  Crew alone;
  std::vector<std::size_t> seen;
  alone.run(3, [&](std::size_t part) { seen.push_back(part); });
  alone.run(0, [&](std::size_t part) { seen.push_back(part); });
  EXPECT_EQ(seen, (std::vector<std::size_t>{0, 1, 2}));
}

// Every step reads what all parts of the step before wrote: a part that is run twice, left out, or
// run beside the next step gives another number.
TEST(Crew, EveryPartOfAStepIsDoneOnceBeforeTheNextBegins) {
  constexpr std::size_t kParts = 5;
  constexpr std::size_t kSteps = 3000;
  for (const std::size_t threads : {1UL, 2UL, 4UL}) {
    ThreadPool pool(threads);
    std::size_t wrong = 0;
    Crew::work(pool, [&](Crew& crew) {
      EXPECT_EQ(crew.members(), threads);
      std::vector<std::size_t> values(kParts, 0);
      std::vector<std::size_t> next(kParts, 0);
      for (std::size_t step = 1; step <= kSteps; ++step) {
        crew.run(kParts, [&](std::size_t part) { next[part] = values[(part + 1) % kParts] + 1; });
        for (std::size_t part = 0; part < kParts; ++part) {
          wrong += next[part] == step ? 0 : 1;
        }
        values = next;
      }
    });
    EXPECT_EQ(wrong, 0U) << threads << " threads";
  }
}

TEST(Crew, ManyShortProgramsEndAndStartAgain) {
  ThreadPool pool(3);
  std::size_t total = 0;
  for (int i = 0; i < 500; ++i) {
    Crew::work(pool, [&](Crew& crew) {
      std::vector<std::size_t> out(4);
      crew.run(4, [&](std::size_t part) { out[part] = part; });
      for (const std::size_t value : out) {
        total += value;
      }
    });
  }
  EXPECT_EQ(total, 500U * 6);
}

}  // namespace
}  // namespace cognate
