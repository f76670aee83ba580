#include "store/conformance/oracle.h"

#include <algorithm>
#include <cmath>
#include <ranges>

#include "store/conformance/plain_index.h"
#include "store/filter/matches.h"

namespace cognate::store::conformance {
namespace {

bool passes(const Filter& filter, const Document& document) {
  return matches(filter, document.id, document.payload, document.text);
}

Document projected(const Document& document, const Projection& with) {
  Document result{.id = document.id, .vector = {}};
  for (const auto& [name, value] : document.payload) {
    const bool chosen = with.fields.empty() || std::ranges::count(with.fields, name) > 0;
    if (with.payload && chosen) {
      result.payload[name] = value;
    }
  }
  if (with.text) {
    result.text = document.text;
  }
  if (with.vector) {
    result.vector = document.vector;
  }
  return result;
}

}  // namespace

std::vector<float> kept(Metric metric, std::vector<float> vector) {
  if (metric != Metric::cosine) {
    return vector;
  }
  double square = 0;
  for (const float number : vector) {
    square += double{number} * double{number};
  }
  for (float& number : vector) {
    number = static_cast<float>(number * (1 / std::sqrt(square)));
  }
  return vector;
}

void Oracle::upsert(std::span<const Document> documents) {
  for (const Document& document : documents) {
    if (const auto old = rows_.find(document.id); old != rows_.end()) {
      documents_.erase(old->second);
    }
    rows_[document.id] = next_row_;
    Document& mine = documents_[next_row_++] = document;
    mine.vector = kept(metric_, mine.vector);
  }
}

std::size_t Oracle::erase(const Selection& selection) {
  std::vector<std::string> ids = selection.ids;
  for (const Document& document : documents_ | std::views::values) {
    if (selection.filter && passes(*selection.filter, document)) {
      ids.push_back(document.id);
    }
  }
  std::size_t count = 0;
  for (const std::string& id : ids) {
    if (const auto at = rows_.find(id); at != rows_.end()) {
      documents_.erase(at->second);
      rows_.erase(at);
      ++count;
    }
  }
  return count;
}

std::vector<Document> Oracle::get(std::span<const std::string> ids, const Projection& with) const {
  std::vector<Document> result;
  for (const std::string& id : ids) {
    if (const auto at = rows_.find(id); at != rows_.end()) {
      result.push_back(projected(documents_.at(at->second), with));
    }
  }
  return result;
}

std::vector<Document> Oracle::scan(const Filter& filter, const Projection& with) const {
  std::vector<Document> result;
  for (const Document& document : documents_ | std::views::values) {
    if (passes(filter, document)) {
      result.push_back(projected(document, with));
    }
  }
  return result;
}

Hits Oracle::search(const SearchQuery& query) const {
  const std::vector<float> wanted = kept(metric_, query.vector);
  std::vector<std::pair<float, const Document*>> nearest;
  for (const Document& document : documents_ | std::views::values) {
    if (!query.pre_filter || passes(query.filter, document)) {
      nearest.emplace_back(plain_distance(metric_, wanted, document.vector), &document);
    }
  }
  std::ranges::stable_sort(nearest, {}, [](const auto& one) { return one.first; });
  nearest.resize(std::min(nearest.size(), query.top_k == 0 ? 0 : query.top_k + query.offset));
  Hits hits;
  for (const auto& [raw, document] : nearest) {
    const double distance = metric_ == Metric::cosine ? std::clamp(double{raw}, 0., 2.) : raw;
    const double score = metric_ == Metric::l2 ? 1 / (1 + distance) : 1 - distance / 2;
    if (!passes(query.filter, *document) ||
        (query.score_threshold && score < *query.score_threshold)) {
      continue;
    }
    Document shown = projected(*document, query.with);
    hits.push_back({.id = shown.id,
                    .score = score,
                    .distance = distance,
                    .payload = std::move(shown.payload),
                    .text = std::move(shown.text),
                    .vector = std::move(shown.vector)});
  }
  hits.erase(hits.begin(),
             hits.begin() + static_cast<std::ptrdiff_t>(std::min(query.offset, hits.size())));
  return hits;
}

}  // namespace cognate::store::conformance
