// bench_embed: texts a second of our encoder beside ONNX Runtime f32, in one run, on the same
// texts.
//
// Answers first: our vectors must agree with the peer's. Then rounds of ours and the peer's in
// turn; medians and their ratio are printed, and the share of the machine's own multiply-add
// ceiling that ours reaches.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_system.h"
#include "base/paths.h"
#include "base/thread_pool.h"
#include "core/similarity.h"
#include "embed/peer.h"
#include "embed/quality.h"
#include "embed/settings.h"
#include "embed/texts.h"
#include "model/config.h"
#include "model/embedder.h"
#include "simd/kernels.h"
#include "text/tokenizer.h"

namespace cognate::bench {
namespace {

using Json = nlohmann::ordered_json;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Multiply-adds a second of all threads together, on registers alone.
double ceiling(std::size_t threads) {
  constexpr std::size_t kRounds = 20'000'000;
  const simd::Kernels& kernels = simd::kernels();
  std::vector<double> speeds;
  for (int repeat = 0; repeat < 3; ++repeat) {
    const Stopwatch watch;
    std::vector<std::thread> workers;
    std::vector<float> sums(threads);
    for (std::size_t t = 0; t < threads; ++t) {
      workers.emplace_back([&, t] { sums[t] = kernels.spin_multiply_adds(kRounds); });
    }
    for (std::thread& worker : workers) {
      worker.join();
    }
    const double work = static_cast<double>(kRounds * kernels.multiply_adds_per_round * threads);
    speeds.push_back(std::isfinite(sums[0]) ? work / watch.seconds() : 0.0);
  }
  return *std::max_element(speeds.begin(), speeds.end());
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

/// The largest difference between our vectors and the .npy file that the peer wrote.
Result<double> disagreement(const Matrix& ours, const std::string& npy) {
  TRY(const std::string file, read_file(real_file_system(), npy, std::uint64_t{1} << 32));
  const std::size_t bytes = ours.values().size_bytes();
  if (file.size() < bytes) {
    return fail(Code::corrupt, "{}: too short for the vectors of the peer", npy);
  }
  std::vector<float> theirs(ours.values().size());
  std::memcpy(theirs.data(), file.data() + file.size() - bytes, bytes);
  double most = 0;
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    most = std::max(most, std::abs(double{theirs[i]} - ours.values()[i]));
  }
  return most;
}

/// The quick mode on the same texts: its median seconds, and its cosines to the exact vectors.
struct Quick {
  std::string precision;
  double seconds = 0;
  double mean_cosine = 0;
  double least_cosine = 1;
};

struct Timing {
  std::vector<double> ours;
  std::vector<double> peer;
  double difference = 0;
  std::string peer_name;
};

Result<Timing> time_rounds(const Settings& settings, Embedder& embedder, const TextSet& set) {
  const std::vector<std::string_view> views(set.texts.begin(), set.texts.end());
  const std::string folder = std::filesystem::temp_directory_path().string();
  const std::string texts_path = folder + "/cognate_bench_embed.txt";
  const std::string vectors_path = folder + "/cognate_bench_embed.npy";
  std::string lines;
  for (const std::string& text : set.texts) {
    lines += text + "\n";
  }
  TRY_OK(write_atomically(real_file_system(), texts_path, lines));
  Timing timing;
  std::optional<Peer> peer;
  if (!settings.peer_python.empty()) {
    TRY(Peer started,
        Peer::start({settings.peer_python, COGNATE_SOURCE_DIR "/bench/embed/peer_onnxruntime.py",
                     settings.model, texts_path, std::to_string(settings.threads),
                     std::to_string(set.peer_batch), vectors_path}));
    timing.peer_name = started.name();
    peer.emplace(std::move(started));
    TRY([[maybe_unused]] const double warm, peer->run());
  }
  TRY(const Matrix vectors, embedder.embed(views, {}));
  if (peer) {
    TRY(timing.difference, disagreement(vectors, vectors_path));
  }
  for (std::size_t round = 0; round < settings.rounds; ++round) {
    const Stopwatch watch;
    TRY([[maybe_unused]] const Matrix again, embedder.embed(views, {}));
    timing.ours.push_back(watch.seconds());
    if (peer) {
      TRY(const double seconds, peer->run());
      timing.peer.push_back(seconds);
    }
  }
  return timing;
}

Result<std::optional<Quick>> time_quick(const Settings& settings, Embedder& exact,
                                        const TextSet& set) {
  if (simd::precision("fast") == nullptr) {
    return std::optional<Quick>();
  }
  TRY(const auto embedder,
      model::load_embedder(real_file_system(), settings.model,
                           {.threads = settings.threads, .precision = "fast"}));
  const std::vector<std::string_view> views(set.texts.begin(), set.texts.end());
  TRY(const Matrix want, exact.embed(views, {}));
  TRY(const Matrix got, embedder->embed(views, {}));
  Quick quick{.precision = embedder->info().precision};
  for (std::size_t i = 0; i < got.rows(); ++i) {
    const double one = cosine(got.row(i), want.row(i));
    quick.mean_cosine += one / static_cast<double>(got.rows());
    quick.least_cosine = std::min(quick.least_cosine, one);
  }
  std::vector<double> seconds;
  for (std::size_t round = 0; round < settings.rounds; ++round) {
    const Stopwatch watch;
    TRY([[maybe_unused]] const Matrix again, embedder->embed(views, {}));
    seconds.push_back(watch.seconds());
  }
  quick.seconds = median(seconds);
  return std::optional<Quick>(quick);
}

void report_quick(const Quick& quick, const Work& work, const Timing& timing, Json& row) {
  const double tokens = static_cast<double>(work.tokens);
  row["quick"] = {{"precision", quick.precision},
                  {"tokens_per_second", tokens / quick.seconds},
                  {"mean_cosine", quick.mean_cosine},
                  {"least_cosine", quick.least_cosine}};
  std::printf("%-11s %s %22.0f tokens/s  %.2fx float32; cosine mean %.5f, least %.5f\n", "",
              quick.precision.c_str(), tokens / quick.seconds, median(timing.ours) / quick.seconds,
              quick.mean_cosine, quick.least_cosine);
}

Json report(const TextSet& set, const Work& work, const Timing& timing, double ceiling_rate) {
  const double ours = median(timing.ours);
  const double texts = static_cast<double>(set.texts.size());
  Json row = {{"texts", set.name},
              {"count", set.texts.size()},
              {"tokens", work.tokens},
              {"texts_per_second", texts / ours},
              {"tokens_per_second", static_cast<double>(work.tokens) / ours},
              {"ceiling_share", work.multiply_adds / ours / ceiling_rate}};
  std::printf("%-11s ours %8.0f texts/s %8.0f tokens/s  %4.1f %% of the ceiling\n",
              set.name.c_str(), texts / ours, static_cast<double>(work.tokens) / ours,
              100 * work.multiply_adds / ours / ceiling_rate);
  if (!timing.peer.empty()) {
    const double peer = median(timing.peer);
    row["peer"] = timing.peer_name;
    row["peer_tokens_per_second"] = static_cast<double>(work.tokens) / peer;
    row["ratio"] = peer / ours;
    row["largest_difference"] = timing.difference;
    std::printf("%-11s peer %8.0f texts/s %8.0f tokens/s  (%s)\n", "", texts / peer,
                static_cast<double>(work.tokens) / peer, timing.peer_name.c_str());
    std::printf("%-11s ratio %.2fx; largest difference of a coordinate %.1e\n", "", peer / ours,
                timing.difference);
  }
  return row;
}

Status run(const Settings& settings) {
  if (!settings.quality.empty()) {
    return run_quality(settings);
  }
  constexpr double kAgreement = 1e-5;
  TRY(const auto embedder, model::load_embedder(real_file_system(), settings.model,
                                                {.threads = settings.threads, .precision = "f32"}));
  const double ceiling_rate = ceiling(settings.threads);
  std::printf("cpu %s, isa %s, %zu threads, ceiling %.0f GFLOP/s (multiply-adds on registers)\n",
              cpu_name().c_str(), simd::kernels().name, settings.threads, 2e-9 * ceiling_rate);
  Json result = {{"cpu", cpu_name()},
                 {"isa", simd::kernels().name},
                 {"threads", settings.threads},
                 {"ceiling_gflops", 2e-9 * ceiling_rate},
                 {"sets", Json::array()}};
  for (const TextSet& set : text_sets()) {
    TRY(const Work work, work_of(settings, set.texts));
    TRY(const Timing timing, time_rounds(settings, *embedder, set));
    if (timing.difference > kAgreement) {
      return fail(Code::internal, "our vectors differ from the peer's by {}", timing.difference);
    }
    Json row = report(set, work, timing, ceiling_rate);
    TRY(const std::optional<Quick> quick, time_quick(settings, *embedder, set));
    if (quick) {
      report_quick(*quick, work, timing, row);
    }
    result["sets"].push_back(std::move(row));
  }
  return settings.json.empty()
             ? ok()
             : write_atomically(real_file_system(), settings.json, result.dump(2) + "\n");
}

}  // namespace
}  // namespace cognate::bench

int main(int argc, char** argv) {
  const auto settings = cognate::bench::read_settings(argc, argv);
  const auto status = settings ? cognate::bench::run(*settings) : cognate::Status(settings.error());
  if (!status) {
    std::fprintf(stderr, "bench_embed: %s\n", status.error().message.c_str());
    return 1;
  }
  return 0;
}
