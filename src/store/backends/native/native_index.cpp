#include "store/backends/native/native_index.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace cognate::store::native {
namespace {

// A scan of fewer rows is not worth another thread.
constexpr std::size_t kThreadRows = 8192;
// Reading a row by itself costs so many rows of a scan.
constexpr std::size_t kSurvivorCost = 3;

}  // namespace

/// A query on its way.
struct NativeIndex::Request {
  const IndexQuery* query = nullptr;
  std::vector<Neighbour>* answer = nullptr;
  Probe probe = {};

  Shortlist list(const Rows& rows) const {
    return {query->k, coarse_margin(rows, probe, query->exact)};
  }
  void settle(const Rows& rows, Shortlist& list) const {
    *answer = native::settle(rows, probe, query->k, query->exact, list.take());
  }
};

NativeIndex::NativeIndex(std::size_t dimension, Metric metric, Form form, bool rescore,
                         std::size_t threads)
    : space_(dimension, metric, form),
      rows_(space_, rescore),
      pool_(std::max<std::size_t>(threads, 1)) {}

Status NativeIndex::add(std::span<const Row> rows, std::span<const float> vectors) {
  return rows_.append(rows, vectors);
}

void NativeIndex::erase(std::span<const Row> rows) {
  for (const Row row : rows) {
    rows_.erase(row);
  }
}

/// Rows are divided among threads; each has lists of its own.
void NativeIndex::scan(std::span<Request> requests, const std::stop_token& stop) {
  const std::size_t count = rows_.count();
  const std::size_t parts = std::clamp<std::size_t>(count / kThreadRows, 1, pool_.size());
  std::vector<std::vector<Shortlist>> lists(parts);
  const auto scan_part = [&](std::size_t part) {
    std::vector<Wanted> wanted;
    lists[part].reserve(requests.size());
    for (const Request& request : requests) {
      lists[part].push_back(request.list(rows_));
      wanted.push_back({.probe = &request.probe,
                        .allowed = request.query->allowed,
                        .list = &lists[part].back()});
    }
    scan_all(rows_, wanted, static_cast<Slot>(count * part / parts),
             static_cast<Slot>(count * (part + 1) / parts), stop);
  };
  if (parts == 1) {
    scan_part(0);
  } else {
    pool_.parallel_for(parts, [&](std::size_t part, std::size_t) { scan_part(part); });
  }
  for (std::size_t i = 0; i < requests.size(); ++i) {
    for (std::size_t part = 1; part < parts; ++part) {
      lists[0][i].merge(lists[part][i], rows_);
    }
    requests[i].settle(rows_, lists[0][i]);
  }
}

void NativeIndex::scan_survivors(Request& request, const std::stop_token& stop) {
  Shortlist list = request.list(rows_);
  scan_allowed(rows_, {.probe = &request.probe, .allowed = request.query->allowed, .list = &list},
               0, static_cast<Slot>(rows_.count()), stop);
  request.settle(rows_, list);
}

Status NativeIndex::search(std::span<const IndexQuery> queries,
                           std::span<std::vector<Neighbour>> answers, std::stop_token stop) {
  std::vector<Request> scanned;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    Request request = {.query = &queries[i], .answer = &answers[i]};
    space_.encode(queries[i].vector, request.probe);
    const RowMask* allowed = queries[i].allowed;
    if (allowed != nullptr && allowed->count * kSurvivorCost < rows_.count()) {
      scan_survivors(request, stop);
    } else {
      scanned.push_back(std::move(request));
    }
  }
  if (!scanned.empty()) {
    scan(scanned, stop);
  }
  return stop.stop_requested() ? Status(fail(Code::deadline, "the search was stopped")) : ok();
}

Result<bool> NativeIndex::improve(std::stop_token) { return false; }

Status NativeIndex::save(FileSystem&, const std::string&) {
  return fail(Code::unsupported, "this index is made anew from the truth when it is opened");
}

IndexStats NativeIndex::stats() const {
  const std::size_t count = rows_.count();
  return {.form = "codes that are scanned",
          .rows = count - rows_.erased_count(),
          .indexed = count - rows_.erased_count(),
          .resident_bytes = rows_.resident_bytes(),
          .recall = {},
          .details = {}};
}

}  // namespace cognate::store::native
