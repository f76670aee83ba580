// The whole way from text to vector on a tiny random model, against plain double arithmetic.

#include "model/embedder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <thread>

#include "core/similarity.h"
#include "model/tiny_model.h"
#include "simd/kernels.h"
#include "text/tokenizer.h"

namespace cognate::model {
namespace {

using testing_model::TinyModel;

std::unique_ptr<Embedder> load(const TinyModel& folder, std::size_t threads = 1) {
  auto embedder =
      load_embedder(real_file_system(), folder.path(), {.threads = threads, .precision = "f32"});
  EXPECT_TRUE(embedder) << embedder.error().message;
  return embedder ? *std::move(embedder) : nullptr;
}

std::vector<std::string> sentences() {
  std::vector<std::string> texts = {"",
                                    "city",
                                    "date of birth",
                                    "citys : a b c",
                                    "zzz",
                                    "CITY",
                                    "countrying \xF0\x9F\x98\x80",
                                    "date\x01of",
                                    "\xff\xfe"};
  std::string longer;
  for (int i = 0; i < 60; ++i) {
    longer += i % 3 == 0 ? "name " : "b ";
    texts.push_back(longer);
  }
  return texts;
}

std::vector<std::string_view> views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

void expect_error(const TinyModel& folder, Code code, const std::string& words) {
  const auto result = load_embedder(real_file_system(), folder.path(), {});
  ASSERT_FALSE(result) << "loaded, but should say: " << words;
  EXPECT_EQ(result.error().code, code) << result.error().message;
  EXPECT_NE(result.error().message.find(words), std::string::npos) << result.error().message;
}

TEST(Embedder, AgreesWithPlainArithmetic) {
  const TinyModel folder;
  const auto embedder = load(folder);
  const auto tokenizer = text::Tokenizer::load(real_file_system(), folder.path());
  ASSERT_TRUE(tokenizer);
  const auto texts = sentences();
  const auto vectors = embedder->embed(views(texts), {});
  ASSERT_TRUE(vectors);
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    tokenizer->encode(texts[i], TinyModel::kTokensMax, ids);
    ASSERT_LE(ids.size(), TinyModel::kTokensMax);
    const std::vector<double> want = folder.vector_of({ids.begin(), ids.end()});
    for (std::size_t c = 0; c < want.size(); ++c) {
      ASSERT_NEAR(vectors->row(i)[c], want[c], 2e-6) << "text '" << texts[i] << "'";
    }
  }
}

TEST(Embedder, GivesTheSameBitsAloneInAnyOrderAndWithAnyThreads) {
  const TinyModel folder;
  const auto texts = sentences();
  const auto all = load(folder, 1)->embed(views(texts), {});
  const auto same = [&](std::span<const float> row, std::size_t text) {
    return std::memcmp(row.data(), all->row(text).data(), row.size_bytes()) == 0;
  };
  for (const std::size_t threads : {1UL, 2UL, 5UL}) {
    const auto embedder = load(folder, threads);
    std::vector<std::string_view> backwards = views(texts);
    std::reverse(backwards.begin(), backwards.end());
    const auto reversed = embedder->embed(backwards, {});
    for (std::size_t i = 0; i < texts.size(); ++i) {
      EXPECT_TRUE(same(reversed->row(texts.size() - 1 - i), i)) << "reversed, text " << i;
      const std::string_view one[] = {texts[i]};
      EXPECT_TRUE(same(embedder->embed(one, {})->row(0), i)) << "alone, text " << i;
    }
  }
}

TEST(Embedder, EveryPrecisionIsNearAndKeepsItsBitsAloneAndInAnyOrder) {
  const TinyModel folder;
  const auto texts = sentences();
  const auto exact = load(folder)->embed(views(texts), {});
  std::size_t tested = 0;
  for (const simd::Precision* const* row = simd::precisions() + 1; *row != nullptr; ++row) {
    SCOPED_TRACE((*row)->name);
    ++tested;
    const auto coarse =
        load_embedder(real_file_system(), folder.path(), {.threads = 2, .precision = (*row)->name});
    ASSERT_TRUE(coarse) << coarse.error().message;
    EXPECT_EQ((*coarse)->info().precision, (*row)->name);
    const auto all = (*coarse)->embed(views(texts), {});
    for (std::size_t i = 0; i < texts.size(); ++i) {
      EXPECT_GT(cosine(all->row(i), exact->row(i)), 0.98) << "text " << i;
      const std::string_view one[] = {texts[i]};
      const auto alone = (*coarse)->embed(one, {});
      EXPECT_EQ(0, std::memcmp(alone->row(0).data(), all->row(i).data(), all->row(i).size_bytes()))
          << "alone, text " << i;
    }
    EXPECT_NE(
        0, std::memcmp(all->values().data(), exact->values().data(), exact->values().size_bytes()));
  }
  if (tested == 0) {
    GTEST_SKIP() << "no precision but f32 on this processor";
  }
}

TEST(Embedder, OneTextOfAStoppedRequestIsAnErrorToo) {
  const TinyModel folder;
  const auto embedder = load(folder, 2);
  std::stop_source source;
  source.request_stop();
  EmbedOptions options;
  options.stop = source.get_token();
  const std::string_view one[] = {"city"};
  const auto stopped = embedder->embed(one, options);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Code::deadline);
}

