#pragma once
// A request and the texts that it waits for.
//
// A flight is a text on its way to the model; whoever asks for an equal text meanwhile joins it
// instead of computing it again. A request is shared by its caller and by the flights that it waits
// for, since either may be the last to let go: hence shared_ptr.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"
#include "cognate/embedding_service.h"
#include "embed/memory_budget.h"

namespace cognate::embed {

/// What texts of one call of the model have in common.
struct Lane {
  std::string model = {};                         ///< as the registry knows it
  std::shared_ptr<const EmbedderInfo> info = {};  ///< when the request came
  std::string prompt = {};                        ///< what stands before every text

  /// What keys of its texts begin with: equal keys must mean equal vectors.
  std::uint64_t seed() const;
  /// Whether texts of both may stand in one call.
  bool same(const Lane& other) const;
};

class Request;

struct Waiter {
  std::shared_ptr<Request> request;
  std::size_t row = 0;
};

struct Flight {
  Hash128 key;
  std::string text;
  std::size_t tokens = 0;       ///< estimated
  std::vector<Waiter> waiters;  ///< guarded by the service
  bool remember = false;        ///< someone asked for that; guarded by the service
};

/// Thread-safety: rows are filled by one thread each; count and finish may be called by many.
class Request {
 public:
  using Done = EmbeddingService::Completion;

  Request(Lane lane, RequestOptions options, Done done, std::size_t texts, MemoryHold memory);

  const Lane& lane() const noexcept { return lane_; }
  const RequestOptions& options() const noexcept { return options_; }
  Clock::time_point arrived() const noexcept { return arrived_; }
  std::span<float> row(std::size_t row) { return vectors_.row(row); }
  std::size_t rows() const noexcept { return vectors_.rows(); }

  /// Row `row` will be as row `like` is. Only before the request is published.
  void repeat(std::size_t row, std::size_t like) { repeats_.emplace_back(row, like); }
  /// How many rows are still to be counted. Only before the request is published.
  void expect(std::size_t rows) noexcept { missing_ = rows; }
  /// So many rows were filled; tells the progress. True when they were the last.
  bool count(std::size_t rows);
  /// Takes the filled matrix. REQUIRES: count said true, or nothing was expected.
  Matrix take();

  /// Nobody waits any more: it was answered, stopped, or is out of time.
  bool gone(Clock::time_point now) const;
  /// True for the one who may answer; who comes later drops his answer.
  bool claim() noexcept { return !finished_.exchange(true, std::memory_order_acq_rel); }
  /// REQUIRES: claim said true.
  void answer(Result<Matrix> vectors) const { done_(std::move(vectors)); }

  std::deque<Flight*> pending;  ///< flights that it brought in, guarded by the service

 private:
  const Lane lane_;
  const RequestOptions options_;
  const Done done_;
  const Clock::time_point arrived_ = Clock::now();
  const MemoryHold memory_;
  Matrix vectors_;
  std::vector<std::pair<std::size_t, std::size_t>> repeats_;
  std::atomic<std::size_t> missing_{0};
  std::atomic<bool> finished_{false};
};

/// Why a request that is gone gets no vectors. REQUIRES: stopped or out of time.
Error gone_error(const RequestOptions& options);

}  // namespace cognate::embed
