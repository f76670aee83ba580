#include "store/backends/native/native_index.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace cognate::store::native {
namespace {

// A scan of fewer rows is not worth another thread.
constexpr std::size_t kThreadRows = 8192;
// Walks of fewer queries are not worth another thread.
constexpr std::size_t kThreadQueries = 8;
// One call of improve(): whoever writes waits so long.
constexpr double kSliceSeconds = .015;
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
      graph_(rows_),
      linker_(graph_),
      pool_(std::max<std::size_t>(threads, 1)),
      background_(std::max<std::size_t>(threads, 1)) {}

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

std::size_t NativeIndex::effort(const IndexQuery& query) const noexcept {
  const std::size_t forced = forced_effort_.load(std::memory_order_relaxed);
  return std::max(query.k, forced != 0 ? forced : std::size_t{64});
}

void NativeIndex::walk(Walker& walker, Request& request, const std::stop_token& stop) {
  Shortlist list = request.list(rows_);
  const auto linked = static_cast<Slot>(linker_.linked());
  const Wanted wanted = {.probe = &request.probe, .allowed = request.query->allowed, .list = &list};
  for (const Near& near : walker.walk(request.probe, effort(*request.query), linked)) {
    if (!rows_.erased(near.slot)) {
      list.add(near.key, rows_.norm(near.slot), near.slot);
    }
  }
  scan_all(rows_, {&wanted, 1}, linked, static_cast<Slot>(rows_.count()), stop);
  request.settle(rows_, list);
}

void NativeIndex::scan_survivors(Request& request, const std::stop_token& stop) {
  Shortlist list = request.list(rows_);
  scan_allowed(rows_, {.probe = &request.probe, .allowed = request.query->allowed, .list = &list},
               0, static_cast<Slot>(rows_.count()), stop);
  request.settle(rows_, list);
}

/// Many queries are divided among threads; a few are not worth waking one.
void NativeIndex::walk_all(std::span<Request> requests, const std::stop_token& stop) {
  if (requests.size() < kThreadQueries || pool_.size() == 1) {
    Walker walker(graph_);
    for (Request& request : requests) {
      walk(walker, request, stop);
    }
    return;
  }
  std::vector<Walker> walkers(pool_.size(), Walker(graph_));
  pool_.parallel_for(requests.size(), [&](std::size_t i, std::size_t worker) {
    walk(walkers[worker], requests[i], stop);
  });
}

Status NativeIndex::search(std::span<const IndexQuery> queries,
                           std::span<std::vector<Neighbour>> answers, std::stop_token stop) {
  std::vector<Request> scanned;
  std::vector<Request> walked;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    Request request = {.query = &queries[i], .answer = &answers[i]};
    space_.encode(queries[i].vector, request.probe);
    const RowMask* allowed = queries[i].allowed;
    if (linker_.linked() > 0 && allowed == nullptr && !queries[i].exact) {
      walked.push_back(std::move(request));
    } else if (allowed != nullptr && allowed->count * kSurvivorCost < rows_.count()) {
      scan_survivors(request, stop);
    } else {
      scanned.push_back(std::move(request));
    }
  }
  if (!scanned.empty()) {
    scan(scanned, stop);
  }
  walk_all(walked, stop);
  return stop.stop_requested() ? Status(fail(Code::deadline, "the search was stopped")) : ok();
}

Result<bool> NativeIndex::improve(std::stop_token stop) {
  if (linker_.has_work()) {
    TRY_OK(linker_.work(background_, kSliceSeconds, stop));
  }
  return linker_.has_work();
}

Status NativeIndex::save(FileSystem&, const std::string&) {
  return fail(Code::unsupported, "this index is made anew from the truth when it is opened");
}

IndexStats NativeIndex::stats() const {
  const std::size_t count = rows_.count();
  return {.form = "codes that are scanned",
          .rows = count - rows_.erased_count(),
          .indexed = linker_.linked(),
          .resident_bytes = rows_.resident_bytes(),
          .recall = {},
          .details = {}};
}

}  // namespace cognate::store::native
