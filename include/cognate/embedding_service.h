#pragma once
// Many callers, one model: the service that turns their requests into few full batches, computes
// equal texts once, and remembers what it computed. It is an Embedder, so it stands wherever one
// is asked for.
//
// What it promises: a request is taken whole or refused whole; whatever waits when the model is
// free forms the next batch, in the order of arrival, and a large request gives way to small ones
// after its share of a batch; a text's vector does not depend on who else asks; a request that
// fails does not touch its neighbours. docs/embedding-service.md says more, with the limits.
// Thread-safety: every function may be called from many threads at once.

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/embedder.h"
#include "cognate/result.h"
#include "cognate/table.h"

namespace cognate {

/// How the service is set up. Each field has a setting of its own (docs/settings.md).
struct EmbeddingConfig {
  std::size_t batch_size = 0;        ///< texts that a thread encodes in one go; 0: by their number
  std::size_t memory_bytes_max = 0;  ///< for models, cached vectors and requests; 0: half of it
  std::size_t cache_bytes_max = std::size_t{256} << 20;  ///< 0: nothing is remembered
  std::chrono::seconds cache_ttl{0};  ///< how long a vector is remembered; 0: for ever
  bool cache_half_precision = false;  ///< remember 16-bit floats
  std::string warm_file = {};         ///< texts, one a line, embedded at the start; empty: none
  /// Of all vectors of columns on disk, which later processes find; 0: none are kept there. They
  /// have no time to live: with a cache_ttl none are kept either.
  std::size_t disk_bytes_max = std::size_t{512} << 20;
};

/// How one request is to be treated.
struct RequestOptions {
  EmbedOptions embed = {};     ///< role, progress, stop
  std::string model = {};      ///< as EngineOptions::model; empty: the service's own
  std::size_t batch_size = 0;  ///< texts that a thread encodes in one go; 0: as the service is set
  /// Looked at when the request comes, between batches, and by a caller who waits.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

class EmbeddingService : public Embedder {
 public:
  /// Called once, from a thread of the service or from submit itself; it must not wait for the
  /// service.
  using Completion = std::function<void(Result<Matrix> vectors)>;

  /// One row a text, in order; waits for them. More texts than a request may hold are asked for in
  /// several. Errors: unavailable (the queue or the memory is full now, or the service is closed),
  /// invalid_argument (a text too long, or more than the memory limit could ever hold), deadline
  /// (out of time, or stopped), and those of the model and of its loading.
  virtual Result<Matrix> request(std::span<const std::string_view> texts,
                                 const RequestOptions& options) = 0;

  /// The same without waiting, but for the loading of a model that was never used. Progress is
  /// told from threads of the service. Also invalid_argument: more texts than a request may hold.
  virtual void submit(std::vector<std::string> texts, RequestOptions options, Completion done) = 0;

  /// One row a column, made from its name, description and typical values.
  virtual Result<Matrix> batch_generate_embeddings(std::span<const Column> columns,
                                                   const RequestOptions& options) = 0;
  Result<Matrix> batch_generate_embeddings(std::span<const Column> columns,
                                           std::size_t batch_size = 0) {
    return batch_generate_embeddings(columns, RequestOptions{.batch_size = batch_size});
  }

  /// Refuses new requests, waits so long for those it has, then fails the rest (unavailable). True
  /// when all were answered. A closed service stays closed.
  virtual bool close(std::chrono::milliseconds grace) = 0;

  /// request() with nothing but these options.
  Result<Matrix> embed(std::span<const std::string_view> texts, const EmbedOptions& options) final {
    return request(texts, {.embed = options});
  }
};

}  // namespace cognate
