#pragma once
// The plainest store there is: documents in memory, every question answered by looking at each. All
// other stores are judged by it. For tests; used by one thread.

#include <map>
#include <string>
#include <vector>

#include "cognate/store.h"

namespace cognate::store::conformance {

class Oracle {
 public:
  explicit Oracle(Metric metric) : metric_(metric) {}

  void upsert(std::span<const Document> documents);
  std::size_t erase(const Selection& selection);
  std::vector<Document> get(std::span<const std::string> ids, const Projection& with) const;
  /// All that the filter lets pass, in the order in which they were written.
  std::vector<Document> scan(const Filter& filter, const Projection& with) const;
  Hits search(const SearchQuery& query) const;
  std::size_t size() const { return rows_.size(); }

 private:
  Metric metric_;
  std::map<std::string, std::size_t> rows_;
  std::map<std::size_t, Document> documents_;
  std::size_t next_row_ = 0;
};

/// The vector as a store keeps it: under cosine of length 1.
std::vector<float> kept(Metric metric, std::vector<float> vector);

}  // namespace cognate::store::conformance
