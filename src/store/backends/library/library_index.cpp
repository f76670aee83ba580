#include "store/backends/library/library_index.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <mutex>
#include <shared_mutex>

#include "base/clock.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/paths.h"
#include "simd/codes.h"
#include "simd/kernels.h"
#include "store/backends/library/nearest_rows.h"

namespace cognate::store {
namespace {

constexpr std::string_view kMagic = "CogLibIx";
constexpr std::uint32_t kVersion = 1;
constexpr const char* kFileName = "library.index";

constexpr double kSliceSeconds = .015;
constexpr std::size_t kLinkedAtOnce = 4;  // while searches wait
constexpr std::size_t kErasedLeast = 1000;

// A walk along a graph measures some hundred vectors whatever there are; scanning that many more
// costs no more, as it reads them in order.
constexpr std::size_t kScannedAlways = 2000;
// A filter that lets a share s pass makes a walk about 1 / s times as long.
constexpr double kWalkVectors = 1500;

std::array<char, 8> magic() {
  std::array<char, 8> bytes{};
  std::ranges::copy(kMagic, bytes.begin());
  return bytes;
}

struct Head {
  std::array<char, 8> magic{};
  std::uint32_t version = 0;
  std::uint32_t metric = 0;
  std::uint64_t dimension = 0;
  std::array<char, 16> name{};
};

Head head_of(Metric metric, std::size_t dimension, const std::string& name) {
  Head head = {.magic = magic(),
               .version = kVersion,
               .metric = static_cast<std::uint32_t>(metric),
               .dimension = dimension};
  name.copy(head.name.data(), head.name.size());
  return head;
}

}  // namespace

float distance_of(Metric metric, const float* a, const float* b, std::size_t dimension) {
  return metric == Metric::l2 ? simd::code_kernels().squared_distance(a, b, dimension)
                              : 1.0F - simd::kernels().dot(a, b, dimension);
}

LibraryIndex::LibraryIndex(const IndexSetup& setup, LibraryMaker maker)
    : metric_(setup.spec.metric),
      dimension_(setup.spec.dimension),
      maker_(std::move(maker)),
      pool_(std::max<std::size_t>(setup.threads, 1)) {}

// Rows and where they are.

std::optional<Position> LibraryIndex::Part::position(Row row) const {
  const auto found = std::ranges::lower_bound(rows, row);
  if (found == rows.end() || *found != row) {
    return std::nullopt;
  }
  return static_cast<Position>(found - rows.begin());
}

void LibraryIndex::Part::erase(Row row) {
  const auto found = position(row);
  if (found && live(*found)) {
    erased.add(*found);
    ++erased_count;
    library->erase(*found);
  }
}

std::span<const float> LibraryIndex::waiting_vector(std::size_t index) const {
  return std::span(waiting_.vectors).subspan(index * dimension_, dimension_);
}

Status LibraryIndex::add(std::span<const Row> rows, std::span<const float> vectors) {
  {
    const std::unique_lock lock(mutex_);
    waiting_.rows.insert(waiting_.rows.end(), rows.begin(), rows.end());
    waiting_.vectors.insert(waiting_.vectors.end(), vectors.begin(), vectors.end());
    waiting_.erased.resize(waiting_.rows.size());
  }
  // Whoever adds faster than the library takes waits for it.
  const std::size_t most = std::max(limits::kLibraryWaitingMax, maker_.first_rows);
  while (waiting_.live_count() > most) {
    TRY_OK(improve_step(kLinkedAtOnce));
  }
  return ok();
}

void LibraryIndex::erase(std::span<const Row> rows) {
  const std::unique_lock lock(mutex_);
  for (const Row row : rows) {
    linked_.erase(row);
    next_.erase(row);
    const auto found = std::ranges::lower_bound(
        waiting_.rows.begin() + static_cast<std::ptrdiff_t>(waiting_.begin), waiting_.rows.end(),
        row);
    const auto index = static_cast<std::size_t>(found - waiting_.rows.begin());
    if (found != waiting_.rows.end() && *found == row && !waiting_.erased[index]) {
      waiting_.erased[index] = true;
      ++waiting_.erased_count;
    }
  }
}

// Improving.

Result<bool> LibraryIndex::improve(std::stop_token stop) {
  const Stopwatch watch;
  bool more = true;
  while (more && watch.seconds() < kSliceSeconds && !stop.stop_requested()) {
    TRY(more, improve_step(kLinkedAtOnce));
  }
  return more;
}

bool LibraryIndex::wants_rebuild() const {
  return linked_.library != nullptr &&
         linked_.erased_count > std::max(kErasedLeast, linked_.rows.size() / 4);
}

Result<bool> LibraryIndex::improve_step(std::size_t rows) {
  if (next_.library != nullptr || wants_rebuild()) {
    TRY_OK(rebuild_step(rows));
    return true;
  }
  if (linked_.library == nullptr) {
    if (waiting_.live_count() < maker_.first_rows) {
      return false;
    }
    TRY_OK(begin_library());
  } else {
    TRY_OK(link(rows));
  }
  return waiting_.live_count() > 0 || wants_rebuild();
}

/// The first library, of the first vectors. Nobody sees it yet, so searches go on meanwhile.
Status LibraryIndex::begin_library() {
  Part part;
  std::vector<float> vectors;
  std::size_t end = waiting_.begin;
  for (; part.rows.size() < maker_.first_rows; ++end) {
    if (!waiting_.erased[end]) {
      part.rows.push_back(waiting_.rows[end]);
      const auto vector = waiting_vector(end);
      vectors.insert(vectors.end(), vector.begin(), vector.end());
    }
  }
  TRY(part.library, maker_.make());
  TRY_OK(part.library->add(vectors));
  part.erased.grow(part.rows.size());
  const std::unique_lock lock(mutex_);
  for (; waiting_.begin < end; ++waiting_.begin) {
    waiting_.erased_count -= waiting_.erased[waiting_.begin] ? 1 : 0;
  }
  linked_ = std::move(part);
  forget_linked();
  return ok();
}

Status LibraryIndex::link(std::size_t rows) {
  const std::unique_lock lock(mutex_);
  for (; rows > 0 && waiting_.begin < waiting_.rows.size(); --rows) {
    const std::size_t index = waiting_.begin;
    if (waiting_.erased[index]) {
      --waiting_.erased_count;
    } else {
      TRY_OK(linked_.library->add(waiting_vector(index)));
      linked_.rows.push_back(waiting_.rows[index]);
      linked_.erased.grow(linked_.rows.size());
    }
    ++waiting_.begin;
  }
  forget_linked();
  return ok();
}

/// Gives back the memory of what waits no longer, in large pieces.
void LibraryIndex::forget_linked() {
  if (waiting_.begin < waiting_.rows.size() - waiting_.rows.size() / 2) {
    return;
  }
  const auto gone = static_cast<std::ptrdiff_t>(waiting_.begin);
  const auto gone_floats = static_cast<std::ptrdiff_t>(waiting_.begin * dimension_);
  waiting_.rows.erase(waiting_.rows.begin(), waiting_.rows.begin() + gone);
  waiting_.vectors.erase(waiting_.vectors.begin(), waiting_.vectors.begin() + gone_floats);
  waiting_.erased.erase(waiting_.erased.begin(), waiting_.erased.begin() + gone);
  waiting_.begin = 0;
  if (waiting_.rows.empty()) {
    waiting_ = {};
  }
}

/// Where too few are left to train on they wait, as they did at first.
void LibraryIndex::let_wait_again() {
  Waiting back;
  const auto append = [&](Row row, const float* vector, bool erased) {
    back.rows.push_back(row);
    back.vectors.insert(back.vectors.end(), vector, vector + dimension_);
    back.erased.push_back(erased);
  };
  std::vector<float> scratch(dimension_);
  for (Position at = 0; at < linked_.rows.size(); ++at) {
    if (linked_.live(at)) {
      append(linked_.rows[at], linked_.library->vector(at, scratch.data()), false);
    }
  }
  for (std::size_t i = waiting_.begin; i < waiting_.rows.size(); ++i) {
    append(waiting_.rows[i], waiting_vector(i).data(), waiting_.erased[i]);
  }
  back.erased_count = waiting_.erased_count;
  const std::unique_lock lock(mutex_);
  waiting_ = std::move(back);
  linked_ = {};
}

/// Carries some live vectors of linked_ over; at the end the new library takes its place.
Status LibraryIndex::rebuild_step(std::size_t rows) {
  const bool begins = next_.library == nullptr;
  if (begins && linked_.live_count() < maker_.first_rows) {
    let_wait_again();
    return ok();
  }
  if (begins) {
    TRY(next_.library, maker_.make());
    next_from_ = 0;
    rows = std::max(rows, maker_.first_rows);
  }
  std::vector<float> vectors;
  std::vector<float> scratch(dimension_);
  for (; rows > 0 && next_from_ < linked_.rows.size(); ++next_from_) {
    const auto at = static_cast<Position>(next_from_);
    if (linked_.live(at)) {
      const float* vector = linked_.library->vector(at, scratch.data());
      vectors.insert(vectors.end(), vector, vector + dimension_);
      next_.rows.push_back(linked_.rows[at]);
      --rows;
    }
  }
  if (!vectors.empty()) {
    TRY_OK(next_.library->add(vectors));
    next_.erased.grow(next_.rows.size());
  }
  if (next_from_ == linked_.rows.size()) {
    const std::unique_lock lock(mutex_);
    linked_ = std::exchange(next_, {});
  }
  return ok();
}

// Searching.

Status LibraryIndex::search(std::span<const IndexQuery> queries,
                            std::span<std::vector<Neighbour>> answers, std::stop_token stop) {
  std::vector<Status> statuses(queries.size(), ok());
  const auto answer = [&](std::size_t i, std::size_t /*worker*/) {
    if (stop.stop_requested()) {
      statuses[i] = fail(Code::deadline, "the search was told to stop");
      return;
    }
    auto found = nearest(queries[i]);
    if (found) {
      answers[i] = *std::move(found);
    } else {
      statuses[i] = std::move(found).error();
    }
  };
  if (queries.size() == 1) {
    answer(0, 0);
  } else {
    pool_.parallel_for(queries.size(), answer);
  }
  for (Status& status : statuses) {
    TRY_OK(std::move(status));
  }
  return ok();
}

Result<std::vector<Neighbour>> LibraryIndex::nearest(const IndexQuery& query) const {
  NearestRows best(query.k);
  const std::shared_lock lock(mutex_);
  measure_waiting(query, best);
  if (linked_.library != nullptr) {
    if (measures_all(query)) {
      measure_all(query, best);
    } else {
      TRY_OK(search_library(query, best));
    }
  }
  return best.take();
}

bool LibraryIndex::measures_all(const IndexQuery& query) const {
  const std::size_t live = linked_.live_count();
  if (query.exact || query.recall >= 1 || live <= kScannedAlways || query.k >= live / 8) {
    return true;
  }
  if (query.allowed == nullptr) {
    return false;
  }
  const auto passing = static_cast<double>(query.allowed->count);
  return passing * passing <= kWalkVectors * static_cast<double>(live);
}

void LibraryIndex::measure_all(const IndexQuery& query, NearestRows& best) const {
  if (query.allowed != nullptr && query.allowed->count < linked_.rows.size() / 8) {
    measure_allowed(query, best);
    return;
  }
  std::vector<float> scratch(dimension_);
  for (Position at = 0; at < linked_.rows.size(); ++at) {
    const Row row = linked_.rows[at];
    if (linked_.live(at) && (query.allowed == nullptr || query.allowed->holds(row))) {
      const float* vector = linked_.library->vector(at, scratch.data());
      best.offer(row, distance_of(metric_, query.vector.data(), vector, dimension_));
    }
  }
}

/// The same by the rows that are allowed, where these are few.
void LibraryIndex::measure_allowed(const IndexQuery& query, NearestRows& best) const {
  std::vector<float> scratch(dimension_);
  const auto& words = query.allowed->words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::uint64_t word = words[i]; word != 0; word &= word - 1) {
      const auto row = static_cast<Row>(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
      const auto at = linked_.position(row);
      if (at && linked_.live(*at)) {
        const float* vector = linked_.library->vector(*at, scratch.data());
        best.offer(row, distance_of(metric_, query.vector.data(), vector, dimension_));
      }
    }
  }
}

