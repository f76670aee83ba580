#include "store/index_keeper.h"

#include <algorithm>
#include <charconv>
#include <shared_mutex>
#include <utility>

#include "base/error.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/paths.h"

namespace cognate::store {
namespace {

constexpr std::string_view kFolderStart = "index-";
constexpr std::string_view kUnfinished = ".new";

/// "index-8" after "index-7".
std::string next_folder(const std::optional<IndexMark>& mark) {
  std::uint64_t number = 0;
  if (mark && mark->folder.starts_with(kFolderStart)) {
    const std::string_view digits = std::string_view(mark->folder).substr(kFolderStart.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
  }
  return fmt::format("{}{}", kFolderStart, number + 1);
}

}  // namespace

IndexKeeper::IndexKeeper(const Backend& backend, IndexSetup setup, FileSystem& files, Truth& truth,
                         Moment& moment, bool read_only)
    : backend_(backend),
      setup_(std::move(setup)),
      files_(files),
      truth_(truth),
      moment_(moment),
      read_only_(read_only) {}

std::shared_ptr<VectorIndex> IndexKeeper::index() const {
  const std::lock_guard lock(mutex_);
  return index_;
}

std::shared_ptr<const TruthView> IndexKeeper::view() const {
  const std::shared_lock lock(moment_.mutex);
  return moment_.view;
}

std::string IndexKeeper::folder_of(const std::string& name) const {
  return join_path(setup_.spec.path, name);
}

Status IndexKeeper::open() {
  const Turn turn = take_turn();
  {
    const std::lock_guard lock(moment_.mutex);
    moment_.view = truth_.view();
  }
  const auto mark = truth_.index();
  if (!read_only_) {
    remove_others(mark ? mark->folder : "");
  }
  const Status loaded = mark ? load() : Status(fail(Code::not_found, "none was saved"));
  if (loaded) {
    return loaded;
  }
  if (mark) {
    log::warning("{}: its index is made anew: {}", setup_.spec.path, loaded.error().message);
  }
  return make_anew({});
}

Status IndexKeeper::load() {
  const IndexMark mark = *truth_.index();
  TRY(auto made, backend_.load(setup_, files_, folder_of(mark.folder)));
  const std::shared_ptr<VectorIndex> index = std::move(made);
  const std::size_t indexed = index->stats().indexed;
  TRY_OK(bring_up(index, mark.rows_below, {}));
  const std::lock_guard lock(mutex_);
  saved_below_ = mark.rows_below;
  saved_indexed_ = indexed;
  return ok();
}

Status IndexKeeper::make_anew(std::stop_token stop) {
  TRY(auto made, backend_.make(setup_));
  TRY_OK(bring_up(std::move(made), 0, std::move(stop)));
  const std::lock_guard lock(mutex_);
  saved_below_ = 0;
  saved_indexed_ = 0;
  return ok();
}

/// Takes an index that has seen all rows below `from` to this moment, and makes it ours.
Status IndexKeeper::bring_up(const std::shared_ptr<VectorIndex>& index, Row from,
                             std::stop_token stop) {
  const auto view = this->view();
  TRY(const TruthCounters counters, view->counters());
  TRY(auto erased, view->erased());
  index->erase(erased);
  const auto take = [&](std::span<const Row> rows, std::span<const float> vectors) -> Status {
    return stop.stop_requested()
               ? Status(fail(Code::deadline, "{}: told to stop", setup_.spec.path))
               : index->add(rows, vectors);
  };
  TRY_OK(view->each_vector(from, limits::kCatchUpRows, take));
  TRY_OK(check_count(*index, counters));
  const std::lock_guard lock(mutex_);
  index_ = index;
  broken_.reset();
  erased_ = std::move(erased);
  rows_below_ = counters.next_row;
  return ok();
}

Status IndexKeeper::check_count(const VectorIndex& index, const TruthCounters& counters) const {
  const std::size_t rows = index.stats().rows;
  return rows == counters.documents
             ? ok()
             : Status(fail(Code::corrupt, "{}: the index has {} rows for {} documents",
                           setup_.spec.path, rows, counters.documents));
}

Status IndexKeeper::apply(const Turn&, std::span<const Row> added, std::span<const float> vectors,
                          std::span<const Row> erased) {
  const auto index = this->index();
  const Status status = added.empty() ? ok() : index->add(added, vectors);
  index->erase(erased);
  const std::lock_guard lock(mutex_);
  erased_.insert(erased_.end(), erased.begin(), erased.end());
  rows_below_ = added.empty() ? rows_below_ : added.back() + 1;
  if (!status) {
    broken_ = fail(Code::internal, "{}: the index failed ({}); rebuild it, or open the store again",
                   setup_.spec.path, status.error().message);
  }
  return status;
}

Status IndexKeeper::search(std::span<const IndexQuery> queries,
                           std::span<std::vector<Neighbour>> answers, std::stop_token stop) const {
  std::shared_ptr<VectorIndex> index;
  {
    const std::lock_guard lock(mutex_);
    if (broken_) {
      return *broken_;
    }
    index = index_;
  }
  return index->search(queries, answers, std::move(stop));
}

IndexStats IndexKeeper::stats() const { return index()->stats(); }

Result<bool> IndexKeeper::improve(std::stop_token stop) {
  const Turn turn = take_turn();
  return index()->improve(std::move(stop));
}

std::size_t IndexKeeper::unsaved_rows() const {
  const std::size_t indexed = index()->stats().indexed;
  const std::lock_guard lock(mutex_);
  const std::size_t linked = indexed > saved_indexed_ ? indexed - saved_indexed_ : 0;
  return std::max<std::size_t>(rows_below_ - saved_below_, linked) + erased_.size();
}

double IndexKeeper::unsaved_share() const {
  const std::size_t rows = std::max<std::size_t>(index()->stats().rows, 1);
  return std::min(1.0, static_cast<double>(unsaved_rows()) / static_cast<double>(rows));
}

Status IndexKeeper::save() {
  const Turn turn = take_turn();
  return save_as(turn, next_folder(truth_.index()));
}

Status IndexKeeper::save_as(const Turn&, const std::string& name) {
  const auto index = this->index();
  const std::string folder = folder_of(name);
  const std::string unfinished = folder + std::string(kUnfinished);
  TRY_OK(remove_all(files_, unfinished));
  TRY_OK(remove_all(files_, folder));
  TRY_OK(files_.make_folders(unfinished));
  if (Status saved = index->save(files_, unfinished); !saved) {
    TRY_OK(remove_all(files_, unfinished));
    // A back end that keeps nothing is made anew each time.
    return saved.error().code == Code::unsupported ? ok() : std::move(saved);
  }
  TRY_OK(files_.rename(unfinished, folder));
  std::vector<Row> erased;
  IndexMark mark{.folder = name};
  {
    const std::lock_guard lock(mutex_);
    erased = erased_;
    mark.rows_below = rows_below_;
  }
  TRY_OK(truth_.set_index(mark, erased));
  remove_others(name);
  const std::size_t indexed = index->stats().indexed;
  const std::lock_guard lock(mutex_);
  erased_.clear();
  saved_below_ = mark.rows_below;
  saved_indexed_ = indexed;
  return ok();
}

/// Saved indexes that are no longer the one, and halves that a crash left. What cannot be removed
/// is only untidy.
void IndexKeeper::remove_others(const std::string& kept) {
  const auto names = files_.list(setup_.spec.path);
  for (const std::string& name : names ? *names : std::vector<std::string>()) {
    if (!name.starts_with(kFolderStart) || name == kept) {
      continue;
    }
    if (const Status removed = remove_all(files_, folder_of(name)); !removed) {
      log::debug("{}", removed.error().message);
    }
  }
}

Status IndexKeeper::rebuild(std::stop_token stop) {
  const Turn turn = take_turn();
  return make_anew(std::move(stop));
}

Status IndexKeeper::verify() {
  const Turn turn = take_turn();
  if (const auto mark = truth_.index()) {
    auto loaded = backend_.load(setup_, files_, folder_of(mark->folder));
    if (!loaded) {
      return std::move(loaded).error().within(folder_of(mark->folder));
    }
  }
  TRY(const TruthCounters counters, view()->counters());
  return check_count(*index(), counters);
}

std::uint64_t IndexKeeper::disk_bytes() const {
  const auto mark = truth_.index();
  const std::string folder = mark ? folder_of(mark->folder) : "";
  const auto names = mark ? files_.list(folder) : Result<std::vector<std::string>>({});
  std::uint64_t bytes = 0;
  for (const std::string& name : names ? *names : std::vector<std::string>()) {
    const auto file = files_.open(join_path(folder, name));
    bytes += file ? (*file)->size() : 0;
  }
  return bytes;
}

}  // namespace cognate::store
