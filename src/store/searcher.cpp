#include "store/searcher.h"

#include <algorithm>
#include <optional>

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
  std::vector<Task> tasks(queries.size());
  std::vector<Task*> open;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    Status status = check_query(queries[i]);
    if (status) {
      status = append_vector(spec_, queries[i].vector, vectors);
    }
    if (!status) {
      return std::move(status).error().within(fmt::format("query {}", i));
    }
    tasks[i].query = &queries[i];
    tasks[i].vector = std::span(vectors).subspan(i * spec_.dimension, spec_.dimension);
    if (queries[i].top_k > 0) {
      open.push_back(&tasks[i]);
    }
  }
  for (int round = 0; round < limits::kSearchRetriesMax && !open.empty(); ++round) {
    TRY_OK(ask(open, stop));
    std::erase_if(open, [](const Task* task) { return task->lost == 0; });
  }
  std::vector<Hits> result;
  for (Task& task : tasks) {
    result.push_back(std::move(task.hits));
  }
  return result;
}

/// Asks the index once for all; tasks that lost rows are to be asked for again.
Status Searcher::ask(std::span<Task* const> tasks, const std::stop_token& stop) const {
  std::vector<std::unique_ptr<RowSet>> passing;
  std::vector<RowMask> masks(tasks.size());
  std::vector<IndexQuery> queries(tasks.size());
  const std::size_t documents = truth_.counters().documents;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const SearchQuery& query = *tasks[i]->query;
    const std::size_t k = std::min(wanted(query), documents) + tasks[i]->lost;
    queries[i] = {.vector = tasks[i]->vector,
                  .k = std::max<std::size_t>(k, 1),
                  .recall = query.recall,
                  .exact = query.exact};
    if (query.pre_filter && !query.filter.passes_all()) {
      TRY(RowSet rows, payloads_.passing(query.filter, stop));
      masks[i] = passing.emplace_back(std::make_unique<RowSet>(std::move(rows)))->mask();
      queries[i].allowed = &masks[i];
    }
  }
  std::vector<std::vector<Neighbour>> found(tasks.size());
  TRY_OK(keeper_.search(queries, found, stop));
  // Taken after the search, so that it has every row that the index had, but for those erased.
  const auto view = truth_.view();
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    TRY_OK(answer(*tasks[i], found[i], *view));
  }
  return ok();
}

/// Makes hits of rows. Where rows were erased between index and truth, says so in the task.
Status Searcher::answer(Task& task, std::span<const Neighbour> found, const TruthView& view) const {
  const SearchQuery& query = *task.query;
  std::vector<Row> rows;
  for (const Neighbour& neighbour : found) {
    rows.push_back(neighbour.row);
  }
  TRY(const auto records, view.records(rows));
  std::vector<Row> kept;
  std::size_t place = 0;  // among those that are there
  task.hits.clear();
  task.lost = 0;
  for (std::size_t i = 0; i < rows.size() && place < wanted(query); ++i) {
    if (!records[i]) {
      ++task.lost;
      continue;
    }
    ++place;
    TRY(Record record, decode_record(*records[i]));
    if (!query.pre_filter && !matches(query.filter, record.id, record.payload, record.text)) {
      continue;
    }
    Hit hit = hit_of(project(std::move(record), query.with), spec_.metric, found[i].distance);
    if (query.score_threshold && hit.score < *query.score_threshold) {
      break;
    }
    task.hits.push_back(std::move(hit));
    kept.push_back(rows[i]);
  }
  // As many as were wanted are there: what was lost is not missed.
  task.lost = place == wanted(query) ? 0 : task.lost;
  const std::size_t left_out = std::min(query.offset, task.hits.size());
  task.hits.erase(task.hits.begin(), task.hits.begin() + static_cast<std::ptrdiff_t>(left_out));
  kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(left_out));
  if (query.with.vector) {
    TRY(const auto vectors, view.vectors(kept));
    for (std::size_t i = 0; i < kept.size(); ++i) {
      const auto begin = vectors.begin() + static_cast<std::ptrdiff_t>(i * spec_.dimension);
      task.hits[i].vector.assign(begin, begin + static_cast<std::ptrdiff_t>(spec_.dimension));
    }
  }
  return ok();
}

}  // namespace cognate::store