void LibraryIndex::measure_waiting(const IndexQuery& query, NearestRows& best) const {
  for (std::size_t i = waiting_.begin; i < waiting_.rows.size(); ++i) {
    const Row row = waiting_.rows[i];
    if (!waiting_.erased[i] && (query.allowed == nullptr || query.allowed->holds(row))) {
      best.offer(row,
                 distance_of(metric_, query.vector.data(), waiting_vector(i).data(), dimension_));
    }
  }
}

Status LibraryIndex::search_library(const IndexQuery& query, NearestRows& best) const {
  const Allows allows = [&](Position at) {
    return linked_.live(at) && (query.allowed == nullptr || query.allowed->holds(linked_.rows[at]));
  };
  const bool chooses = query.allowed != nullptr || linked_.erased_count > 0;
  TRY(const std::vector<Found> found,
      linked_.library->search({.vector = query.vector,
                               .k = query.k,
                               .recall = query.recall,
                               .allows = chooses ? &allows : nullptr}));
  if (found.size() < query.k) {
    // The walk dried up among what the filter leaves: there may be more than it saw.
    measure_all(query, best);
    return ok();
  }
  for (const Found& one : found) {
    best.offer(linked_.rows[one.position], one.distance);
  }
  return ok();
}

// On disk.

Status LibraryIndex::save(FileSystem& files, const std::string& folder) {
  return write_atomically(files, join_path(folder, kFileName),
                          [&](WritableFile& file) { return write(file); });
}

