#pragma once
// Upserts and erasures of many threads, one behind the other, many in one write of the truth.
//
// Callers stand in a queue. The first of it writes what all have that wait (up to a bound) as one
// change with one sync, gives its place to the next and then tells the index; so while one group
// goes into the index the next goes to disk. Each call is whole in one change. Thread-safety: any
// number of threads.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cognate/store.h"
#include "store/index_keeper.h"
#include "store/moment.h"
#include "store/payload_keeper.h"
#include "store/truth/truth.h"

namespace cognate::store {

class Writer {
 public:
  Writer(const StoreSpec& spec, Truth& truth, Moment& moment, IndexKeeper& keeper,
         PayloadKeeper& payloads)
      : spec_(spec), truth_(truth), moment_(moment), keeper_(keeper), payloads_(payloads) {}

  /// As Store::upsert and Store::erase.
  Status upsert(std::span<const Document> documents);
  Result<std::size_t> erase(const Selection& selection);

 private:
  /// One call, made ready by its own thread.
  struct Call {
    std::span<const Document> documents = {};
    std::vector<std::string> records = {};
    std::vector<float> vectors = {};
    const Selection* selection = nullptr;
    std::size_t bytes = 0;
    std::size_t erased = 0;
    Status status = ok();
    bool done = false;
  };
  class Draft;

  Status check_and_encode(Call& call) const;
  Status wait_and_write(Call& call);
  std::vector<Call*> group() const;
  void hand_over(std::size_t calls);
  void write(std::span<Call* const> calls);
  Status tell_indexes(const IndexKeeper::Turn& turn, const Change& change,
                      std::shared_ptr<const TruthView> view);

  const StoreSpec& spec_;
  Truth& truth_;
  Moment& moment_;
  IndexKeeper& keeper_;
  PayloadKeeper& payloads_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Call*> queue_;  // guarded by mutex_
  bool taken_ = false;       // somebody writes the front of the queue; guarded by mutex_
};

}  // namespace cognate::store
