#include "store/backends/native/native_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/paths.h"

namespace cognate::store::native {
namespace {

// A scan of fewer rows is not worth another thread.
constexpr std::size_t kThreadRows = 8192;
// Walks of fewer queries are not worth another thread.
constexpr std::size_t kThreadQueries = 8;
// One call of improve(): whoever writes waits so long.
constexpr double kSliceSeconds = .015;

}  // namespace

/// A query on its way.
struct NativeIndex::Request {
  const IndexQuery* query = nullptr;
  std::vector<Neighbour>* answer = nullptr;
  Probe probe = {};
  Plan plan = {};

  Shortlist list(const Rows& rows) const {
    return {query->k, coarse_margin(rows, probe, query->exact)};
  }
  void settle(const Rows& rows, Shortlist& list) const {
    *answer = native::settle(rows, probe, query->k, query->exact, list.take());
  }
};

NativeIndex::NativeIndex(Form form, const IndexSetup& setup)
    : space_(setup.spec.dimension, setup.spec.metric, form),
      rows_(space_, setup.spec.quantization.rescore),
      graph_(rows_),
      linker_(graph_),
      codes_in_memory_(setup.spec.quantization.always_ram),
      pool_(std::max<std::size_t>(setup.threads, 1)),
      background_(std::max<std::size_t>(setup.threads, 1)) {}

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
  return forced != 0 ? std::max(query.k, forced) : efforts_.effort(query.recall, query.k);
}

Plan NativeIndex::plan(const IndexQuery& query) const noexcept {
  const std::size_t rows = rows_.count();
  const std::size_t left = rows - std::min(rows, rows_.erased_count());
  const RowMask* allowed = query.allowed;
  return plan_of({.rows = rows,
                  .linked = linker_.linked(),
                  .passing = allowed != nullptr ? std::min(allowed->count, left) : left,
                  .effort = effort(query),
                  .wanted = query.k,
                  .filtered = allowed != nullptr,
                  .exact = query.exact});
}

void NativeIndex::walk(Walker& walker, Request& request, const std::stop_token& stop) {
  const RowMask* allowed = request.query->allowed;
  const auto linked = static_cast<Slot>(linker_.linked());
  const auto met = request.plan.way == Way::bridges
                       ? walker.walk(request.probe, request.plan.effort, linked, *allowed)
                       : walker.walk(request.probe, request.plan.effort, linked);
  Shortlist list = request.list(rows_);
  std::size_t passed = 0;
  for (const Near& near : met) {
    if (!rows_.erased(near.slot) && (allowed == nullptr || allowed->holds(rows_.row(near.slot)))) {
      list.add(near.key, rows_.norm(near.slot), near.slot);
      ++passed;
    }
  }
  // A walk that found next to nothing has lost its way.
  if (allowed != nullptr && passed < std::min(request.query->k, allowed->count)) {
    scan_survivors(request, stop);
    return;
  }
  const Wanted wanted = {.probe = &request.probe, .allowed = allowed, .list = &list};
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
  const Readers::Reading reading(readers_);
  std::vector<Request> scanned;
  std::vector<Request> walked;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    Request request = {.query = &queries[i], .answer = &answers[i]};
    space_.encode(queries[i].vector, request.probe);
    request.plan = plan(queries[i]);
    switch (request.plan.way) {
      case Way::scan:
        scanned.push_back(std::move(request));
        break;
      case Way::survivors:
        scan_survivors(request, stop);
        break;
      default:
        walked.push_back(std::move(request));
    }
  }
  if (!scanned.empty()) {
    scan(scanned, stop);
  }
  walk_all(walked, stop);
  return stop.stop_requested() ? Status(fail(Code::deadline, "the search was stopped")) : ok();
}

Result<bool> NativeIndex::improve(std::stop_token stop) {
  readers_.reclaim();
  if (loading_) {
    TRY_OK(loading_->step(planes()));
    if (loading_->done()) {
      loading_.reset();
    }
  } else if (linker_.has_work()) {
    TRY_OK(linker_.work(background_, kSliceSeconds, stop));
  } else if (efforts_.stale(linker_.linked())) {
    efforts_.step(graph_, linker_.linked());
  }
  return has_work();
}

bool NativeIndex::has_work() const noexcept {
  return loading_.has_value() || linker_.has_work() || efforts_.stale(linker_.linked()) ||
         readers_.waits();
}

std::array<Plane*, kParts> NativeIndex::planes() noexcept {
  std::array<Plane*, kParts> parts = {};
  rows_.planes(parts);
  parts[static_cast<std::size_t>(Part::links)] = &graph_.plane();
  return parts;
}

/// From now on these parts lie in the file, and the file before it is no longer needed.
Status NativeIndex::map_parts(const std::shared_ptr<IndexFile>& file, std::span<const Part> parts) {
  const auto all = planes();
  for (const Part part : parts) {
    Plane& plane = *all[static_cast<std::size_t>(part)];
    if (!plane.map(file->data(part), file->section(part).rows, readers_)) {
      return fail(Code::unavailable, "no room for the {} rows of the index file",
                  file->section(part).rows);
    }
  }
  if (file_ != nullptr) {
    readers_.retire(file_);
  }
  file_ = file;
  return ok();
}