Status LibraryIndex::write(WritableFile& file) const {
  CheckedWriter out(file);
  TRY_OK(out.put(head_of(metric_, dimension_, maker_.name)));
  TRY_OK(out.put_all(std::span<const Row>(linked_.rows)));
  TRY_OK(out.put_all(linked_.erased.words()));
  std::vector<Row> rows;
  for (std::size_t i = waiting_.begin; i < waiting_.rows.size(); ++i) {
    if (!waiting_.erased[i]) {
      rows.push_back(waiting_.rows[i]);
    }
  }
  TRY_OK(out.put_all(std::span<const Row>(rows)));
  for (std::size_t i = waiting_.begin; i < waiting_.rows.size(); ++i) {
    if (!waiting_.erased[i]) {
      const auto vector = waiting_vector(i);
      TRY_OK(out.append({reinterpret_cast<const char*>(vector.data()), vector.size_bytes()}));
    }
  }
  if (linked_.library != nullptr) {
    TRY_OK(linked_.library->save(out));
  }
  return out.finish();
}

Status LibraryIndex::read(CheckedReader& in) {
  Head head;
  TRY_OK(in.get(head));
  const Head wanted = head_of(metric_, dimension_, maker_.name);
  if (head.magic != wanted.magic) {
    return fail(Code::corrupt, "is no saved index");
  }
  if (head.version != kVersion) {
    return fail(Code::unsupported, "is in version {} of the format; this program reads {}",
                head.version, kVersion);
  }
  if (head.name != wanted.name || head.metric != wanted.metric ||
      head.dimension != wanted.dimension) {
    return fail(Code::corrupt, "was saved by a store of another kind");
  }
  std::vector<std::uint64_t> erased;
  TRY_OK(in.get_all(linked_.rows));
  TRY_OK(in.get_all(erased));
  TRY_OK(in.get_all(waiting_.rows));
  linked_.erased.grow(linked_.rows.size());
  const bool rise =
      std::ranges::adjacent_find(linked_.rows, std::greater_equal()) == linked_.rows.end() &&
      std::ranges::adjacent_find(waiting_.rows, std::greater_equal()) == waiting_.rows.end();
  if (!rise || erased.size() != linked_.erased.words().size()) {
    return fail(Code::corrupt, "its rows do not rise");
  }
  std::ranges::copy(erased, linked_.erased.words().begin());
  linked_.erased_count = linked_.erased.count();
  bool known = true;
  linked_.erased.each([&](Position at) { known = known && at < linked_.rows.size(); });
  if (!known) {
    return fail(Code::corrupt, "its erased rows are none of its rows");
  }
  TRY_OK(in.check_count(waiting_.rows.size(), dimension_ * sizeof(float)));
  waiting_.vectors.resize(waiting_.rows.size() * dimension_);
  waiting_.erased.resize(waiting_.rows.size());
  TRY_OK(in.read(
      {reinterpret_cast<char*>(waiting_.vectors.data()), waiting_.vectors.size() * sizeof(float)}));
  if (!linked_.rows.empty()) {
    TRY(linked_.library, maker_.load(in, linked_.rows.size()));
    linked_.erased.each([&](Position at) { linked_.library->erase(at); });
  }
  return in.finish();
}

