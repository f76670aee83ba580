#include "embed/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/error.h"
#include "embed/test_fakes.h"

namespace cognate::embed {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace testing_fakes;
using Texts = std::vector<std::string>;

Code code_of(const Result<Matrix>& result) { return result ? Code::internal : result.error().code; }

std::vector<std::string_view> views(const Texts& texts) { return {texts.begin(), texts.end()}; }

TEST(Service, GivesOneRowATextInOrderEqualOnesToo) {
  House house;
  house.stage.gate.open();
  const Texts texts = {"b", "a", "", "b", "a", "b"};
  EXPECT_TRUE(is_right(house.service->request(views(texts), {}), texts));
  EXPECT_THAT(house.stage.calls_so_far(), ElementsAre(ElementsAre("b", "a", "")));
  EXPECT_TRUE(is_right(house.service->embed(views(texts), {}), texts));
}

TEST(Service, NoTextsMakeAnEmptyMatrixWithoutACall) {
  House house;
  const auto vectors = house.service->request({}, {});
  ASSERT_TRUE(vectors);
  EXPECT_EQ(vectors->rows(), 0U);
  EXPECT_EQ(vectors->columns(), kDimension);
}

TEST(Service, WhatComesWhileTheModelIsBusyFormsTheNextBatchInOrder) {
  House house;
  auto a = house.submit({"a"});
  house.stage.gate.await(1);
  auto b = house.submit({"b1", "b2"});
  auto c = house.submit({"c"});
  auto d = house.submit({"d"});
  house.stage.gate.open();
  EXPECT_TRUE(is_right(a.get(), {"a"}));
  EXPECT_TRUE(is_right(b.get(), {"b1", "b2"}));
  EXPECT_TRUE(is_right(c.get(), {"c"}));
  EXPECT_TRUE(is_right(d.get(), {"d"}));
  EXPECT_THAT(house.stage.calls_so_far(),
              ElementsAre(ElementsAre("a"), ElementsAre("b1", "b2", "c", "d")));
}

TEST(Service, ALargeRequestIsSplitAndGivesWayToASmallOne) {
  House house;
  auto first = house.submit({"first"});
  house.stage.gate.await(1);
  const Texts many = numbered("large", 2'000);
  auto large = house.submit(many);
  auto small = house.submit({"small"});
  house.stage.gate.open();
  EXPECT_TRUE(is_right(large.get(), many));
  EXPECT_TRUE(is_right(small.get(), {"small"}));
  const auto calls = house.stage.calls_so_far();
  ASSERT_GT(calls.size(), 4U) << "2,000 texts are more than one batch";
  EXPECT_THAT(calls[1], testing::Contains("small"));
  EXPECT_THAT(calls[1], testing::Contains("large 0"));
}

TEST(Service, EqualTextsOfConcurrentRequestsAreComputedOnce) {
  House house({.cache_bytes = 0});
  auto a = house.submit({"same", "a"});
  house.stage.gate.await(1);
  auto b = house.submit({"b", "same"});
  auto c = house.submit({"same"});
  house.stage.gate.open();
  EXPECT_TRUE(is_right(a.get(), {"same", "a"}));
  EXPECT_TRUE(is_right(b.get(), {"b", "same"}));
  EXPECT_TRUE(is_right(c.get(), {"same"}));
  EXPECT_THAT(house.stage.calls_so_far(), ElementsAre(ElementsAre("same", "a"), ElementsAre("b")));
  EXPECT_EQ(house.counted("cognate_embedding_shared_texts_total"), 2U);
}

TEST(Service, WhatIsCachedIsAnsweredAlthoughTheModelIsBusy) {
  House house;
  house.stage.gate.allow(1);
  EXPECT_TRUE(is_right(house.submit({"known"}).get(), {"known"}));
  auto busy = house.submit({"other"});
  house.stage.gate.await(2);
  const Texts known = {"known", "known"};
  EXPECT_TRUE(is_right(house.service->request(views(known), {}), known));
  EXPECT_EQ(house.counted("cognate_embedding_cache_hits_total"), 2U);
  EXPECT_EQ(house.counted("cognate_embedding_cache_misses_total"), 2U);
}

TEST(Service, APromptMakesAnotherVectorOfAText) {
  House house;
  house.stage.gate.open();
  const Texts texts = {"birth"};
  const auto ask = [&](const std::string& prompt) {
    return house.service->request(views(texts), {.embed = {.prompt = prompt}});
  };
  for (int round = 0; round < 2; ++round) {  // the second one from the cache
    EXPECT_TRUE(is_right(ask(""), {"birth"}));
    EXPECT_TRUE(is_right(ask("date of "), {"date of birth"}));
    EXPECT_TRUE(is_right(ask("city of "), {"city of birth"}));
  }
  EXPECT_EQ(house.counted("cognate_embedding_cache_hits_total"), 3U);
}

TEST(Service, OnlyTextsThatAskForItAreKeptOnDiskAndFoundThere) {
  ArcCache disk({.bytes_max = 1 << 20});  // stands for it
  {
    House house({.disk = &disk});
    house.stage.gate.open();
    EXPECT_TRUE(is_right(house.submit({"secret", "both"}).get(), {"secret", "both"}));
    EXPECT_TRUE(
        is_right(house.submit({"column"}, {.embed = {.remember = true}}).get(), {"column"}));
    std::vector<Column> columns(1);
    columns[0].name = "another column";
    ASSERT_TRUE(house.service->batch_generate_embeddings(columns));
    EXPECT_EQ(disk.counters().entries, 2U);
  }
  House later({.disk = &disk});
  later.stage.gate.open();
  const Texts texts = {"column", "another column", "new"};
  EXPECT_TRUE(is_right(later.submit(texts, {.embed = {.remember = true}}).get(), texts));
  EXPECT_THAT(later.stage.calls_so_far(), ElementsAre(ElementsAre("new")));
  EXPECT_TRUE(is_right(later.submit({"free"}).get(), {"free"}));
  EXPECT_EQ(disk.counters().entries, 3U);
}

TEST(Service, ATextInFlightIsKeptOnDiskWhenWhoeverJoinsItAsksForThat) {
  ArcCache disk({.bytes_max = 1 << 20});
  House house({.disk = &disk});
  auto first = house.submit({"first"});
  house.stage.gate.await(1);
  auto forgets = house.submit({"shared", "alone"});
  auto remembers = house.submit({"shared"}, {.embed = {.remember = true}});
  house.stage.gate.open();
  EXPECT_TRUE(is_right(forgets.get(), {"shared", "alone"}));
  EXPECT_TRUE(is_right(remembers.get(), {"shared"}));
  EXPECT_EQ(disk.counters().entries, 1U);
}

TEST(Service, WhatIsOnDiskIsAnsweredWithoutLoadingTheModel) {
  ArcCache disk({.bytes_max = 1 << 20});
  const RequestOptions remember = {.embed = {.remember = true}};
  {
    House house({.disk = &disk});
    house.stage.gate.open();
    ASSERT_TRUE(house.submit({"known"}, remember).get());
  }
  House house(
      {.describe = [](const std::string& model) { return fake_info(model); }, .disk = &disk});
  house.stage.gate.open();
  EXPECT_TRUE(is_right(house.submit({"known"}, remember).get(), {"known"}));
  EXPECT_EQ(house.counted("cognate_model_loads_total"), 0U);
  EXPECT_TRUE(is_right(house.submit({"new"}, remember).get(), {"new"}));
  EXPECT_EQ(house.counted("cognate_model_loads_total"), 1U);
}

TEST(Service, AModelThatIsNotWhatItWasToldToBeGivesNoVectors) {
  House house({.describe = [](const std::string& model) {
    EmbedderInfo info = fake_info(model);
    info.mark = 5;  // the loaded one has none
    return info;
  }});
  house.stage.gate.open();
  const auto vectors = house.submit({"a"}).get();
  ASSERT_EQ(code_of(vectors), Code::unavailable);
  EXPECT_THAT(vectors.error().message, HasSubstr("was replaced"));
  EXPECT_TRUE(is_right(house.submit({"a"}).get(), {"a"})) << "now it is known";
}

TEST(Service, ARequestThatFindsNoRoomIsRefusedWholeAndTheOthersAreServed) {
  House house({.service = {.queue_texts_max = 4}});
  auto running = house.submit({"running"});
  house.stage.gate.await(1);
  auto waiting = house.submit({"1", "2", "3"});
  auto refused = house.submit({"4", "5"}).get();
  ASSERT_EQ(code_of(refused), Code::unavailable);
  EXPECT_THAT(refused.error().message,
              HasSubstr("overloaded: 3 texts wait already, 2 more would be over the limit of 4"));
  auto fits = house.submit({"6"});
  auto joins = house.submit({"1", "2", "3", "6"});  // brings in nothing new
  house.stage.gate.open();
  EXPECT_TRUE(is_right(waiting.get(), {"1", "2", "3"}));
  EXPECT_TRUE(is_right(fits.get(), {"6"}));
  EXPECT_TRUE(is_right(joins.get(), {"1", "2", "3", "6"}));
  EXPECT_TRUE(is_right(house.submit({"4", "5"}).get(), {"4", "5"}));
  EXPECT_EQ(house.counted("cognate_embedding_refused_requests_total"), 1U);
}

TEST(Service, EveryLimitOfTheQueueRefusesByItsName) {
  struct Case {
    ServiceOptions limits;
    std::string says;
  };
  const std::vector<Case> cases = {{{.queue_texts_max = 1}, "2 texts"},
                                   {{.queue_tokens_max = 5}, "6 tokens"},
                                   {{.queue_bytes_max = 9}, "10 bytes"}};
  for (const Case& each : cases) {
    House house({.service = each.limits});
    house.stage.gate.open();
    const auto refused = house.submit({"hello", "world"}).get();
    ASSERT_EQ(code_of(refused), Code::invalid_argument) << "it can never fit";
    EXPECT_THAT(refused.error().message, HasSubstr("a request of " + each.says));
    EXPECT_TRUE(is_right(house.submit({"hello"}).get(), {"hello"}));
  }
}

TEST(Service, TextsBeyondTheLimitsOfARequestAreRefusedWithTheNumber) {
  House house({.service = {.request_texts_max = 3}});
  house.stage.gate.open();
  const auto many = house.submit(numbered("t", 4)).get();
  ASSERT_EQ(code_of(many), Code::invalid_argument);
  EXPECT_THAT(many.error().message, HasSubstr("4 texts in one request, 3 are the most"));
  const auto long_one = house.submit({"short", std::string(limits::kTextBytesMax + 1, 'x')}).get();
  ASSERT_EQ(code_of(long_one), Code::invalid_argument);
  EXPECT_THAT(long_one.error().message, HasSubstr("text 2 has 16.0 MB"));
  const Texts ten_megabytes = {std::string(10'000'000, 'x')};
  EXPECT_TRUE(is_right(house.submit(ten_megabytes).get(), ten_megabytes));
}

TEST(Service, ACallerWhoWaitsMayAskForMoreThanARequestHolds) {
  House house({.service = {.queue_texts_max = 64, .block_texts = 50}});
  house.stage.gate.open();
  const Texts texts = numbered("t", 1'234);
  EXPECT_TRUE(is_right(house.service->request(views(texts), {}), texts));
}

TEST(Service, AMillionEmptyTextsAreOneComputation) {
  House house;
  house.stage.gate.open();
  const std::vector<std::string_view> texts(1'000'000);
  const auto vectors = house.service->request(texts, {});
  ASSERT_TRUE(vectors);
  ASSERT_EQ(vectors->rows(), texts.size());
  EXPECT_TRUE(std::ranges::equal(vectors->row(999'999), vector_of("")));
  EXPECT_EQ(house.stage.calls_so_far().size(), 1U);
}

TEST(Service, AMillionEmptyTextsBeyondTheMemoryLimitAreRefusedAtOnce) {
  House house({.memory_bytes = 10'000'000});
  house.stage.gate.open();
  const std::vector<std::string_view> texts(1'000'000);
  const auto vectors = house.service->request(texts, {});
  ASSERT_EQ(code_of(vectors), Code::invalid_argument);
  EXPECT_THAT(vectors.error().message, HasSubstr("EMBEDDING_MEMORY_LIMIT_MB"));
  EXPECT_TRUE(is_right(house.submit({"alive"}).get(), {"alive"}));
}

TEST(Service, MemoryThatOthersUseNowIsWorthAnotherTry) {
  House house({.cache_bytes = 0, .memory_bytes = 10 * kDimension * sizeof(float)});
  auto running = house.submit(numbered("a", 6));
  house.stage.gate.await(1);
  const auto refused = house.submit(numbered("b", 6)).get();
  ASSERT_EQ(code_of(refused), Code::unavailable);
  EXPECT_THAT(refused.error().message, HasSubstr("no memory now for the vectors of 6 texts"));
  house.stage.gate.open();
  EXPECT_TRUE(is_right(running.get(), numbered("a", 6)));
  house.service->close(std::chrono::hours(1));  // the worker lets go of the request
  EXPECT_EQ(house.memory.used(), 0U);
}

TEST(Service, ADeadlineThatPassedIsAnsweredAtOnce) {
  House house;
  RequestOptions late;
  late.deadline = Clock::now();
  const auto vectors = house.submit({"a"}, late).get();
  ASSERT_EQ(code_of(vectors), Code::deadline);
  EXPECT_THAT(vectors.error().message, HasSubstr("before the deadline"));
  EXPECT_EQ(house.counted("cognate_embedding_cancelled_requests_total"), 1U);
}

TEST(Service, ADeadlineThatPassesInTheQueueDropsTheTextsBeforeTheyAreComputed) {
  const FakeClock clock;
  House house({.service = {.now = [clock] { return clock.now(); }}});
  auto running = house.submit({"running"});
  house.stage.gate.await(1);
  RequestOptions soon;
  soon.deadline = Clock::time_point(std::chrono::seconds(5));
  auto late = house.submit({"late", "shared"}, soon);
  auto patient = house.submit({"shared", "patient"});
  *clock.seconds = 6;
  house.stage.gate.open();
  EXPECT_EQ(code_of(late.get()), Code::deadline);
  EXPECT_TRUE(is_right(patient.get(), {"shared", "patient"}));
  EXPECT_THAT(house.stage.calls_so_far(),
              ElementsAre(ElementsAre("running"), ElementsAre("shared", "patient")));
  EXPECT_EQ(house.counted("cognate_embedding_dropped_texts_total"), 1U);
}

TEST(Service, ACallerWhoWaitsIsNotKeptBeyondHisDeadlineOrStop) {
  House house;
  const Texts texts = {"a"};
  RequestOptions options;
  options.deadline = Clock::now() + std::chrono::milliseconds(20);
  EXPECT_EQ(code_of(house.service->request(views(texts), options)), Code::deadline);
  std::stop_source stop;
  RequestOptions stoppable;
  stoppable.embed.stop = stop.get_token();
  std::jthread stopper([&] {
    house.stage.gate.await(1);
    stop.request_stop();
  });
  const auto stopped = house.service->request(views(texts), stoppable);
  ASSERT_EQ(code_of(stopped), Code::deadline);
  EXPECT_EQ(stopped.error().message, "embedding was stopped");
}

TEST(Service, TheTextsOfACallerWhoWentAwayAreDroppedUnlessOthersWait) {
  House house;
  auto running = house.submit({"running"});
  house.stage.gate.await(1);
  std::stop_source stop;
  RequestOptions options;
  options.embed.stop = stop.get_token();
  auto away = house.submit({"x", "shared", "y"}, options);
  auto stays = house.submit({"shared"});
  stop.request_stop();
  house.stage.gate.open();
  EXPECT_EQ(code_of(away.get()), Code::deadline);
  EXPECT_TRUE(is_right(stays.get(), {"shared"}));
  EXPECT_THAT(house.stage.calls_so_far(),
              ElementsAre(ElementsAre("running"), ElementsAre("shared")));
}

TEST(Service, ATextThatFailsDoesNotTouchItsNeighbours) {
  House house;
  house.stage.fault = [](std::span<const std::string_view> texts) -> std::optional<Error> {
    return std::ranges::find(texts, "bad") == texts.end()
               ? std::nullopt
               : std::optional<Error>(fail(Code::internal, "the arena is full"));
  };
  auto running = house.submit({"running"});
  house.stage.gate.await(1);
  auto good = house.submit(numbered("good", 5));
  auto bad = house.submit({"fine", "bad"});
  auto also_good = house.submit(numbered("also", 5));
  house.stage.gate.open();
  EXPECT_TRUE(is_right(good.get(), numbered("good", 5)));
  EXPECT_TRUE(is_right(also_good.get(), numbered("also", 5)));
  const auto failed = bad.get();
  ASSERT_EQ(code_of(failed), Code::internal);
  EXPECT_EQ(failed.error().message, "the arena is full");
  EXPECT_TRUE(is_right(house.submit({"fine"}).get(), {"fine"}));
}

TEST(Service, AModelThatDoesNotAnswerIsNotAskedAgainForEachText) {
  House house;
  house.stage.gate.open();
  house.stage.fault = [](auto) { return fail(Code::unavailable, "the provider is down"); };
  EXPECT_EQ(code_of(house.submit(numbered("t", 8)).get()), Code::unavailable);
  EXPECT_EQ(house.stage.calls_so_far().size(), 1U);
}

TEST(Service, LivesThroughAModelThatRunsOutOfMemory) {
  House house;
  house.stage.gate.open();
  house.stage.fault = [](std::span<const std::string_view> texts) -> std::optional<Error> {
    return texts[0] == "huge" ? throw std::bad_alloc() : std::nullopt;
  };
  const auto vectors = house.submit({"huge"}).get();
  ASSERT_EQ(code_of(vectors), Code::internal);
  EXPECT_THAT(vectors.error().message, HasSubstr("not enough memory to embed 1 texts"));
  EXPECT_TRUE(is_right(house.submit({"small"}).get(), {"small"}));
}

TEST(Service, TextsOfTwoModelsNeverStandInOneCall) {
  House house;
  auto running = house.submit({"running"});
  house.stage.gate.await(1);
  auto one = house.submit({"x"});
  auto other = house.submit({"x", "y"}, {.model = "other"});
  auto two = house.submit({"z"});
  house.stage.gate.open();
  EXPECT_TRUE(is_right(one.get(), {"x"}));
  EXPECT_TRUE(is_right(other.get(), {"x", "y"}, "other"));
  EXPECT_TRUE(is_right(two.get(), {"z"}));
  EXPECT_THAT(house.stage.calls_so_far(),
              ElementsAre(ElementsAre("running"), ElementsAre("x", "z"), ElementsAre("x", "y")));
}

TEST(Service, NeverMakesMoreCallsAtOnceThanItMay) {
  House house({.service = {.batch_size = 1, .calls_max = 2}});
  auto all = house.submit(numbered("t", 64));
  house.stage.gate.await(2);
  house.stage.gate.allow(5);
  house.stage.gate.await(7);
  house.stage.gate.open();
  EXPECT_TRUE(is_right(all.get(), numbered("t", 64)));
  EXPECT_EQ(house.stage.running_max, 2U);
}

TEST(Service, TheCapOnTextsIsTheOneOfTheRequestElseTheService) {
  House house({.service = {.batch_size = 2}});
  house.stage.gate.open();
  EXPECT_TRUE(house.submit(numbered("a", 20)).get());
  EXPECT_EQ(house.stage.calls_so_far()[0].size(), 2 * limits::kGroupsPerThread);
  EXPECT_TRUE(house.submit(numbered("b", 20), {.batch_size = 3}).get());
  EXPECT_THAT(house.stage.calls_so_far(), testing::Contains(testing::SizeIs(12)));
}

TEST(Service, ProgressIsToldOnTheCallersThreadAndNeverGoesBack) {
  House house;
  house.stage.gate.open();
  const Texts texts = numbered("t", 5'000);
  const auto caller = std::this_thread::get_id();
  std::size_t last = 0;
  RequestOptions options;
  options.embed.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    EXPECT_GE(done, last);
    EXPECT_LE(done, total);
    EXPECT_EQ(total, texts.size());
    last = done;
  };
  EXPECT_TRUE(is_right(house.service->request(views(texts), options), texts));
  EXPECT_GT(last, 0U);
}

TEST(Service, ColumnsAreEmbeddedByTheTextThatIsMadeOfThem) {
  House house;
  house.stage.gate.open();
  std::vector<Column> columns(3);
  columns[0].name = "birth date";
  columns[1].name = "city";
  columns[2].name = "birth date";
  const auto vectors = house.service->batch_generate_embeddings(columns, 16);
  EXPECT_TRUE(is_right(vectors, {"birth date", "city", "birth date"}));
  EXPECT_THAT(house.stage.calls_so_far(), ElementsAre(ElementsAre("birth date", "city")));
}

TEST(Service, ClosingWithTimeAnswersWhatWasTakenAndRefusesTheRest) {
  House house;
  auto running = house.submit({"a"});
  auto waiting = house.submit({"b"});
  house.stage.gate.open();
  EXPECT_TRUE(house.service->close(std::chrono::hours(1)));
  EXPECT_TRUE(is_right(running.get(), {"a"}));
  EXPECT_TRUE(is_right(waiting.get(), {"b"}));
  const auto refused = house.submit({"a"}).get();
  ASSERT_EQ(code_of(refused), Code::unavailable);
  EXPECT_EQ(refused.error().message, "the embedding service is closed");
  EXPECT_TRUE(house.service->close(std::chrono::hours(1))) << "closing twice is no error";
}

TEST(Service, ClosingNowFailsWhatWaitsAndNobodyIsLeftWaiting) {
  House house;
  auto running = house.submit({"a"});
  house.stage.gate.await(1);
  auto waiting = house.submit({"b", "c"});
  std::jthread opener([&] {
    EXPECT_EQ(code_of(waiting.get()), Code::unavailable);
    house.stage.gate.open();  // only then does the running call end
  });
  EXPECT_FALSE(house.service->close(std::chrono::milliseconds(0)));
  EXPECT_TRUE(is_right(running.get(), {"a"}));
}

TEST(Service, AModelThatIsNotThereIsAnErrorOfThatRequestAlone) {
  Stage stage;
  stage.gate.open();
  House house({.load = [&stage](const std::string& model) -> Result<std::unique_ptr<Embedder>> {
    if (model != "m") {
      return fail(Code::not_found, "{}: no such model", model);
    }
    return std::make_unique<FakeModel>(stage, fake_info(model));
  }});
  const auto vectors = house.submit({"a"}, {.model = "none"}).get();
  ASSERT_EQ(code_of(vectors), Code::not_found);
  EXPECT_TRUE(is_right(house.submit({"a"}).get(), {"a"}));
}

TEST(Service, AModelThatWasReplacedMeanwhileDoesNotAnswerForTheOldOne) {
  Stage stage;
  std::atomic<int> loads{0};
  House house({.memory_bytes = 1'000'000,
               .load = [&](const std::string& model) -> Result<std::unique_ptr<Embedder>> {
                 EmbedderInfo info = fake_info(model);
                 info.weight_bytes = model == "m" ? 0 : 900'000;
                 info.revision = std::to_string(++loads);
                 return std::make_unique<FakeModel>(stage, std::move(info));
               }});
  stage.gate.allow(2);
  EXPECT_TRUE(is_right(house.submit({"a"}, {.model = "x"}).get(), {"a"}, "x"));
  EXPECT_TRUE(is_right(house.submit({"a"}, {.model = "y"}).get(), {"a"}, "y"));  // x gives way
  stage.gate.open();
  const auto vectors = house.submit({"b"}, {.model = "x"}).get();
  ASSERT_EQ(code_of(vectors), Code::unavailable);
  EXPECT_THAT(vectors.error().message, HasSubstr("was replaced while the request waited"));
  EXPECT_TRUE(is_right(house.submit({"b"}, {.model = "x"}).get(), {"b"}, "x"));
}

TEST(Service, OptionsOutOfRangeAreRefused) {
  EXPECT_EQ(House({.service = {.calls_max = 0}}).error->code, Code::invalid_argument);
  EXPECT_EQ(House({.service = {.threads = 0}}).error->code, Code::invalid_argument);
  EXPECT_EQ(House({.service = {.batch_size = 5000}}).error->code, Code::invalid_argument);
}

}  // namespace
}  // namespace cognate::embed
