#pragma once
// What the tests of the conformance suite share: the back ends to run on, random documents, and how
// answers are compared. A new back end in the registry gets all of these tests by being there.

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "cognate/store.h"
#include "store/conformance/scratch_folder.h"
#include "store/durable_store.h"
#include "store/filter/random_filter.h"
#include "store/vector_index.h"

namespace cognate::store::conformance {

/// Those of the registry, and the plain one.
std::vector<const Backend*> all_backends();

struct Setting {
  const Backend* backend;
  Metric metric;
};
std::vector<Setting> all_settings();
std::string name_of(const Setting& setting);

/// Documents over few ids, with payloads that filters meet and vectors of small whole numbers, so
/// that many distances are equal and all are exact.
class RandomDocuments {
 public:
  static constexpr std::size_t kDimension = 8;

  explicit RandomDocuments(std::uint64_t seed) : engine_(seed), filters_(seed) {}

  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(engine_);
  }
  bool coin() { return below(2) == 0; }
  std::string id() { return "id " + std::to_string(below(60)); }
  std::vector<std::string> ids(std::size_t count);
  std::vector<float> vector();
  Document document();
  std::vector<Document> documents(std::size_t count);
  Filter filter() { return filters_.filter(3); }
  Projection projection();
  SearchQuery query();

 private:
  std::mt19937_64 engine_;
  RandomFilters filters_;
};

/// A store of a back end in a folder of its own, that can be closed and opened again.
class TestStore {
 public:
  TestStore(const Setting& setting, std::size_t dimension = RandomDocuments::kDimension);

  Store& operator*() { return *store_; }
  Store* operator->() { return store_.get(); }
  void close() { store_.reset(); }
  /// Closes and opens.
  void reopen(const OpenOptions& options = {});
  std::string path() const { return folder_.path("store"); }

 private:
  Setting setting_;
  ScratchFolder folder_;
  std::unique_ptr<Store> store_;
};

void expect_same(const std::vector<Document>& actual, const std::vector<Document>& expected);
/// The same hits in the same order; under cosine, where roundings differ, those that are almost
/// equally far may change places.
void expect_same(Metric metric, const Hits& actual, const Hits& expected);
/// All pages of a scan.
std::vector<Document> scan_all(Store& store, ScanRequest request);

}  // namespace cognate::store::conformance
