#pragma once
// Searches over a truth and its index. Thread-safety: as Store::search.

#include <span>
#include <stop_token>
#include <vector>

#include "cognate/store.h"
#include "store/index_keeper.h"
#include "store/payload_keeper.h"
#include "store/truth/record.h"
#include "store/truth/truth.h"

namespace cognate::store {

/// The part of a record that was asked for.
Document project(Record record, const Projection& with);

class Searcher {
 public:
  Searcher(const StoreSpec& spec, const Truth& truth, const IndexKeeper& keeper,
           PayloadKeeper& payloads)
      : spec_(spec), truth_(truth), keeper_(keeper), payloads_(payloads) {}

  Result<std::vector<Hits>> search(std::span<const SearchQuery> queries,
                                   std::stop_token stop) const;

 private:
  /// One query on its way.
  struct Task {
    const SearchQuery* query = nullptr;
    std::span<const float> vector = {};
    std::size_t lost = 0;  ///< rows found that were erased meanwhile
    Hits hits = {};
  };

  Status ask(std::span<Task* const> tasks, const std::stop_token& stop) const;
  Status answer(Task& task, std::span<const Neighbour> found, const TruthView& view) const;

  const StoreSpec& spec_;
  const Truth& truth_;
  const IndexKeeper& keeper_;
  PayloadKeeper& payloads_;
};

}  // namespace cognate::store