TEST(Embedder, RefusesAPrecisionThatIsNotThere) {
  const TinyModel folder;
  const auto result = load_embedder(real_file_system(), folder.path(), {.precision = "int3"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Code::unsupported);
  EXPECT_NE(result.error().message.find("supported: f32"), std::string::npos)
      << result.error().message;
}

TEST(Embedder, AnswersEqualTextsWithEqualRowsAndNothingWithNothing) {
  const TinyModel folder;
  const auto embedder = load(folder, 2);
  const std::vector<std::string_view> texts = {"city", "a", "city", "city"};
  const auto vectors = embedder->embed(texts, {});
  ASSERT_EQ(vectors->rows(), 4U);
  EXPECT_EQ(
      0, std::memcmp(vectors->row(0).data(), vectors->row(3).data(), vectors->row(0).size_bytes()));
  EXPECT_EQ(embedder->embed({}, {})->rows(), 0U);
}

TEST(Embedder, ServesManyThreadsAtOnce) {
  const TinyModel folder;
  const auto embedder = load(folder, 2);
  const auto texts = sentences();
  const auto want = embedder->embed(views(texts), {});
  std::vector<std::jthread> callers;
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&] {
      const auto got = embedder->embed(views(texts), {});
      EXPECT_EQ(
          0, std::memcmp(got->values().data(), want->values().data(), want->values().size_bytes()));
    });
  }
}

TEST(Embedder, StopsWhenAskedAndTellsHowFarItIs) {
  const TinyModel folder;
  const auto embedder = load(folder);
  std::vector<std::string> texts;
  for (int i = 0; i < 500; ++i) {
    texts.push_back("city " + std::to_string(i));
  }
  std::stop_source source;
  std::size_t last = 0;
  EmbedOptions options;
  options.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_GE(done, last);
    EXPECT_EQ(total, texts.size());
    last = done;
    source.request_stop();
  };
  EXPECT_TRUE(embedder->embed(views(texts), options));
  EXPECT_EQ(last, texts.size());
  options.stop = source.get_token();
  const auto stopped = embedder->embed(views(texts), options);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Code::deadline);
}

TEST(Embedder, PutsThePromptOfTheRoleBeforeTheText) {
  const TinyModel folder;
  folder.write(
      "config_sentence_transformers.json",
      R"({"prompts":{"query":"city of ","passage":"date "},"default_prompt_name":"query"})");
  const auto embedder = load(folder);
  EXPECT_EQ(embedder->info().prompts.size(), 2U);
  const auto vector_of = [&](std::string_view text, const EmbedOptions& options) {
    const std::string_view one[] = {text};
    const auto vectors = embedder->embed(one, options);
    return std::vector<float>(vectors->values().begin(), vectors->values().end());
  };
  const auto plain = [&](std::string_view text) { return vector_of(text, {.prompt = ""}); };
  EXPECT_EQ(vector_of("birth", {.role = Role::query}), plain("city of birth"));
  EXPECT_EQ(vector_of("birth", {.role = Role::passage}), plain("date birth"));
  EXPECT_EQ(vector_of("birth", {}), plain("city of birth")) << "the default prompt";
  EXPECT_EQ(vector_of("birth", {.role = Role::query, .prompt = "name "}), plain("name birth"));
  EXPECT_NE(plain("birth"), plain("city of birth"));
}

