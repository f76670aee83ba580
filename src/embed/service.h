#pragma once
// The embedding service of this process (include/cognate/embedding_service.h).
//
// A caller looks his texts up in the caches, then, under the service's lock, joins the flights of
// equal texts and brings in new ones (admission.cpp). Workers, as many as calls of models may run
// at once, take the next batch when they are free, without any waiting for more to come, compute
// it, put it into the caches and hand it out (service.cpp). So nothing is computed twice while a
// cache keeps it: a text is in flight until it is in the cache, and a caller who saw a flight land
// between his two looks looks again.

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/limits.h"
#include "base/metrics.h"
#include "cognate/cache.h"
#include "cognate/embedding_service.h"
#include "embed/cache_levels.h"
#include "embed/memory_budget.h"
#include "embed/model_registry.h"
#include "embed/service_metrics.h"
#include "embed/work_queue.h"

namespace cognate::embed {

struct ServiceOptions {
  std::string model = {};      ///< for requests that name none
  std::size_t batch_size = 0;  ///< as RequestOptions::batch_size; 0: by the number of texts
  std::size_t threads = 1;     ///< that one call of a model computes with
  std::size_t calls_max = 1;   ///< calls of models at once
  std::size_t request_texts_max = limits::kRequestTextsMax;
  std::size_t queue_texts_max = limits::kQueueTextsMax;
  std::size_t queue_tokens_max = limits::kQueueTokensMax;
  std::size_t queue_bytes_max = limits::kQueueBytesMax;
  std::size_t block_texts = limits::kBlockTexts;  ///< of a caller who waits
  std::function<std::string(const Column&)> column_text = {};
  std::function<Clock::time_point()> now = Clock::now;
};

/// What a service works with. REQUIRES: all of it outlives the service.
struct ServiceParts {
  ModelRegistry& models;
  std::vector<Cache*> caches;  ///< nearest first
  Cache* disk = nullptr;  ///< behind them, for requests that want to be remembered; may be null
  MemoryBudget& memory;
  MetricsRegistry& metrics;
};

/// Finds the model of the options and pins it. Errors: those of the loading; invalid_argument
/// (options out of range).
Result<std::unique_ptr<EmbeddingService>> make_service(ServiceOptions options, ServiceParts parts);

class LocalService final : public EmbeddingService {
 public:
  LocalService(ServiceOptions options, ServiceParts parts, const EmbedderInfo& info);
  ~LocalService() override;

  const EmbedderInfo& info() const noexcept override { return info_; }
  Result<Matrix> request(std::span<const std::string_view> texts,
                         const RequestOptions& options) override;
  void submit(std::vector<std::string> texts, RequestOptions options, Completion done) override;
  using EmbeddingService::batch_generate_embeddings;
  Result<Matrix> batch_generate_embeddings(std::span<const Column> columns,
                                           const RequestOptions& options) override;
  bool close(std::chrono::milliseconds grace) override;

 private:
  using Texts = std::span<const std::string_view>;
  enum class WhenFull { refuse, wait };

  /// What a request wants: text i has key i, and is found or about to be computed.
  struct Wanted {
    std::vector<Hash128> keys;
    std::vector<bool> found;
    std::vector<std::size_t> tokens;  ///< estimated, of those not found
    std::uint64_t landings = 0;       ///< of the service, before the look-up
  };

  /// What came of a batch, and whether it was the model that said so.
  struct Attempt {
    Result<Matrix> vectors;
    bool model_was_asked = false;
  };

  // admission.cpp
  Result<std::shared_ptr<Request>> admit(Texts texts, RequestOptions options, Completion done,
                                         WhenFull when_full);
  Status check_texts(Texts texts) const;
  Result<MemoryHold> hold_memory(std::size_t texts, std::size_t dimension);
  void look_up(Texts texts, Wanted& wanted, Request& request) const;
  Result<std::size_t> board(Texts texts, Wanted& wanted, const std::shared_ptr<Request>& request,
                            WhenFull when_full);
  Amount fresh(Texts texts, const Wanted& wanted);
  Status check_room(const Amount& more) const;
  std::size_t join(Texts texts, const Wanted& wanted, const std::shared_ptr<Request>& request);
  Result<Matrix> wait_for(Texts texts, const RequestOptions& options, WhenFull when_full);

  // service.cpp
  void work(const std::stop_token& stop);
  void compute(const Batch& batch, std::span<Flight* const> flights);
  Attempt attempt(const Batch& batch, std::span<Flight* const> flights);
  Result<Matrix> call(Embedder& model, const Batch& batch, std::span<Flight* const> flights);
  void land(std::span<Flight* const> flights, const Result<Matrix>& vectors);
  void keep(std::span<Flight* const> flights, const Matrix& vectors);
  void deliver(const std::vector<Flight>& flights, const Matrix& vectors);
  void answer(Request& request, Result<Matrix> vectors);
  void count(Code code);
  void show_queue();

  const ServiceOptions options_;
  const BatchRules rules_;
  ModelRegistry& models_;
  const CacheLevels caches_;
  const CacheLevels all_caches_;  // the disk too
  Cache* const disk_;
  MemoryBudget& memory_;
  const EmbedderInfo info_;
  ServiceMetrics metrics_;

  std::mutex mutex_;
  std::condition_variable_any wake_;  // something waits
  std::condition_variable_any room_;  // a batch was taken
  std::condition_variable idle_;      // a batch was handed out
  WorkQueue queue_;                   // guarded by mutex_
  std::uint64_t landings_ = 0;        // guarded by mutex_
  std::size_t running_ = 0;           // batches; guarded by mutex_
  bool closed_ = false;               // guarded by mutex_

  std::stop_source stop_now_;  // ends running calls
  std::mutex closing_;
  std::vector<std::jthread> workers_;  // guarded by closing_ once they run
};

}  // namespace cognate::embed
