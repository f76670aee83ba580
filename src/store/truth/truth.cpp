#include "store/truth/truth.h"

#include <rocksdb/write_batch.h>

#include <algorithm>
#include <mutex>

#include "base/error.h"
#include "store/truth/rocks_view.h"
#include "store/truth/verify.h"

namespace cognate::store {
namespace {

using rocks::Database;

class RocksTruth final : public Truth {
 public:
  RocksTruth(const TruthOptions& options, const std::string& folder)
      : options_(options), trouble_(std::make_shared<rocks::Trouble>()) {
    database_.folder = folder;
    database_.dimension = options.dimension;
    write_options_.sync = !options.relaxed;
    write_options_.protection_bytes_per_key = sizeof(std::uint64_t);
  }

  Status open() {
    const rocksdb::DBOptions options = rocks::options(options_, trouble_);
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    const rocksdb::Status status =
        options_.read_only
            ? rocksdb::DB::OpenForReadOnly(options, database_.folder, rocks::families(), &handles,
                                           &db)
            : rocksdb::DB::Open(options, database_.folder, rocks::families(), &handles, &db);
    TRY_OK(rocks::checked(status, database_.folder));
    database_.db.reset(db);
    std::copy(handles.begin(), handles.end(), database_.handles.begin());
    return options_.create ? write_counters() : read_meta();
  }

  TruthCounters counters() const override {
    const std::lock_guard lock(mutex_);
    return counters_;
  }

  std::unique_ptr<TruthView> view() const override {
    return std::make_unique<rocks::RocksView>(database_);
  }

  std::optional<IndexMark> index() const override {
    const std::lock_guard lock(mutex_);
    return index_;
  }

  Status commit(const Change& change) override {
    rocksdb::WriteBatch batch;
    for (const Change::Erased& erased : change.erased) {
      const std::string key = rocks::row_key(erased.row);
      batch.Delete(handle(rocks::kDocuments), key);
      batch.Delete(handle(rocks::kVectors), key);
      batch.Put(handle(rocks::kErased), key, {});
      if (!erased.id.empty()) {
        batch.Delete(handle(rocks::kIds), rocks::slice(erased.id));
      }
    }
    for (const Change::Put& put : change.puts) {
      const std::string key = rocks::row_key(put.row);
      batch.Put(handle(rocks::kDocuments), key, put.record);
      batch.Put(handle(rocks::kIds), rocks::slice(put.id), key);
      batch.Put(handle(rocks::kVectors), key,
                {reinterpret_cast<const char*>(put.vector.data()), put.vector.size_bytes()});
    }
    batch.Put(handle(rocks::kMeta), rocks::slice(rocks::kCountersKey),
              rocks::to_bytes(change.counters));
    TRY_OK(write(&batch));
    const std::lock_guard lock(mutex_);
    counters_ = change.counters;
    return ok();
  }

  Status set_index(const IndexMark& mark, std::span<const Row> erased) override {
    rocksdb::WriteBatch batch;
    for (const Row row : erased) {
      batch.Delete(handle(rocks::kErased), rocks::row_key(row));
    }
    batch.Put(handle(rocks::kMeta), rocks::slice(rocks::kIndexKey),
              rocks::row_key(mark.rows_below) + mark.folder);
    TRY_OK(write(&batch));
    const std::lock_guard lock(mutex_);
    index_ = mark;
    return ok();
  }

  Status sync() override {
    TRY_OK(check_writable());
    return noted(database_.db->SyncWAL());
  }

  Status flush() override {
    TRY_OK(check_writable());
    return noted(database_.db->Flush(rocksdb::FlushOptions(),
                                     {database_.handles.begin(), database_.handles.end()}));
  }

  Status compact(std::stop_token stop) override {
    TRY_OK(check_writable());
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
    for (rocksdb::ColumnFamilyHandle* family : database_.handles) {
      if (stop.stop_requested()) {
        return fail(Code::deadline, "{}: compaction was told to stop", database_.folder);
      }
      TRY_OK(noted(database_.db->CompactRange(options, family, nullptr, nullptr)));
    }
    return ok();
  }

  Status verify(std::stop_token stop) const override { return rocks::verify(database_, stop); }

  std::uint64_t disk_bytes() const override {
    std::uint64_t bytes = 0;
    for (rocksdb::ColumnFamilyHandle* family : database_.handles) {
      std::uint64_t number = 0;
      database_.db->GetIntProperty(family, rocksdb::DB::Properties::kTotalSstFilesSize, &number);
      bytes += number;
    }
    rocksdb::VectorLogPtr logs;
    if (database_.db->GetSortedWalFiles(logs).ok()) {
      for (const auto& log : logs) {
        bytes += log->SizeFileBytes();
      }
    }
    return bytes;
  }

 private:
  rocksdb::ColumnFamilyHandle* handle(rocks::Family family) const {
    return database_.handles[family];
  }

  Status check_writable() const {
    if (options_.read_only) {
      return fail(Code::unavailable, "{}: it was opened for reading only", database_.folder);
    }
    if (const std::string what = trouble_->what(); !what.empty()) {
      return fail(Code::unavailable,
                  "{}: nothing more is written since an earlier write failed ({}); open the store "
                  "again",
                  database_.folder, what);
    }
    return ok();
  }

  /// What failed once closes the truth for writes: after a failed fsync the system forgets what it
  /// could not write, so that trying again would only seem to succeed.
  Status noted(const rocksdb::Status& status) const {
    if (!status.ok()) {
      trouble_->set(status.ToString());
    }
    return rocks::checked(status, database_.folder);
  }

  Status write(rocksdb::WriteBatch* batch) {
    TRY_OK(check_writable());
    return noted(database_.db->Write(write_options_, batch));
  }

  /// What a truth begins with; on disk even where later writes are relaxed.
  Status write_counters() {
    rocksdb::WriteBatch batch;
    batch.Put(handle(rocks::kMeta), rocks::slice(rocks::kCountersKey), rocks::to_bytes(counters_));
    rocksdb::WriteOptions options = write_options_;
    options.sync = true;
    return noted(database_.db->Write(options, &batch));
  }

  Status read_meta() {
    TRY(counters_, view()->counters());
    std::string bytes;
    const rocksdb::Status status =
        database_.db->Get({}, handle(rocks::kMeta), rocks::slice(rocks::kIndexKey), &bytes);
    if (status.IsNotFound()) {
      return ok();
    }
    TRY_OK(rocks::checked(status, database_.folder));
    if (bytes.size() <= sizeof(Row)) {
      return fail(Code::corrupt, "{}: the mark of its index is damaged", database_.folder);
    }
    index_ = {.folder = bytes.substr(sizeof(Row)),
              .rows_below = rocks::row_of({bytes.data(), sizeof(Row)})};
    return ok();
  }

  TruthOptions options_;
  Database database_;
  std::shared_ptr<rocks::Trouble> trouble_;
  rocksdb::WriteOptions write_options_;
  mutable std::mutex mutex_;
  TruthCounters counters_;          // guarded by mutex_
  std::optional<IndexMark> index_;  // guarded by mutex_
};

}  // namespace

Result<std::unique_ptr<Truth>> Truth::open(const std::string& folder, const TruthOptions& options) {
  auto truth = std::make_unique<RocksTruth>(options, folder);
  TRY_OK(truth->open());
  return std::unique_ptr<Truth>(std::move(truth));
}

}  // namespace cognate::store
