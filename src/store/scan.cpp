#include "store/scan.h"

#include <charconv>

#include "base/error.h"
#include "base/limits.h"
#include "store/filter/matches.h"
#include "store/searcher.h"
#include "store/truth/record.h"

namespace cognate::store {
namespace {

struct Place {
  Row next = 0;
  Row end = 0;
};

Result<Place> place_of(const std::string& cursor, Row end) {
  if (cursor.empty()) {
    return Place{.next = 0, .end = end};
  }
  Place place;
  const char* const stop = cursor.data() + cursor.size();
  const auto [dash, first_error] = std::from_chars(cursor.data(), stop, place.next);
  const bool has_dash = first_error == std::errc() && dash != stop && *dash == '-';
  const auto [rest, error] = has_dash ? std::from_chars(dash + 1, stop, place.end)
                                      : std::from_chars_result{dash, std::errc::invalid_argument};
  if (error != std::errc() || rest != stop || place.end > end) {
    return fail(Code::invalid_argument, "\"{}\" is no cursor of a scan of this store",
                cursor.substr(0, 40));
  }
  return place;
}

Status add_vectors(const TruthView& view, std::size_t dimension, std::span<const Row> rows,
                   std::vector<Document>& documents) {
  TRY(const auto vectors, view.vectors(rows));
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const auto begin = vectors.begin() + static_cast<std::ptrdiff_t>(i * dimension);
    documents[i].vector.assign(begin, begin + static_cast<std::ptrdiff_t>(dimension));
  }
  return ok();
}

}  // namespace

Result<std::vector<Document>> documents_of(const TruthView& view, std::size_t dimension,
                                           std::span<const std::string> ids,
                                           const Projection& with) {
  TRY(std::vector<Row> rows, view.rows_of(std::vector<std::string_view>(ids.begin(), ids.end())));
  std::erase(rows, kNoRow);
  TRY(const auto records, view.records(rows));
  std::vector<Document> documents;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!records[i]) {
      return fail(Code::corrupt, "row {} has an id, but no document", rows[i]);
    }
    TRY(Record record, decode_record(*records[i]));
    documents.push_back(project(std::move(record), with));
  }
  if (with.vector) {
    TRY_OK(add_vectors(view, dimension, rows, documents));
  }
  return documents;
}

Result<Page> scan_page(const TruthView& view, std::size_t dimension, const ScanRequest& request) {
  if (request.limit == 0) {
    return fail(Code::invalid_argument, "a page of a scan must be for 1 document or more");
  }
  TRY_OK(check_filter(request.filter));
  TRY(const TruthCounters counters, view.counters());
  TRY(const Place place, place_of(request.cursor, counters.next_row));
  const std::size_t limit = std::min(request.limit, limits::kScanPageMax);
  Page page;
  std::vector<Row> rows;
  std::size_t bytes = 0;
  TRY_OK(view.each_record(place.next, [&](Row row, std::string_view encoded) -> Result<bool> {
    if (row >= place.end) {
      return false;
    }
    if (rows.size() == limit || bytes > limits::kScanPageBytes) {
      page.cursor = fmt::format("{}-{}", row, place.end);
      return false;
    }
    TRY(Record record, decode_record(encoded));
    if (matches(request.filter, record.id, record.payload, record.text)) {
      bytes += encoded.size() + (request.with.vector ? dimension * sizeof(float) : 0);
      rows.push_back(row);
      page.documents.push_back(project(std::move(record), request.with));
    }
    return true;
  }));
  if (request.with.vector) {
    TRY_OK(add_vectors(view, dimension, rows, page.documents));
  }
  return page;
}

}  // namespace cognate::store