Result<std::unique_ptr<VectorIndex>> LibraryIndex::parse(const IndexSetup& setup,
                                                         LibraryMaker maker,
                                                         std::string_view bytes) {
  auto index = std::make_unique<LibraryIndex>(setup, std::move(maker));
  CheckedReader in(bytes);
  TRY_OK(index->read(in));
  return std::unique_ptr<VectorIndex>(std::move(index));
}

Result<std::unique_ptr<VectorIndex>> LibraryIndex::load(const IndexSetup& setup, LibraryMaker maker,
                                                        FileSystem& files,
                                                        const std::string& folder) {
  const std::string path = join_path(folder, kFileName);
  TRY(const auto file, files.open(path));
  TRY(const std::string_view bytes, file->map());
  auto index = parse(setup, std::move(maker), bytes);
  if (!index) {
    return std::move(index).error().within(path);
  }
  return index;
}

IndexStats LibraryIndex::stats() const {
  const std::shared_lock lock(mutex_);
  const std::size_t linked = linked_.live_count();
  IndexStats stats = {.form = {}, .rows = linked + waiting_.live_count(), .indexed = linked};
  stats.erased = linked_.erased_count + waiting_.erased_count;
  stats.resident_bytes = linked_.rows.capacity() * sizeof(Row) +
                         waiting_.rows.capacity() * sizeof(Row) +
                         waiting_.vectors.capacity() * sizeof(float);
  if (linked_.library == nullptr) {
    stats.form = "vectors that wait for the library " + maker_.name;
    return stats;
  }
  LibraryStats library = linked_.library->stats();
  stats.form = std::move(library.form);
  stats.resident_bytes += library.resident_bytes;
  stats.details = std::move(library.details);
  return stats;
}

}  // namespace cognate::store
