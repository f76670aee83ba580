#pragma once
// The index of a store on its way through time: loaded or made anew, caught up from the truth, told
// of every write, improved, saved.
//
// Whatever a saved index turns out to be (damaged, of another version, of another count), the store
// opens: it is made anew. Thread-safety: search() and stats() from any thread. A Turn is held by
// one thread at a time; who holds it may call what takes one.

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "store/moment.h"
#include "store/truth/truth.h"
#include "store/vector_index.h"

namespace cognate::store {

class IndexKeeper {
 public:
  /// The right to change the index.
  using Turn = std::unique_lock<std::mutex>;

  IndexKeeper(const Backend& backend, IndexSetup setup, FileSystem& files, Truth& truth,
              Moment& moment, bool read_only);

  /// Loads what was saved and catches up. Errors: those of the truth, and of making a new index.
  Status open();

  Turn take_turn() { return Turn(writing_); }

  /// A write that the truth has. Where the index fails, searches fail too until rebuild().
  /// REQUIRES: the moment's mutex, held alone.
  Status apply(const Turn& turn, std::span<const Row> added, std::span<const float> vectors,
               std::span<const Row> erased);

  Status search(std::span<const IndexQuery> queries, std::span<std::vector<Neighbour>> answers,
                std::stop_token stop) const;
  IndexStats stats() const;

  Result<bool> improve(std::stop_token stop);
  /// How much a save would keep: 0 nothing, 1 as much as there is.
  double unsaved_share() const;
  std::size_t unsaved_rows() const;
  Status save();
  Status rebuild(std::stop_token stop);

  /// The saved files are whole, and the index has as many rows as the truth has documents.
  Status verify();
  std::uint64_t disk_bytes() const;

 private:
  std::shared_ptr<VectorIndex> index() const;
  std::string folder_of(const std::string& name) const;
  std::shared_ptr<const TruthView> view() const;
  Status load();
  Status make_anew(std::stop_token stop);
  Status bring_up(const std::shared_ptr<VectorIndex>& index, Row from, std::stop_token stop);
  Status check_count(const VectorIndex& index, const TruthCounters& counters) const;
  Status save_as(const Turn& turn, const std::string& name);
  void remove_others(const std::string& kept);

  const Backend& backend_;
  const IndexSetup setup_;
  FileSystem& files_;
  Truth& truth_;
  Moment& moment_;
  const bool read_only_;

  std::mutex writing_;
  mutable std::mutex mutex_;
  std::shared_ptr<VectorIndex> index_;  // guarded by mutex_
  std::optional<Error> broken_;         // guarded by mutex_
  std::vector<Row> erased_;             // since the save; guarded by mutex_
  Row rows_below_ = 0;                  // that the index has seen; guarded by mutex_
  Row saved_below_ = 0;                 // guarded by mutex_
  std::size_t saved_indexed_ = 0;       // guarded by mutex_
};

}  // namespace cognate::store
