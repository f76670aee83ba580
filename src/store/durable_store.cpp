#include "store/durable_store.h"

#include <charconv>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/thread_pool.h"
#include "store/caretaker.h"
#include "store/checks.h"
#include "store/close_mark.h"
#include "store/filter/matches.h"
#include "store/folder_lock.h"
#include "store/index_keeper.h"
#include "store/payload_keeper.h"
#include "store/scan.h"
#include "store/searcher.h"
#include "store/store_file.h"
#include "store/writer.h"

namespace cognate::store {
namespace {

constexpr const char* kTruthFolder = "truth";

/// Everything that an open store consists of.
struct Parts {
  const Backend& backend;
  StoreDescription description;
  OpenOptions options;
  FileSystem& files;
  FolderLock lock;
  std::unique_ptr<Truth> truth;
};

class DurableStore final : public Store {
 public:
  explicit DurableStore(Parts parts)
      : backend_(parts.backend),
        description_(std::move(parts.description)),
        options_(parts.options),
        files_(parts.files),
        lock_(std::move(parts.lock)),
        truth_(std::move(parts.truth)),
        keeper_(backend_, {.spec = spec(), .threads = threads(options_)}, files_, *truth_, moment_,
                options_.read_only),
        payloads_(moment_),
        writer_(spec(), *truth_, moment_, keeper_, payloads_),
        searcher_(spec(), moment_, keeper_, payloads_) {}

  ~DurableStore() override {
    caretaker_.reset();
    if (opened_ && !options_.read_only) {
      if (const Status closed = close(); !closed) {
        log::warning("{}", closed.error().message);
      }
    }
  }

  Status open() {
    TRY_OK(keeper_.open());
    if (!options_.read_only) {
      caretaker_.emplace(*truth_, keeper_, options_.relaxed);
    }
    opened_ = true;
    return ok();
  }

  Status upsert(std::span<const Document> documents) override {
    TRY_OK(check_writable());
    TRY_OK(writer_.upsert(documents));
    caretaker_->wake();
    return ok();
  }

  Result<std::size_t> erase(const Selection& selection) override {
    TRY_OK(check_writable());
    TRY(const std::size_t count, writer_.erase(selection));
    caretaker_->wake();
    return count;
  }

  Result<std::vector<Document>> get(std::span<const std::string> ids,
                                    const Projection& with) override {
    return documents_of(*truth_->view(), spec().dimension, ids, with);
  }

  Result<Page> scan(const ScanRequest& request) override {
    return scan_page(*truth_->view(), spec().dimension, request);
  }

  Result<std::vector<Hits>> search(std::span<const SearchQuery> queries,
                                   std::stop_token stop) override {
    return searcher_.search(queries, std::move(stop));
  }

  Result<StoreStats> stats() override {
    const IndexStats index = keeper_.stats();
    StoreStats stats{.provider = description_.provider,
                     .documents = truth_->counters().documents,
                     .dimension = spec().dimension,
                     .metric = spec().metric,
                     .index = index.form,
                     .indexed = index.indexed,
                     .erased = index.erased,
                     .disk_bytes = truth_->disk_bytes() + keeper_.disk_bytes(),
                     .resident_bytes = index.resident_bytes,
                     .recall = index.recall,
                     .details = {index.details.begin(), index.details.end()}};
    if (const PayloadIndexStats payloads = payloads_.stats(); payloads.rows > 0) {
      stats.details["payload_index"] =
          fmt::format("{} fields, {} bytes", payloads.fields, payloads.resident_bytes);
    }
    if (index.rows > 0) {
      stats.bytes_per_vector =
          static_cast<double>(index.resident_bytes) / static_cast<double>(index.rows);
    }
    return stats;
  }

  Status maintain(Chore chore, std::stop_token stop) override {
    if (chore == Chore::verify) {
      TRY_OK(truth_->verify(std::move(stop)));
      return keeper_.verify();
    }
    TRY_OK(check_writable());
    // An index lets go of erased rows when it is made anew.
    if (chore == Chore::rebuild || (chore == Chore::compact && keeper_.stats().erased > 0)) {
      TRY_OK(keeper_.rebuild(stop));
    }
    if (chore == Chore::compact) {
      TRY_OK(improve_all(stop));
      TRY_OK(truth_->compact(std::move(stop)));
    }
    return flush();
  }

 private:
  static std::size_t threads(const OpenOptions& options) {
    return options.threads == 0 ? ThreadPool::processors()
                                : std::min(options.threads, limits::kThreadsMax);
  }

  const StoreSpec& spec() const { return description_.spec; }

  Status check_writable() const {
    return options_.read_only
               ? Status(fail(Code::unavailable, "{}: it is open for reading only", spec().path))
               : ok();
  }

  Status improve_all(const std::stop_token& stop) {
    for (bool more = true; more;) {
      if (stop.stop_requested()) {
        return fail(Code::deadline, "{}: told to stop", spec().path);
      }
      TRY(more, keeper_.improve(stop));
    }
    return ok();
  }

  Status flush() {
    if (keeper_.unsaved_rows() > 0 || !truth_->index()) {
      TRY_OK(keeper_.save());
    }
    return settle();
  }

