#pragma once
// A store without waiting: calls go into a bounded queue and are done by threads of its own.
//
//   cognate::AsyncStore later(*store);
//   auto hits = later.search({{.vector = wanted}});   // std::future<Result<std::vector<Hits>>>
//   auto done = add_documents(*store, next, {.progress = show});
//
// Thread-safety: every function may be called from many threads at once.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "cognate/result.h"
#include "cognate/store.h"

namespace cognate {

struct AsyncOptions {
  std::size_t threads = 4;      ///< calls that run at once, at least 1
  std::size_t queue_max = 256;  ///< calls that wait; more are refused
};

class AsyncStore {
 public:
  /// The store must outlive it.
  explicit AsyncStore(Store& store, const AsyncOptions& options = {});
  /// Waits until all that was taken is done.
  ~AsyncStore();
  AsyncStore(const AsyncStore&) = delete;
  AsyncStore& operator=(const AsyncStore&) = delete;

  /// Calls work(store) on one of the threads, once; for callers who want to be called back. `work`
  /// must not throw, nor wait for other calls of this object. Error unavailable: the queue is full
  /// now, and nothing is called.
  Status submit(std::function<void(Store& store)> work);

  /// As the functions of Store. A full queue is the error unavailable, there at once.
  std::future<Status> upsert(std::vector<Document> documents);
  std::future<Result<std::size_t>> erase(Selection selection);
  std::future<Result<std::vector<Document>>> get(std::vector<std::string> ids, Projection with);
  std::future<Result<Page>> scan(ScanRequest request);
  std::future<Result<std::vector<Hits>>> search(std::vector<SearchQuery> queries,
                                                std::stop_token stop = {});

 private:
  template <class Answer>
  std::future<Answer> call(std::function<Answer(Store&)> work);
  void run(const std::stop_token& stop);

  Store& store_;
  const std::size_t queue_max_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<std::function<void(Store&)>> queue_;  // guarded by mutex_
  std::vector<std::jthread> threads_;
};

struct AddOptions {
  std::size_t batch_size = 1000;  ///< documents of one write, at least 1
  std::size_t in_flight = 4;      ///< writes at once, at least 1
  /// Called from the calling thread with the documents acknowledged so far.
  std::function<void(std::size_t documents)> progress = {};
  std::stop_token stop = {};
};

/// The next document; nothing when there are no more.
using NextDocument = std::function<Result<std::optional<Document>>()>;

/// Writes all documents that `next` gives, many at a time; where the store is slower than `next`,
/// `next` is not asked (so memory holds in_flight + 1 batches at most). Returns how many were
/// written. The first error of `next` or of a write ends it, when the writes under way are done:
/// what was acknowledged stays. Errors also: deadline (stopped).
Result<std::size_t> add_documents(Store& store, const NextDocument& next,
                                  const AddOptions& options = {});

}  // namespace cognate
