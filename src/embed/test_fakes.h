#pragma once
// A model whose calls a test can hold, watch and spoil, and the service around it: for tests only.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/metrics.h"
#include "cognate/embedder.h"
#include "embed/arc_cache.h"
#include "embed/service.h"

namespace cognate::embed::testing_fakes {

/// Those who pass wait until the gate is open, or lets so many pass.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++arrived_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_ || allowed_ > 0; });
    allowed_ -= open_ ? 0 : 1;
  }
  /// Waits until so many have come to the gate since it was made.
  void await(std::size_t arrivals) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return arrived_ >= arrivals; });
  }
  void allow(std::size_t passes) {
    const std::lock_guard lock(mutex_);
    allowed_ += passes;
    changed_.notify_all();
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t arrived_ = 0;
  std::size_t allowed_ = 0;
  bool open_ = false;
};

inline constexpr std::size_t kDimension = 4;

/// The vector that every fake model of that name gives a text.
inline std::vector<float> vector_of(std::string_view text, const std::string& model = "m") {
  std::vector<float> vector;
  for (std::size_t i = 0; i < kDimension; ++i) {
    vector.push_back(static_cast<float>(hash64(text, hash64(model) + i) % 1000));
  }
  return vector;
}

/// What all fakes of a test share: they write down their calls.
struct Stage {
  Gate gate;
  std::function<std::optional<Error>(std::span<const std::string_view>)> fault;
  std::mutex mutex;
  std::vector<std::vector<std::string>> calls;  // the texts of each
  std::size_t running = 0;
  std::size_t running_max = 0;

  std::vector<std::vector<std::string>> calls_so_far() {
    const std::lock_guard lock(mutex);
    return calls;
  }
};

class FakeModel final : public Embedder {
 public:
  FakeModel(Stage& stage, EmbedderInfo info) : stage_(stage), info_(std::move(info)) {}

  const EmbedderInfo& info() const noexcept override { return info_; }
  Result<Matrix> embed(std::span<const std::string_view> texts,
                       const EmbedOptions& options) override {
    {
      const std::lock_guard lock(stage_.mutex);
      stage_.calls.emplace_back(texts.begin(), texts.end());
      stage_.running_max = std::max(stage_.running_max, ++stage_.running);
    }
    stage_.gate.pass();
    {
      const std::lock_guard lock(stage_.mutex);
      --stage_.running;
    }
    if (stage_.fault) {
      if (auto error = stage_.fault(texts)) {
        return *std::move(error);
      }
    }
    Matrix vectors(texts.size(), kDimension);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string whole = std::string(prompt_of(info_, options)) + std::string(texts[i]);
      std::ranges::copy(vector_of(whole, info_.model), vectors.row(i).begin());
    }
    return vectors;
  }

 private:
  Stage& stage_;
  EmbedderInfo info_;
};

inline EmbedderInfo fake_info(const std::string& model) {
  EmbedderInfo info;
  info.model = model;
  info.revision = "1";
  info.precision = "f32";
  info.dimension = kDimension;
  info.tokens_max = 512;
  return info;
}

/// A clock that a test moves.
struct FakeClock {
  std::shared_ptr<std::atomic<std::int64_t>> seconds =
      std::make_shared<std::atomic<std::int64_t>>();
  Clock::time_point now() const { return Clock::time_point(std::chrono::seconds(seconds->load())); }
};

struct HouseOptions {
  ServiceOptions service = {};
  std::size_t cache_bytes = 1 << 20;
  std::size_t memory_bytes = 1 << 28;
  ModelRegistry::Loader load = {};
  ModelRegistry::Describer describe = {};
  Cache* disk = nullptr;
};

/// A service with all that it needs. The gate is closed at first.
struct House {
  explicit House(HouseOptions options = {})
      : memory(options.memory_bytes), cache({.bytes_max = options.cache_bytes}) {
    ModelRegistry::Loader load = [this](const std::string& model) {
      return std::make_unique<FakeModel>(stage, fake_info(model));
    };
    models.emplace(options.load ? options.load : load, memory, metrics, options.describe);
    options.service.model = options.service.model.empty() ? "m" : options.service.model;
    options.service.column_text = [](const Column& column) { return column.name; };
    std::vector<Cache*> levels;
    if (options.cache_bytes > 0) {
      levels.push_back(&cache);
    }
    auto made = make_service(options.service, {.models = *models,
                                               .caches = levels,
                                               .disk = options.disk,
                                               .memory = memory,
                                               .metrics = metrics});
    service = made ? *std::move(made) : nullptr;
    error = made ? std::nullopt : std::optional<Error>(made.error());
  }
  ~House() { stage.gate.open(); }

  std::future<Result<Matrix>> submit(std::vector<std::string> texts, RequestOptions options = {}) {
    auto promise = std::make_shared<std::promise<Result<Matrix>>>();
    service->submit(std::move(texts), std::move(options),
                    [promise](Result<Matrix> vectors) { promise->set_value(std::move(vectors)); });
    return promise->get_future();
  }
  std::uint64_t counted(const std::string& name) { return metrics.counter(name, "").value(); }

  Stage stage;
  MetricsRegistry metrics;
  MemoryBudget memory;
  ArcCache cache;
  std::optional<ModelRegistry> models;
  std::optional<Error> error;
  std::unique_ptr<EmbeddingService> service;
};

/// Whether the answer is the right one.
inline bool is_right(const Result<Matrix>& vectors, const std::vector<std::string>& texts,
                     const std::string& model = "m") {
  if (!vectors || vectors->rows() != texts.size()) {
    return false;
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!std::ranges::equal(vectors->row(i), vector_of(texts[i], model))) {
      return false;
    }
  }
  return true;
}

inline std::vector<std::string> numbered(const std::string& name, std::size_t count) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    texts.push_back(name + " " + std::to_string(i));
  }
  return texts;
}

}  // namespace cognate::embed::testing_fakes