Status NativeIndex::save(FileSystem& files, const std::string& folder) {
  format::Head head;
  rows_.describe(head);
  head.linked = static_cast<std::uint32_t>(linker_.linked());
  const auto efforts = efforts_.table();
  head.efforts = static_cast<std::uint32_t>(efforts.size());
  std::ranges::copy(efforts, head.effort.begin());
  const auto entries = graph_.entries();
  Plane entry_rows(sizeof(Slot));
  if (entries != nullptr && head.linked > 0) {
    head.entries = static_cast<std::uint32_t>(entries->size());
    if (!entry_rows.grow(entries->size())) {
      return fail(Code::unavailable, "no memory to save the index");
    }
    std::memcpy(entry_rows.at(0), entries->data(), entries->size() * sizeof(Slot));
  }
  PartRows parts;
  std::ranges::copy(planes(), parts.begin());
  parts[static_cast<std::size_t>(Part::entries)] = &entry_rows;
  const std::string path = join_path(folder, std::string(format::kFileName));
  TRY(auto file, files.create(path));
  TRY_OK(write_index_file(*file, head, parts));
  TRY_OK(file->close());
  if (loading_) {
    return ok();  // what is mapped stays where it is until it was checked
  }
  TRY(auto written, IndexFile::open(files, path));
  auto mapped = std::make_shared<IndexFile>(std::move(written));
  std::vector<Part> in_file = {Part::originals};
  if (!codes_in_memory_) {
    in_file.insert(in_file.end(), {Part::codes, Part::lower});
  }
  for (const Part part : {Part::codes, Part::lower, Part::norms, Part::numbers}) {
    if (planes()[static_cast<std::size_t>(part)]->mapped_chunks() > 0) {
      in_file.push_back(part);
    }
  }
  return map_parts(mapped, in_file);
}

/// What is read at once, and of a file that is not large everything.
Status NativeIndex::check_small_parts(const IndexFile& file) const {
  const format::Head& head = file.head();
  format::Head own;
  rows_.describe(own);
  if (head.dimension != own.dimension || head.metric != own.metric || head.form != own.form ||
      head.originals != own.originals) {
    return fail(Code::corrupt, "the saved index is of other vectors than the store's");
  }
  bool good = file.check(Part::erased) && file.check(Part::entries);
  if (file.bytes() <= limits::kIndexCheckedAtOnceBytes) {
    for (std::size_t part = 0; part < kParts; ++part) {
      good = good && file.check(static_cast<Part>(part));
    }
  }
  return good ? ok() : Status(fail(Code::corrupt, "the saved index is damaged"));
}

Status NativeIndex::load(FileSystem& files, const std::string& folder) {
  const std::string path = join_path(folder, std::string(format::kFileName));
  TRY(auto opened, IndexFile::open(files, path));
  const auto file = std::make_shared<IndexFile>(std::move(opened));
  if (Status checked = check_small_parts(*file); !checked) {
    return std::move(checked).error().within(path);
  }
  TRY_OK(map_parts(file, std::array{Part::codes, Part::lower, Part::norms, Part::numbers,
                                    Part::links, Part::originals}));
  const auto& erased = file->section(Part::erased);
  Plane& bits = *planes()[static_cast<std::size_t>(Part::erased)];
  if (!bits.grow(erased.rows)) {
    return fail(Code::unavailable, "no memory for the index");
  }
  for (std::size_t row = 0; row < erased.rows; row += kChunkRows) {
    std::memcpy(bits.at(row), file->data(Part::erased) + row * erased.row_bytes,
                std::min(kChunkRows, erased.rows - row) * erased.row_bytes);
  }
  std::vector<Slot> entries(file->head().entries);
  if (!entries.empty()) {  // a vector without numbers has no address that memcpy may take
    std::memcpy(entries.data(), file->data(Part::entries), entries.size() * sizeof(Slot));
  }
  graph_.set_entries(std::move(entries));
  rows_.restore(file->head());
  linker_.restore(file->head().linked);
  efforts_.set_table(std::span(file->head().effort).first(file->head().efforts),
                     file->head().linked);
  loading_.emplace(file, codes_in_memory_);
  return ok();
}

IndexStats NativeIndex::stats() const {
  constexpr double kDefaultRecall = IndexQuery().recall;
  static constexpr const char* kForms[] = {"4-bit codes", "8-bit codes", "float16", "float32"};
  const std::size_t count = rows_.count();
  const std::size_t erased = std::min(count, rows_.erased_count());
  const std::size_t linked = linker_.linked();
  IndexStats stats;
  const char* form = kForms[static_cast<std::size_t>(space_.form())];
  stats.form = linked > 0 ? fmt::format("graph of degree {} over {}", kDegree, form)
                          : fmt::format("scan of {}", form);
  stats.rows = count - erased;
  stats.indexed = linked > 0 ? std::min(linked, stats.rows) : 0;
  stats.erased = erased;
  stats.resident_bytes = rows_.resident_bytes() + linked * kDegree * sizeof(Slot);
  stats.recall = linked > 0 ? efforts_.recall(kDefaultRecall) : std::nullopt;
  for (const format::Effort& row : efforts_.table()) {
    stats.details.emplace_back(fmt::format("recall at effort {}", row.effort),
                               fmt::format("{:.4f}", row.recall));
  }
  if (2 * erased > count) {
    stats.details.emplace_back("advice", "most rows are erased: compact the store");
  }
  return stats;
}

}  // namespace cognate::store::native
