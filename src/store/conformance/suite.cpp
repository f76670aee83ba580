#include "store/conformance/suite.h"

#include <algorithm>
#include <map>

#include "store/conformance/plain_index.h"
#include "store/registry.h"

namespace cognate::store::conformance {
namespace {

constexpr double kRounding = 1e-5;

}  // namespace

std::vector<const Backend*> all_backends() {
  std::vector<const Backend*> all(backends().begin(), backends().end());
  all.push_back(&kPlainBackend);
  return all;
}

std::vector<Setting> all_settings() {
  std::vector<Setting> settings;
  for (const Backend* backend : all_backends()) {
    for (const Metric metric : {Metric::cosine, Metric::l2, Metric::ip}) {
      settings.push_back({backend, metric});
    }
  }
  return settings;
}

std::string name_of(const Setting& setting) {
  return std::string(setting.backend->name) + "_" + std::string(metric_name(setting.metric));
}

std::vector<std::string> RandomDocuments::ids(std::size_t count) {
  std::vector<std::string> ids(count);
  std::ranges::generate(ids, [this] { return id(); });
  return ids;
}

std::vector<float> RandomDocuments::vector() {
  std::vector<float> vector(kDimension);
  for (float& number : vector) {
    number = static_cast<float>(below(7)) - 3;
  }
  vector[below(kDimension)] = 4;  // never zero
  return vector;
}

Document RandomDocuments::document() {
  Document document{.id = id(), .vector = vector(), .payload = filters_.payload()};
  if (coin()) {
    document.text = std::string(below(20), 'a') + std::to_string(below(9));
  }
  return document;
}

std::vector<Document> RandomDocuments::documents(std::size_t count) {
  std::vector<Document> documents(count);
  std::ranges::generate(documents, [this] { return document(); });
  return documents;
}

Projection RandomDocuments::projection() {
  Projection with{.payload = coin(), .text = coin(), .vector = coin()};
  for (std::size_t i = below(3); i > 0; --i) {
    with.fields.push_back(filters_.field());
  }
  return with;
}

SearchQuery RandomDocuments::query() {
  SearchQuery query{.vector = vector(), .top_k = below(12), .with = projection(), .exact = true};
  query.filter = coin() ? filter() : Filter();
  query.pre_filter = below(4) != 0;
  query.offset = coin() ? below(5) : 0;
  if (below(4) == 0) {
    query.score_threshold = .05 * static_cast<double>(below(20));
  }
  if (below(10) == 0) {
    query.top_k = 1000;
  }
  return query;
}

TestStore::TestStore(const Setting& setting, std::size_t dimension) : setting_(setting) {
  auto store = create_durable_store(
      *setting.backend, {.path = path(), .dimension = dimension, .metric = setting.metric}, {});
  EXPECT_TRUE(store) << store.error().message;
  store_ = *std::move(store);
}

void TestStore::reopen(const OpenOptions& options) {
  close();
  auto store = open_durable_store(*setting_.backend, path(), options);
  ASSERT_TRUE(store) << store.error().message;
  store_ = *std::move(store);
}

void expect_same(const std::vector<Document>& actual, const std::vector<Document>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    EXPECT_EQ(actual[i].id, expected[i].id);
    EXPECT_EQ(actual[i].payload, expected[i].payload);
    EXPECT_EQ(actual[i].text, expected[i].text);
    EXPECT_EQ(actual[i].vector, expected[i].vector);
  }
}

namespace {

void expect_same_hit(const Hit& actual, const Hit& expected) {
  EXPECT_EQ(actual.id, expected.id);
  EXPECT_NEAR(actual.distance, expected.distance, kRounding);
  EXPECT_NEAR(actual.score, expected.score, kRounding);
  EXPECT_EQ(actual.payload, expected.payload);
  EXPECT_EQ(actual.text, expected.text);
  EXPECT_EQ(actual.vector, expected.vector);
}

}  // namespace

void expect_same(Metric metric, const Hits& actual, const Hits& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  std::map<std::string, const Hit*> by_id;
  for (const Hit& hit : expected) {
    by_id[hit.id] = &hit;
  }
  for (std::size_t i = 0; i < actual.size(); ++i) {
    EXPECT_NEAR(actual[i].distance, expected[i].distance, kRounding) << "at place " << i;
    const auto same = by_id.find(actual[i].id);
    if (metric != Metric::cosine) {
      expect_same_hit(actual[i], expected[i]);
    } else if (same != by_id.end()) {
      expect_same_hit(actual[i], *same->second);
    } else {
      // As far as the last of those that were expected, which it drove out.
      EXPECT_NEAR(actual[i].distance, expected.back().distance, kRounding) << actual[i].id;
    }
  }
}

std::vector<Document> scan_all(Store& store, ScanRequest request) {
  std::vector<Document> all;
  do {
    auto page = store.scan(request);
    EXPECT_TRUE(page) << page.error().message;
    if (!page) {
      break;
    }
    EXPECT_LE(page->documents.size(), request.limit);
    std::ranges::move(page->documents, std::back_inserter(all));
    request.cursor = page->cursor;
  } while (!request.cursor.empty());
  return all;
}

}  // namespace cognate::store::conformance
