#pragma once
// The payload index of a store (filter/payload_index.h): made from the truth at the first filter,
// told of every write from then on.
//
// While it is made, writes go on and wait in a list. Thread-safety: passing() and stats() from any
// thread; apply() by one thread at a time, in the order of the changes.

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "store/filter/payload_index.h"
#include "store/truth/truth.h"

namespace cognate::store {

class PayloadKeeper {
 public:
  explicit PayloadKeeper(const Truth& truth) : truth_(truth) {}

  /// The rows that the filter lets pass, of all that was applied before. REQUIRES: a filter that
  /// was checked. Errors: those of the truth, deadline.
  Result<RowSet> passing(const Filter& filter, const std::stop_token& stop);

  /// A change that the truth has.
  Status apply(const Change& change);

  /// Of no rows while there was no filter.
  PayloadIndexStats stats() const;

 private:
  enum class State { none, in_the_making, ready };
  struct Written {
    Row row;
    std::string record;
  };

  std::shared_ptr<PayloadIndex> index() const;
  Status make(const std::stop_token& stop);
  Status finish(PayloadIndex& index, Row below);
  static Status add(std::span<const Written> written, PayloadIndex& index);

  const Truth& truth_;
  std::mutex making_;
  mutable std::mutex mutex_;
  State state_ = State::none;            // guarded by mutex_
  std::shared_ptr<PayloadIndex> index_;  // where ready; guarded by mutex_
  std::vector<Written> waiting_;         // guarded by mutex_
  std::vector<Row> waiting_gone_;        // guarded by mutex_
};

}  // namespace cognate::store
