// The service under random interleavings: many callers, stops, deadlines, failures, small limits.

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <set>
#include <thread>

#include "base/error.h"
#include "embed/test_fakes.h"

namespace cognate::embed {
namespace {

using namespace testing_fakes;

constexpr std::size_t kCallers = 6;
constexpr std::size_t kRequestsEach = 40;

/// What one caller does, from a seed: random texts of a small vocabulary, sometimes stopped.
class Caller {
 public:
  Caller(House& house, unsigned seed) : house_(house), random_(seed) {}

  void run() {
    for (std::size_t i = 0; i < kRequestsEach; ++i) {
      std::vector<std::string> texts(pick(0, 30));
      for (std::string& text : texts) {
        text = "text " + std::to_string(pick(0, 199));
      }
      pick(0, 1) == 0 ? ask(texts) : send(texts);
    }
    for (auto& [texts, answer] : sent_) {
      check(texts, answer.get());
    }
  }

  std::size_t answered = 0;
  std::size_t refused = 0;

 private:
  std::size_t pick(std::size_t from, std::size_t to) {
    return std::uniform_int_distribution<std::size_t>(from, to)(random_);
  }

  RequestOptions options() {
    RequestOptions options;
    options.batch_size = pick(1, 8);
    options.model = pick(0, 5) == 0 ? "other" : "";
    if (pick(0, 4) == 0) {
      stops_.emplace_back();
      options.embed.stop = stops_.back().get_token();
    }
    if (pick(0, 9) == 0) {
      options.deadline = Clock::now() + std::chrono::microseconds(pick(0, 500));
    }
    return options;
  }

  void ask(const std::vector<std::string>& texts) {
    const RequestOptions how = options();
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    model_ = how.model.empty() ? "m" : how.model;
    check(texts, house_.service->request(views, how));
  }

  void send(const std::vector<std::string>& texts) {
    RequestOptions how = options();
    how.model.clear();
    sent_.emplace_back(texts, house_.submit(texts, how));
    if (!stops_.empty() && pick(0, 1) == 0) {
      stops_.back().request_stop();
    }
  }

  /// Right to the last number, or an error that was to be expected.
  void check(const std::vector<std::string>& texts, const Result<Matrix>& vectors) {
    ++answered;
    if (!vectors) {
      ++refused;
      const Code code = vectors.error().code;
      EXPECT_TRUE(code == Code::deadline || code == Code::unavailable || code == Code::internal)
          << vectors.error().message;
    } else {
      EXPECT_TRUE(is_right(vectors, texts, std::exchange(model_, "m")));
    }
    model_ = "m";
  }

  House& house_;
  std::mt19937 random_;
  std::string model_ = "m";
  std::deque<std::stop_source> stops_;
  std::vector<std::pair<std::vector<std::string>, std::future<Result<Matrix>>>> sent_;
};

/// Everyone is answered exactly once, and nothing is left over.
void play(House& house, unsigned seed) {
  std::vector<std::unique_ptr<Caller>> callers;
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < kCallers; ++i) {
      callers.push_back(std::make_unique<Caller>(house, seed * 100 + i));
      threads.emplace_back([caller = callers.back().get()] { caller->run(); });
    }
  }
  std::size_t answered = 0;
  for (const auto& caller : callers) {
    answered += caller->answered;
  }
  EXPECT_EQ(answered, kCallers * kRequestsEach);
  EXPECT_GE(house.counted("cognate_embedding_requests_total"), answered) << "blocks count, too";
  house.service->close(std::chrono::hours(1));
  EXPECT_EQ(house.metrics.gauge("cognate_embedding_queue_texts", "").value(), 0);
  EXPECT_EQ(house.metrics.gauge("cognate_embedding_queue_bytes", "").value(), 0);
  EXPECT_EQ(house.memory.used(), 0U);
}

TEST(ServiceAtRandom, EveryAnswerIsRightOrAnErrorThatWasToBeExpected) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    House house({.service = {.calls_max = 1 + seed % 3}});
    house.stage.gate.open();
    play(house, seed);
  }
}

TEST(ServiceAtRandom, SoItIsWithSmallQueuesLittleMemoryNoCacheAndFailingTexts) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    House house({.service = {.calls_max = 1 + seed % 3, .queue_texts_max = 40, .block_texts = 10},
                 .cache_bytes = seed % 2 == 0 ? 0U : 4096U,
                 .memory_bytes = 4000});
    house.stage.gate.open();
    house.stage.fault = [](std::span<const std::string_view> texts) -> std::optional<Error> {
      return std::ranges::find(texts, "text 7") == texts.end()
                 ? std::nullopt
                 : std::optional<Error>(fail(Code::internal, "text 7 fails"));
    };
    play(house, seed);
  }
}

TEST(ServiceAtRandom, WithARoomyCacheNoTextIsEverComputedTwice) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    House house({.service = {.calls_max = 3}, .cache_bytes = 1 << 24});
    house.stage.gate.open();
    std::vector<std::jthread> callers;
    for (unsigned i = 0; i < kCallers; ++i) {
      callers.emplace_back([&house, seed, i] {
        std::mt19937 random(seed * 100 + i);
        for (std::size_t r = 0; r < kRequestsEach; ++r) {
          std::vector<std::string> texts(1 + random() % 20);
          for (std::string& text : texts) {
            text = "text " + std::to_string(random() % 300);
          }
          EXPECT_TRUE(is_right(house.submit(texts).get(), texts));
        }
      });
    }
    callers.clear();
    std::set<std::string> seen;
    for (const auto& call : house.stage.calls_so_far()) {
      for (const std::string& text : call) {
        EXPECT_TRUE(seen.insert(text).second) << text << " was computed twice, seed " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace cognate::embed
