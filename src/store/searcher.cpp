#include "store/searcher.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "base/error.h"
#include "base/limits.h"
#include "store/checks.h"
#include "store/filter/matches.h"

namespace cognate::store {
namespace {

/// The distance as people expect it: a cosine a little off 1 by rounding is 1.
double distance_of(Metric metric, float distance) {
  return metric == Metric::cosine ? std::clamp(double{distance}, 0., 2.) : double{distance};
}

std::size_t wanted(const SearchQuery& query) { return query.top_k + query.offset; }

bool needs_mask(const SearchQuery& query) { return query.pre_filter && !query.filter.passes_all(); }

Hit hit_of(Document document, Metric metric, float raw) {
  const double distance = distance_of(metric, raw);
  return {.id = std::move(document.id),
          .score = score_of(metric, distance),
          .distance = distance,
          .payload = std::move(document.payload),
          .text = std::move(document.text)};
}

}  // namespace

Document project(Record record, const Projection& with) {
  Document document{.id = std::move(record.id), .vector = {}};
  if (with.text) {
    document.text = std::move(record.text);
  }
  if (with.payload && with.fields.empty()) {
    document.payload = std::move(record.payload);
  } else if (with.payload) {
    for (const std::string& field : with.fields) {
      if (auto node = record.payload.extract(field)) {
        document.payload.insert(std::move(node));
      }
    }
  }
  return document;
}

Result<std::vector<Hits>> Searcher::search(std::span<const SearchQuery> queries,
                                           std::stop_token stop) const {
  if (queries.size() > limits::kSearchQueriesMax) {
    return fail(Code::invalid_argument, "{} queries at once; at most {} are taken", queries.size(),
                limits::kSearchQueriesMax);
  }
  std::vector<float> vectors;
  vectors.reserve(queries.size() * spec_.dimension);
  bool filtered = false;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    Status status = check_query(queries[i]);
    if (status) {
      status = append_vector(spec_, queries[i].vector, vectors);
    }
    if (!status) {
      return std::move(status).error().within(fmt::format("query {}", i));
    }
    filtered = filtered || needs_mask(queries[i]);
  }
  if (filtered) {
    TRY_OK(payloads_.prepare(stop));
  }
  std::vector<IndexQuery> asked(queries.size());
  for (std::size_t i = 0; i < queries.size(); ++i) {
    asked[i].vector = std::span(vectors).subspan(i * spec_.dimension, spec_.dimension);
  }
  std::vector<std::vector<Neighbour>> found(queries.size());
  std::shared_ptr<const TruthView> view;
  {
    const std::shared_lock lock(moment_.mutex);
    view = moment_.view;
    TRY_OK(find(queries, asked, found, stop));
  }
  std::vector<Hits> result(queries.size());
  for (std::size_t i = 0; i < queries.size(); ++i) {
    TRY(result[i], hits_of(queries[i], found[i], *view));
  }
  return result;
}

/// Asks the index once for all. REQUIRES: moment_.mutex is held.
Status Searcher::find(std::span<const SearchQuery> queries, std::span<IndexQuery> asked,
                      std::span<std::vector<Neighbour>> found, const std::stop_token& stop) const {
  std::vector<std::unique_ptr<RowSet>> passing;
  std::vector<RowMask> masks(queries.size());
  TRY(const TruthCounters counters, moment_.view->counters());
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const std::size_t k = std::min<std::size_t>(wanted(queries[i]), counters.documents);
    asked[i].k = std::max<std::size_t>(k, 1);
    asked[i].recall = queries[i].recall;
    asked[i].exact = queries[i].exact;
    if (needs_mask(queries[i])) {
      TRY(RowSet rows, payloads_.passing(queries[i].filter, stop));
      masks[i] = passing.emplace_back(std::make_unique<RowSet>(std::move(rows)))->mask();
      asked[i].allowed = &masks[i];
    }
  }
  return keeper_.search(asked, found, stop);
}

Result<Hits> Searcher::hits_of(const SearchQuery& query, std::span<const Neighbour> found,
                               const TruthView& view) const {
  found = found.first(std::min(found.size(), query.top_k == 0 ? 0 : wanted(query)));
  std::vector<Row> rows;
  for (const Neighbour& neighbour : found) {
    rows.push_back(neighbour.row);
  }
  TRY(const auto records, view.records(rows));
  Hits hits;
  std::vector<Row> kept;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!records[i]) {
      return fail(Code::corrupt, "{}: the index knows row {}, which has no document; rebuild it",
                  spec_.path, rows[i]);
    }
    TRY(Record record, decode_record(*records[i]));
    if (!query.pre_filter && !matches(query.filter, record.id, record.payload, record.text)) {
      continue;
    }
    Hit hit = hit_of(project(std::move(record), query.with), spec_.metric, found[i].distance);
    if (query.score_threshold && hit.score < *query.score_threshold) {
      break;
    }
    hits.push_back(std::move(hit));
    kept.push_back(rows[i]);
  }
  const auto left_out = static_cast<std::ptrdiff_t>(std::min(query.offset, hits.size()));
  hits.erase(hits.begin(), hits.begin() + left_out);
  kept.erase(kept.begin(), kept.begin() + left_out);
  if (query.with.vector) {
    TRY(const auto vectors, view.vectors(kept));
    for (std::size_t i = 0; i < kept.size(); ++i) {
      const auto vector = std::span(vectors).subspan(i * spec_.dimension, spec_.dimension);
      hits[i].vector.assign(vector.begin(), vector.end());
    }
  }
  return hits;
}

}  // namespace cognate::store
