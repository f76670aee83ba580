// The real model against vectors that sentence-transformers gave (tests/golden/vectors.jsonl).

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdlib>
#include <fstream>

#include "core/similarity.h"
#include "model/embedder.h"
#include "simd/kernels.h"

namespace cognate::model {
namespace {

std::string model_folder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  };
  const std::string home = variable("COGNATE_HOME");
  const std::string cache = variable("XDG_CACHE_HOME").empty() ? variable("HOME") + "/.cache"
                                                               : variable("XDG_CACHE_HOME");
  const std::string forced = variable("COGNATE_MODEL_DIR");
  return !forced.empty() ? forced
                         : (home.empty() ? cache + "/cognate" : home) + "/models/all-MiniLM-L6-v2";
}

/// How a vector of ours must lie to the golden one.
using Compare =
    std::function<void(std::string_view, std::span<const float>, std::span<const float>)>;

void hold_against_golden(const std::string& precision, Compare compare) {
  auto embedder =
      load_embedder(real_file_system(), model_folder(), {.threads = 0, .precision = precision});
  if (!embedder && embedder.error().code == Code::not_found) {
    GTEST_SKIP() << "no model at " << model_folder() << ": run tools/get_model.sh";
  }
  ASSERT_TRUE(embedder) << embedder.error().message;
  std::ifstream golden(COGNATE_SOURCE_DIR "/tests/golden/vectors.jsonl");
  std::size_t rows = 0;
  simdjson::dom::parser parser;
  for (std::string line; std::getline(golden, line); ++rows) {
    simdjson::dom::element row;
    std::string_view text;
    simdjson::dom::array want;
    ASSERT_EQ(parser.parse(line).get(row), simdjson::SUCCESS);
    ASSERT_EQ(row["text"].get(text), simdjson::SUCCESS);
    ASSERT_EQ(row["vector"].get(want), simdjson::SUCCESS);
    const std::string_view texts[] = {text};
    const auto got = (*embedder)->embed(texts, {});
    ASSERT_TRUE(got) << got.error().message;
    ASSERT_EQ(got->columns(), want.size());
    std::vector<float> numbers;
    for (const simdjson::dom::element value : want) {
      double number = 0;
      ASSERT_EQ(value.get(number), simdjson::SUCCESS);
      numbers.push_back(static_cast<float>(number));
    }
    compare(text, got->row(0), numbers);
  }
  EXPECT_GE(rows, 10U) << "the golden file is missing or empty";
}

TEST(GoldenVectors, AreWithinOneHundredThousandth) {
  hold_against_golden(
      "f32", [](std::string_view text, std::span<const float> got, std::span<const float> want) {
        for (std::size_t i = 0; i < want.size(); ++i) {
          ASSERT_NEAR(got[i], want[i], 1e-5) << "text '" << text << "', coordinate " << i;
        }
      });
}

TEST(GoldenVectors, EveryOtherPrecisionPointsTheSameWay) {
  std::size_t tested = 0;
  for (const simd::Precision* const* row = simd::precisions() + 1; *row != nullptr; ++row) {
    ++tested;
    hold_against_golden((*row)->name, [&](std::string_view text, std::span<const float> got,
                                          std::span<const float> want) {
      EXPECT_GT(cosine(got, want), 0.98) << (*row)->name << ", text '" << text << "'";
    });
  }
  if (tested == 0) {
    GTEST_SKIP() << "no precision but f32 on this processor";
  }
}

}  // namespace
}  // namespace cognate::model