  /// The truth leaves its log, and how much there is of it is written down.
  Status settle() {
    const std::uint64_t changes = truth_->counters().changes;
    TRY_OK(truth_->flush());
    return write_close_mark(files_, spec().path, changes);
  }

  Status close() {
    if (keeper_.unsaved_share() >= limits::kIndexSaveShareAtClose) {
      TRY_OK(keeper_.save());
    }
    return settle();
  }

  const Backend& backend_;
  const StoreDescription description_;
  const OpenOptions options_;
  FileSystem& files_;
  FolderLock lock_;
  std::unique_ptr<Truth> truth_;
  Moment moment_;  // looks into the truth
  IndexKeeper keeper_;
  PayloadKeeper payloads_;
  Writer writer_;
  Searcher searcher_;
  std::optional<Caretaker> caretaker_;
  bool opened_ = false;
};

Result<std::unique_ptr<Store>> assemble(Parts parts) {
  auto store = std::make_unique<DurableStore>(std::move(parts));
  TRY_OK(store->open());
  return std::unique_ptr<Store>(std::move(store));
}

Result<std::unique_ptr<Truth>> open_truth(const StoreSpec& spec, const OpenOptions& options,
                                          const Ground& ground, bool create) {
  return Truth::open(join_path(spec.path, kTruthFolder), {.dimension = spec.dimension,
                                                          .create = create,
                                                          .read_only = options.read_only,
                                                          .relaxed = options.relaxed,
                                                          .env = ground.env});
}

/// Makes the folder and those above it, so that they are still there after a power cut: a folder
/// that comes by renaming is written into the one above.
Status make_durable_folder(FileSystem& files, const std::string& path) {
  if (files.kind(path) == FileKind::folder) {
    return ok();
  }
  if (files.kind(path) != FileKind::missing) {
    return fail(Code::invalid_argument, "{}: is a file; a store needs a folder", path);
  }
  const std::size_t slash = path.find_last_of('/');
  if (slash != std::string::npos && slash > 0) {
    TRY_OK(make_durable_folder(files, path.substr(0, slash)));
  }
  const std::string unfinished = path + ".new";
  TRY_OK(files.make_folders(unfinished));
  return files.rename(unfinished, path);
}

/// Whether a folder holds nothing, or only what a crash left of making a store there.
Status check_free(FileSystem& files, const std::string& path) {
  TRY(const auto names, files.list(path));
  for (const std::string& name : names) {
    const bool ours = name == "LOCK" || name == kTruthFolder ||
                      (name.starts_with(kStoreFile) && name.ends_with(".tmp"));
    if (!ours) {
      return fail(Code::already_exists, "{}: {}", path,
                  name == kStoreFile ? "there is a store already"
                                     : "the folder is not empty; a new store needs one of its own");
    }
  }
  return ok();
}

}  // namespace

Result<std::unique_ptr<Store>> create_durable_store(const Backend& backend, const StoreSpec& spec,
                                                    const OpenOptions& options,
                                                    const Ground& ground) {
  StoreDescription description{.provider = backend.name, .spec = spec};
  if (spec.quantization.method == "auto") {
    description.spec.quantization.method = backend.quantization;
  }
  TRY_OK(check_spec(backend, description.spec));
  if (options.read_only) {
    return fail(Code::invalid_argument, "a new store cannot be opened for reading only");
  }
  while (description.spec.path.size() > 1 && description.spec.path.ends_with('/')) {
    description.spec.path.pop_back();
  }
  const std::string& path = description.spec.path;
  // What the back end cannot do is refused before anything is there.
  TRY_OK(backend.make({.spec = description.spec, .threads = 1}));
  FileSystem& files = *ground.files;
  TRY_OK(make_durable_folder(files, path));
  TRY_OK(check_free(files, path));
  TRY(auto lock, FolderLock::take(path, FolderLock::For::writing));
  TRY_OK(check_free(files, path));
  TRY_OK(remove_all(files, join_path(path, kTruthFolder)));
  TRY(auto truth, open_truth(description.spec, options, ground, true));
  TRY_OK(write_store_file(files, path, description));
  return assemble({.backend = backend,
                   .description = std::move(description),
                   .options = options,
                   .files = files,
                   .lock = std::move(lock),
                   .truth = std::move(truth)});
}

Result<std::unique_ptr<Store>> open_durable_store(const Backend& backend, const std::string& path,
                                                  const OpenOptions& options,
                                                  const Ground& ground) {
  FileSystem& files = *ground.files;
  TRY(auto description, read_store_file(files, path));
  if (description.provider != backend.name) {
    return fail(Code::invalid_argument, "{}: is a {} store, not a {} store", path,
                description.provider, backend.name);
  }
  TRY_OK(check_spec(backend, description.spec));
  using For = FolderLock::For;
  TRY(auto lock, FolderLock::take(path, options.read_only ? For::reading : For::writing));
  TRY(auto truth, open_truth(description.spec, options, ground, false));
  TRY_OK(check_close_mark(files, path, truth->counters().changes));
  return assemble({.backend = backend,
                   .description = std::move(description),
                   .options = options,
                   .files = files,
                   .lock = std::move(lock),
                   .truth = std::move(truth)});
}

}  // namespace cognate::store