TEST(Embedder, LowersCaseWhereTheSentenceFileSaysSo) {
  const TinyModel folder;
  folder.write("tokenizer_config.json", R"({"do_lower_case":false})");
  const std::string_view texts[] = {"City", "city"};
  const auto cased = load(folder)->embed(texts, {});
  EXPECT_FALSE(std::ranges::equal(cased->row(0), cased->row(1)));
  folder.write("sentence_bert_config.json", R"({"max_seq_length":32,"do_lower_case":true})");
  const auto lowered = load(folder)->embed(texts, {});
  EXPECT_TRUE(std::ranges::equal(lowered->row(0), lowered->row(1)));
}

TEST(Embedder, TakesTensorsUnderBothNames) {
  const TinyModel folder;
  const std::string_view text[] = {"city of birth"};
  const auto plain = load(folder)->embed(text, {});
  folder.write_weights("bert.");
  const auto prefixed = load(folder)->embed(text, {});
  EXPECT_EQ(0, std::memcmp(plain->values().data(), prefixed->values().data(),
                           plain->values().size_bytes()));
}

TEST(Embedder, RefusesBrokenFoldersInWords) {
  TinyModel folder;
  const std::string weights = folder.read("model.safetensors");
  folder.write("model.safetensors", weights.substr(0, weights.size() / 2));
  expect_error(folder, Code::corrupt, "model.safetensors: tensor '");
  expect_error(folder, Code::corrupt, "cut short");
  folder.write_weights("", "I32");
  expect_error(folder, Code::unsupported, "is I32; supported: F32, F16, BF16");
  folder.write_weights("model.");
  expect_error(folder, Code::corrupt, "'embeddings.word_embeddings.weight' is missing");
  folder.remove("model.safetensors");
  expect_error(folder, Code::not_found, "no model.safetensors; a model folder holds");
  folder.write("model.safetensors.index.json", "{}");
  expect_error(folder, Code::unsupported, "the weights are cut into several files");
  folder.remove("model.safetensors.index.json");
  folder.write("pytorch_model.bin", "\x80\x02");
  expect_error(folder, Code::not_found, "pytorch_model.bin is a pickle file");
  folder.remove("config.json");
  expect_error(folder, Code::not_found, "config.json");
}

TEST(Embedder, RefusesShapesThatDisagreeWithTheConfig) {
  TinyModel folder;
  std::string config = folder.read("config.json");
  config.replace(config.find("\"intermediate_size\":40"), 22, "\"intermediate_size\":48");
  folder.write("config.json", config);
  expect_error(folder, Code::corrupt, "has shape [40, 24], config.json needs [48, 24]");
}

TEST(Embedder, RefusesAVocabularyLargerThanTheWordTable) {
  const TinyModel folder;
  folder.write("vocab.txt", folder.read("vocab.txt") + "more\n");
  expect_error(folder, Code::corrupt, "the tokenizer has 19 tokens, config.json says 18");
}

TEST(Embedder, RefusesOptionsItCannotHonour) {
  const TinyModel folder;
  const auto odd =
      load_embedder(real_file_system(), folder.path(), {.threads = 1, .precision = "f64"});
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().code, Code::unsupported);
  EXPECT_NE(odd.error().message.find("supported: f32"), std::string::npos);
  EXPECT_FALSE(
      load_embedder(real_file_system(), folder.path(), {.threads = 100'000, .precision = "f32"}));
  EXPECT_FALSE(load_embedder(real_file_system(), folder.path() + "/nowhere", {}));
}

}  // namespace
}  // namespace cognate::model
