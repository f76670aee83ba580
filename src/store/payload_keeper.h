#pragma once
// The payload index of a store (filter/payload_index.h): made from the truth at the first filter,
// told of every write from then on.
//
// While it is made, writes go on and wait in a list. Thread-safety: prepare(), passing() and
// stats() from any thread; apply() by one thread at a time, in the order of the changes.

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "store/filter/payload_index.h"
#include "store/moment.h"
#include "store/truth/truth.h"

namespace cognate::store {

class PayloadKeeper {
 public:
  explicit PayloadKeeper(Moment& moment) : moment_(moment) {}

  /// Makes the index where there is none. To be called before passing(), without the moment's
  /// mutex. Errors: those of the truth, deadline.
  Status prepare(const std::stop_token& stop);
  /// The rows that the filter lets pass at this moment. REQUIRES: a filter that was checked, an
  /// index, and the moment's mutex, held shared. Errors: as of prepare().
  Result<RowSet> passing(const Filter& filter, const std::stop_token& stop) const;

  /// A change that the truth has. REQUIRES: the moment's mutex, held alone.
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
  Status read(PayloadIndex& index, const TruthView& view, const std::stop_token& stop) const;
  Status finish(const std::shared_ptr<PayloadIndex>& index, Status status);
  static Status add(std::span<const Written> written, PayloadIndex& index);

  Moment& moment_;
  std::mutex making_;
  mutable std::mutex mutex_;
  State state_ = State::none;            // guarded by mutex_
  std::shared_ptr<PayloadIndex> index_;  // where ready; guarded by mutex_
  std::vector<Written> waiting_;         // guarded by mutex_
  std::vector<Row> waiting_gone_;        // guarded by mutex_
};

}  // namespace cognate::store
