#pragma once
// Searches over a truth and its index. Thread-safety: as Store::search.

#include <span>
#include <stop_token>
#include <vector>

#include "cognate/store.h"
#include "store/index_keeper.h"
#include "store/moment.h"
#include "store/payload_keeper.h"
#include "store/truth/record.h"
#include "store/truth/truth.h"

namespace cognate::store {

/// The part of a record that was asked for.
Document project(Record record, const Projection& with);

class Searcher {
 public:
  Searcher(const StoreSpec& spec, Moment& moment, const IndexKeeper& keeper,
           PayloadKeeper& payloads)
      : spec_(spec), moment_(moment), keeper_(keeper), payloads_(payloads) {}

  Result<std::vector<Hits>> search(std::span<const SearchQuery> queries,
                                   std::stop_token stop) const;

 private:
  Status find(std::span<const SearchQuery> queries, std::span<IndexQuery> asked,
              std::span<std::vector<Neighbour>> found, const std::stop_token& stop) const;
  Result<Hits> hits_of(const SearchQuery& query, std::span<const Neighbour> found,
                       const TruthView& view) const;

  const StoreSpec& spec_;
  Moment& moment_;
  const IndexKeeper& keeper_;
  PayloadKeeper& payloads_;
};

}  // namespace cognate::store
