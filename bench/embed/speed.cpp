// Throughput, and the ceiling that it is held against.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_system.h"
#include "core/similarity.h"
#include "embed/measure.h"
#include "embed/table.h"
#include "model/config.h"
#include "simd/kernels.h"
#include "text/tokenizer.h"

namespace cognate::bench {
namespace {

// How far a float32 peer may be from us, a coordinate: rounding in another order.
constexpr double kAgreement = 1e-5;
// A quantized vector that is further off is no vector of this text.
constexpr double kLeastCosine = 0.9;

constexpr std::array kColumns = {
    Column{"engine", "engine", Column::Kind::text},
    Column{"precision", "precision", Column::Kind::text},
    Column{"tokens_per_second", "tokens/s"},
    Column{"texts_per_second", "texts/s"},
    Column{"ceiling_share", "% of ceiling", Column::Kind::number, 1, 100},
    Column{"mean_cosine", "cosine", Column::Kind::number, 5},
    Column{"least_cosine", "least", Column::Kind::number, 5},
    Column{"setting", "setting", Column::Kind::text},
};

/// The fastest of some runs on every thread at once.
double ceiling(const simd::Precision& precision, std::size_t threads) {
  constexpr std::size_t kRounds = 10'000'000;
  double most = 0;
  for (int repeat = 0; repeat < 3; ++repeat) {
    std::vector<float> sums(threads);
    const Stopwatch watch;
    {
      std::vector<std::jthread> workers;
      for (float& sum : sums) {
        workers.emplace_back([&] { sum = precision.spin_multiply_adds(kRounds); });
      }
    }
    const double work = static_cast<double>(kRounds * precision.multiply_adds_per_round * threads);
    most = std::max(most, std::isfinite(sums[0]) ? work / watch.seconds() : 0.0);
  }
  return most;
}

/// Multiply-adds of the encoder for one sequence: projections of every token, attention of every
/// pair.
double multiply_adds(const model::ModelConfig& config, std::size_t tokens) {
  const double hidden = static_cast<double>(config.hidden);
  const double dense = 4 * hidden * hidden + 2 * hidden * static_cast<double>(config.intermediate);
  const double pairs = 2 * hidden * static_cast<double>(tokens);
  return static_cast<double>(config.layers * tokens) * (dense + pairs);
}

struct Work {
  std::size_t tokens = 0;
  double multiply_adds = 0;
};

Result<Work> work_of(const Settings& settings, const std::vector<std::string>& texts) {
  TRY(const auto config, model::read_model_config(real_file_system(), settings.model));
  TRY(const auto tokenizer, text::Tokenizer::load(real_file_system(), settings.model));
  Work work;
  std::vector<std::uint32_t> ids;
  for (const std::string& text : texts) {
    tokenizer.encode(text, config.tokens_max, ids);
    work.tokens += ids.size();
    work.multiply_adds += multiply_adds(config, ids.size());
  }
  return work;
}

/// Writes into `row` how near the vectors are to the exact ones. Error internal: too far.
Status compare(const Identity& identity, const Matrix& exact, const Matrix& rows, Json& row) {
  if (rows.rows() != exact.rows() || rows.columns() != exact.columns()) {
    return fail(Code::internal, "{} answered {} x {} numbers instead of {} x {}", identity.engine,
                rows.rows(), rows.columns(), exact.rows(), exact.columns());
  }
  double mean = 0;
  double least = 1;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const double one = cosine(rows.row(i), exact.row(i));
    mean += one / static_cast<double>(rows.rows());
    least = std::min(least, one);
  }
  double difference = 0;
  for (std::size_t i = 0; i < rows.values().size(); ++i) {
    difference = std::max(difference, std::abs(double{rows.values()[i]} - exact.values()[i]));
  }
  row["mean_cosine"] = mean;
  row["least_cosine"] = least;
  row["largest_difference"] = difference;
  const bool exact_one = identity.precision == "f32";
  if (exact_one ? !(difference <= kAgreement) : !(least >= kLeastCosine)) {
    return fail(Code::internal,
                "{} {}: its vectors are not ours (largest difference {}, least cosine {})",
                identity.engine, identity.precision, difference, least);
  }
  return ok();
}

/// The most tokens a second of one precision, ours or the peers'; 0 where there is none.
double fastest(const Json& rows, bool ours, std::string_view precision) {
  double most = 0;
  for (const Json& row : rows) {
    if ((row["engine"] == "cognate") == ours && row["precision"] == precision) {
      most = std::max(most, row["tokens_per_second"].get<double>());
    }
  }
  return most;
}

void print_ratios(const Json& rows) {
  // Ours, and what it is to be held against.
  constexpr std::array<std::array<const char*, 2>, 5> kPairs = {
      {{"f32", "f32"}, {"bf16", "bf16"}, {"bf16", "int8"}, {"int16", "int8"}, {"int8", "int8"}}};
  for (const auto& [ours, theirs] : kPairs) {
    const double we = fastest(rows, true, ours);
    const double they = fastest(rows, false, theirs);
    if (we > 0 && they > 0) {
      std::printf("  our %s is %.2fx the fastest %s peer\n", ours, we / they, theirs);
    }
  }
}

}  // namespace

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

Json measure_ceilings(const Settings& settings) {
  Json ceilings = Json::object();
  for (const simd::Precision* const* row = simd::precisions(); *row != nullptr; ++row) {
    if ((*row)->spin_multiply_adds != nullptr) {
      ceilings[(*row)->name] = ceiling(**row, settings.threads);
      std::printf("  ceiling of %s: %.0f Gop/s\n", (*row)->name,
                  2e-9 * ceilings[(*row)->name].get<double>());
    }
  }
  return ceilings;
}

Result<Json> measure_speed(const Settings& settings, const TextSet& set, const Json& ceilings,
                           Contestants contestants) {
  TRY(const Work work, work_of(settings, set.texts));
  Json rows = Json::array();
  Matrix exact;
  for (const auto& contestant : contestants) {
    const Identity& identity = contestant->identity();
    TRY(const std::string setting, contestant->tune(set));
    TRY(Matrix vectors, contestant->vectors());
    if (rows.empty()) {
      exact = vectors;
    }
    Json row = {{"texts", set.name},
                {"engine", identity.engine},
                {"version", identity.version},
                {"precision", identity.precision},
                {"setting", setting}};
    TRY_OK(compare(identity, exact, vectors, row));
    rows.push_back(std::move(row));
  }
  std::vector<std::vector<double>> seconds(contestants.size());
  for (std::size_t round = 0; round < settings.rounds; ++round) {
    for (std::size_t i = 0; i < contestants.size(); ++i) {
      TRY(const double one, contestants[i]->run());
      seconds[i].push_back(one);
    }
  }
  for (std::size_t i = 0; i < contestants.size(); ++i) {
    const double middle = median(seconds[i]);
    Json& row = rows[i];
    row["seconds"] = seconds[i];
    row["tokens_per_second"] = static_cast<double>(work.tokens) / middle;
    row["texts_per_second"] = static_cast<double>(set.texts.size()) / middle;
    const auto top = ceilings.find(row["precision"].get<std::string>());
    if (top != ceilings.end()) {
      row["ceiling_share"] = work.multiply_adds / middle / top->get<double>();
    }
  }
  std::printf("\n%s: %zu texts, %zu tokens; medians of %zu rounds in turn\n", set.name.c_str(),
              set.texts.size(), work.tokens, settings.rounds);
  print_table(rows, kColumns);
  print_ratios(rows);
  return rows;
}

}  // namespace cognate::bench
