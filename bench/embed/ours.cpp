// Our side of the benchmark.

#include <cstdio>

#include "base/clock.h"
#include "embed/contestant.h"
#include "simd/kernels.h"

namespace cognate::bench {
namespace {

class Ours final : public Contestant {
 public:
  Ours(std::unique_ptr<Engine> engine, Embedder& embedder)
      : engine_(std::move(engine)),
        embedder_(&embedder),
        identity_{.engine = "cognate", .version = "", .precision = embedder_->info().precision} {}

  const Identity& identity() const noexcept override { return identity_; }

  Result<std::string> tune(const TextSet& set) override {
    texts_.assign(set.texts.begin(), set.texts.end());
    return std::string();
  }

  Result<double> run() override {
    const Stopwatch watch;
    TRY([[maybe_unused]] const Matrix rows, embedder_->embed(texts_, {}));
    return watch.seconds();
  }

  Result<Matrix> vectors() override { return embedder_->embed(texts_, {}); }

  Result<std::vector<double>> latency(const std::string& text, std::size_t times, bool) override {
    std::vector<double> milliseconds;
    const std::string_view view = text;
    for (std::size_t i = 0; i < times; ++i) {
      const Stopwatch watch;
      TRY([[maybe_unused]] const Matrix row, embedder_->embed({&view, 1}, {}));
      milliseconds.push_back(1000 * watch.seconds());
    }
    return milliseconds;
  }

 private:
  std::unique_ptr<Engine> engine_;
  Embedder* embedder_;  // of the engine
  Identity identity_;
  std::vector<std::string_view> texts_;
};

}  // namespace

Result<std::unique_ptr<Engine>> open_engine(const Settings& settings,
                                            const std::string& precision) {
  return Engine::open(
      {.model = settings.model, .threads = settings.threads, .precision = precision});
}

Result<std::vector<std::unique_ptr<Contestant>>> our_contestants(const Settings& settings) {
  std::vector<std::unique_ptr<Contestant>> contestants;
  for (const simd::Precision* const* row = simd::precisions(); *row != nullptr; ++row) {
    TRY(auto engine, open_engine(settings, (*row)->name));
    TRY(Embedder* const embedder, engine->embedder());
    contestants.push_back(std::make_unique<Ours>(std::move(engine), *embedder));
  }
  return contestants;
}

std::vector<ColdStart> our_cold_starts(const Settings& settings) {
  std::vector<ColdStart> starts;
  for (const simd::Precision* const* row = simd::precisions(); *row != nullptr; ++row) {
    starts.push_back(
        {.identity = {.engine = "cognate", .version = "", .precision = (*row)->name},
         .command = {.words = {"/proc/self/exe", "--first-vector", (*row)->name, "--model",
                               settings.model, "--threads", std::to_string(settings.threads)},
                     .environment = {}},
         .question = "",
         .answers = 1});
  }
  return starts;
}

Status first_vector(const Settings& settings) {
  TRY(const auto engine, open_engine(settings, settings.first_vector));
  const std::string_view text = kShortText;
  TRY([[maybe_unused]] const Matrix row, engine->embed({&text, 1}));
  std::puts("ready");
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  return ok();
}

}  // namespace cognate::bench
