#include "cognate/async_store.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.h"

namespace cognate {

AsyncStore::AsyncStore(Store& store, const AsyncOptions& options)
    : store_(store), queue_max_(options.queue_max) {
  for (std::size_t i = 0; i < std::max<std::size_t>(options.threads, 1); ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
  }
}

AsyncStore::~AsyncStore() {
  for (std::jthread& thread : threads_) {
    thread.request_stop();
  }
  threads_.clear();  // each ends when the queue is empty
}

void AsyncStore::run(const std::stop_token& stop) {
  for (;;) {
    std::function<void(Store&)> work;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, stop, [this] { return !queue_.empty(); });
      if (queue_.empty()) {
        return;
      }
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    work(store_);
  }
}

Status AsyncStore::submit(std::function<void(Store& store)> work) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= queue_max_) {
      return fail(Code::unavailable, "{} calls wait for the store already: try again later",
                  queue_.size());
    }
    queue_.push_back(std::move(work));
  }
  wake_.notify_one();
  return ok();
}

template <class Answer>
std::future<Answer> AsyncStore::call(std::function<Answer(Store&)> work) {
  // Shared, because std::function wants what it holds to be copied.
  auto promise = std::make_shared<std::promise<Answer>>();
  std::future<Answer> answer = promise->get_future();
  const Status taken =
      submit([promise, work = std::move(work)](Store& store) { promise->set_value(work(store)); });
  if (!taken) {
    promise->set_value(taken.error());
  }
  return answer;
}

std::future<Status> AsyncStore::upsert(std::vector<Document> documents) {
  return call<Status>(
      [documents = std::move(documents)](Store& store) { return store.upsert(documents); });
}

std::future<Result<std::size_t>> AsyncStore::erase(Selection selection) {
  return call<Result<std::size_t>>(
      [selection = std::move(selection)](Store& store) { return store.erase(selection); });
}

std::future<Result<std::vector<Document>>> AsyncStore::get(std::vector<std::string> ids,
                                                           Projection with) {
  return call<Result<std::vector<Document>>>([ids = std::move(ids), with = std::move(with)](
                                                 Store& store) { return store.get(ids, with); });
}

std::future<Result<Page>> AsyncStore::scan(ScanRequest request) {
  return call<Result<Page>>(
      [request = std::move(request)](Store& store) { return store.scan(request); });
}

std::future<Result<std::vector<Hits>>> AsyncStore::search(std::vector<SearchQuery> queries,
                                                          std::stop_token stop) {
  return call<Result<std::vector<Hits>>>([queries = std::move(queries), stop = std::move(stop)](
                                             Store& store) { return store.search(queries, stop); });
}

namespace {

/// Writes under way, oldest first.
class Flight {
 public:
  Flight(Store& store, const AddOptions& options)
      : options_(options),
        places_(std::max<std::size_t>(options.in_flight, 1)),
        store_(store, {.threads = places_, .queue_max = places_}) {}

  /// Waits for a place, then sends the batch.
  Status send(std::vector<Document> batch) {
    while (writes_.size() >= places_) {
      TRY_OK(land());
    }
    const std::size_t count = batch.size();
    writes_.push_back({store_.upsert(std::move(batch)), count});
    return ok();
  }

  /// Waits for all.
  Status finish() {
    while (!writes_.empty()) {
      TRY_OK(land());
    }
    return ok();
  }

  std::size_t written() const { return written_; }

 private:
  struct Write {
    std::future<Status> status;
    std::size_t documents = 0;
  };

  Status land() {
    Write write = std::move(writes_.front());
    writes_.pop_front();
    TRY_OK(write.status.get());
    written_ += write.documents;
    if (options_.progress) {
      options_.progress(written_);
    }
    return ok();
  }

  const AddOptions& options_;
  const std::size_t places_;
  AsyncStore store_;
  std::deque<Write> writes_;
  std::size_t written_ = 0;
};

}  // namespace

Result<std::size_t> add_documents(Store& store, const NextDocument& next,
                                  const AddOptions& options) {
  Flight flight(store, options);
  std::vector<Document> batch;
  for (bool more = true; more;) {
    if (options.stop.stop_requested()) {
      return fail(Code::deadline, "stopped after {} documents", flight.written());
    }
    TRY(auto document, next());
    more = document.has_value();
    if (more) {
      batch.push_back(*std::move(document));
    }
    if (batch.size() >= std::max<std::size_t>(options.batch_size, 1) || (!more && !batch.empty())) {
      TRY_OK(flight.send(std::exchange(batch, {})));
    }
  }
  TRY_OK(flight.finish());
  return flight.written();
}

}  // namespace cognate
