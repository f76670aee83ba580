// The embedding service as an engine puts it together, with a real model of random weights.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "base/metrics.h"
#include "cognate/engine.h"
#include "model/tiny_model.h"

namespace cognate::engine {
namespace {

using model::testing_model::TinyModel;
using testing::HasSubstr;

class Embedding : public testing::Test {
 protected:
  std::unique_ptr<Engine> engine(EmbeddingConfig config = {}) {
    EngineOptions options;
    options.model = model.path();
    options.home = model.path();
    options.threads = 2;
    options.embedding = std::move(config);
    auto opened = Engine::open(std::move(options));
    return opened ? *std::move(opened) : nullptr;
  }
  static std::uint64_t counted(Engine& engine, const std::string& name) {
    return engine.metrics().counter(name, "").value();
  }

  TinyModel model;
  const std::vector<std::string_view> texts = {"the", "a", "", "the", "of the"};
};

TEST_F(Embedding, TheServiceGivesTheBitsOfTheModel) {
  const auto it = engine();
  const auto direct = (*it->embedder())->embed(texts, {});
  const auto served = (*it->service())->embed(texts, {});
  const auto again = it->embed(texts);
  ASSERT_TRUE(direct && served && again);
  EXPECT_TRUE(std::ranges::equal(direct->values(), served->values()));
  EXPECT_TRUE(std::ranges::equal(direct->values(), again->values()));
  EXPECT_EQ(counted(*it, "cognate_embedding_computed_texts_total"), 4U) << "equal texts once";
  EXPECT_EQ(counted(*it, "cognate_embedding_cache_hits_total"), 5U);
}

TEST_F(Embedding, ManyCallersAtOnceGetTheSameBits) {
  const auto it = engine({.batch_size = 1});
  const auto direct = (*it->embedder())->embed(texts, {});
  EmbeddingService* const service = *it->service();
  std::vector<std::jthread> callers;
  for (std::size_t c = 0; c < 4; ++c) {
    callers.emplace_back([&] {
      for (std::size_t i = 0; i < 20; ++i) {
        const auto served = service->embed(texts, {});
        EXPECT_TRUE(served && std::ranges::equal(direct->values(), served->values()));
      }
    });
  }
}

TEST_F(Embedding, WithoutACacheEveryRequestIsComputed) {
  const auto it = engine({.cache_bytes_max = 0});
  ASSERT_TRUE(it->embed(texts) && it->embed(texts));
  EXPECT_EQ(counted(*it, "cognate_embedding_computed_texts_total"), 8U);
}

TEST_F(Embedding, HalfPrecisionInTheCacheIsCloseToTheModel) {
  const auto it = engine({.cache_half_precision = true});
  const auto exact = it->embed(texts);
  const auto cached = it->embed(texts);
  ASSERT_TRUE(exact && cached);
  EXPECT_FALSE(std::ranges::equal(exact->values(), cached->values()));
  for (std::size_t i = 0; i < exact->values().size(); ++i) {
    EXPECT_NEAR(exact->values()[i], cached->values()[i], 1e-3);
  }
}

TEST_F(Embedding, ColumnsBecomeVectorsOfTheirNamesAndValues) {
  const auto it = engine();
  std::vector<Column> columns(2);
  columns[0].name = "the_city";
  columns[1].name = "the_city";
  columns[1].cells.push("a");
  const auto vectors = (*it->service())->batch_generate_embeddings(columns);
  ASSERT_TRUE(vectors) << vectors.error().message;
  ASSERT_EQ(vectors->rows(), 2U);
  EXPECT_FALSE(std::ranges::equal(vectors->row(0), vectors->row(1))) << "values count";
}

TEST_F(Embedding, TheWarmFileIsInTheCacheBeforeTheFirstRequest) {
  model.write("warm.txt", "the\n\nof the\r\n");
  const auto it = engine({.warm_file = model.path() + "/warm.txt"});
  const std::vector<std::string_view> warmed = {"of the", "the"};
  ASSERT_TRUE(it->embed(warmed));
  EXPECT_EQ(counted(*it, "cognate_embedding_computed_texts_total"), 2U);
  const auto cold = engine({.warm_file = model.path() + "/none.txt"});
  const auto service = cold->service();
  ASSERT_FALSE(service);
  EXPECT_EQ(service.error().code, Code::not_found);
}

TEST_F(Embedding, ColumnsThatAnotherEngineSawAreFoundOnDiskToTheBit) {
  std::vector<Column> columns(2);
  columns[0].name = "the_city";
  columns[1].name = "of";
  auto first = engine();
  const auto computed = (*first->service())->batch_generate_embeddings(columns);
  ASSERT_TRUE(computed && first->embed(texts));
  const auto off = engine({.disk_bytes_max = 0});
  const auto brief = engine({.cache_ttl = std::chrono::seconds(60)});
  for (Engine* it : {first.get(), off.get(), brief.get()}) {
    ASSERT_TRUE((*it->service())->batch_generate_embeddings(columns));
  }
  EXPECT_EQ(counted(*off, "cognate_embedding_computed_texts_total"), 2U) << "switched off";
  EXPECT_EQ(counted(*brief, "cognate_embedding_computed_texts_total"), 2U) << "no time to live";
  first.reset();  // writes
  const auto later = engine();
  const auto found = (*later->service())->batch_generate_embeddings(columns);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_TRUE(std::ranges::equal(found->values(), computed->values()));
  EXPECT_EQ(counted(*later, "cognate_embedding_computed_texts_total"), 0U);
  ASSERT_TRUE(later->embed(texts));
  EXPECT_EQ(counted(*later, "cognate_embedding_computed_texts_total"), 4U) << "free texts are not";
}

TEST_F(Embedding, AModelAboveTheMemoryLimitIsRefusedInWords) {
  const auto it = engine({.memory_bytes_max = 1000});
  const auto service = it->service();
  ASSERT_FALSE(service);
  EXPECT_EQ(service.error().code, Code::invalid_argument);
  EXPECT_THAT(service.error().message, HasSubstr("EMBEDDING_MEMORY_LIMIT_MB"));
}

TEST_F(Embedding, TheMonitorSeesWhatTheServiceDid) {
  const auto it = engine();
  ASSERT_TRUE(it->embed(texts) && it->embed(texts));
  const PerformanceMetrics metrics = it->monitor().metrics();
  EXPECT_GT(metrics.embedding_generation_time, 0);
  EXPECT_DOUBLE_EQ(metrics.cache_hit_rate, .5);
  EXPECT_EQ(metrics.batch_size, 4);
  EXPECT_EQ(metrics.total_columns, 10U);
  EXPECT_GT(metrics.memory_usage, 0);
  EXPECT_LT(metrics.memory_usage, 1);
  const auto samples = it->metrics().snapshot();
  EXPECT_TRUE(std::ranges::any_of(samples, [](const MetricSample& sample) {
    return sample.name == "cognate_cache_entries" && std::get<double>(sample.value) == 4;
  }));
}

}  // namespace
}  // namespace cognate::engine
