#include "store/truth/rocks.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>

#include <cstdarg>
#include <cstdio>

#include "base/error.h"
#include "base/limits.h"
#include "base/log.h"

namespace cognate::store::rocks {
namespace {

constexpr int kFilterBits = 10;  // of a Bloom filter, for each id

/// RocksDB's own messages go to our log; it writes no file of them.
class LogBridge final : public rocksdb::Logger {
 public:
  LogBridge() : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    if (!log::enabled(log::Level::debug)) {
      return;
    }
    std::array<char, 1024> line{};
    if (std::vsnprintf(line.data(), line.size(), format, arguments) > 0) {
      log::debug("rocksdb: {}", line.data());
    }
  }
};

class Listener final : public rocksdb::EventListener {
 public:
  explicit Listener(std::shared_ptr<Trouble> trouble) : trouble_(std::move(trouble)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    trouble_->set(status->ToString());
  }

 private:
  std::shared_ptr<Trouble> trouble_;
};

rocksdb::ColumnFamilyOptions family_options(Family family,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.checksum = rocksdb::kXXH3;
  table.format_version = 5;
  if (family == kIds) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBits));
  }
  rocksdb::ColumnFamilyOptions result;
  result.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  result.write_buffer_size = limits::kRocksWriteBufferBytes / 2;
  result.force_consistency_checks = true;
  result.compression = family == kVectors ? rocksdb::kNoCompression : rocksdb::kLZ4Compression;
  return result;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

void Trouble::set(std::string what) {
  const std::lock_guard lock(mutex_);
  if (what_.empty()) {
    what_ = std::move(what);
  }
}

std::string Trouble::what() const {
  const std::lock_guard lock(mutex_);
  return what_;
}

std::vector<rocksdb::ColumnFamilyDescriptor> families() {
  const auto cache = rocksdb::NewLRUCache(limits::kRocksCacheBytes);
  return {{rocksdb::kDefaultColumnFamilyName, family_options(kMeta, cache)},
          {"documents", family_options(kDocuments, cache)},
          {"ids", family_options(kIds, cache)},
          {"vectors", family_options(kVectors, cache)},
          {"erased", family_options(kErased, cache)}};
}

rocksdb::DBOptions options(const TruthOptions& truth, const std::shared_ptr<Trouble>& trouble) {
  rocksdb::DBOptions result;
  result.env = truth.env != nullptr ? truth.env : rocksdb::Env::Default();
  result.info_log = std::make_shared<LogBridge>();
  result.listeners.push_back(std::make_shared<Listener>(trouble));
  result.create_if_missing = truth.create;
  result.create_missing_column_families = truth.create;
  result.error_if_exists = truth.create;
  // A log that ends in the middle of a record was being written when the power went: nobody was
  // told that this record is safe. Anything else that is wrong in it is damage, and is told.
  result.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  result.track_and_verify_wals_in_manifest = true;
  result.verify_sst_unique_id_in_manifest = true;
  result.paranoid_checks = true;
  // All families leave the log together, so that a manifest cut short cannot lose one of them only.
  result.atomic_flush = true;
  result.max_bgerror_resume_count = 0;
  result.max_open_files = limits::kRocksOpenFilesMax;
  result.max_background_jobs = limits::kRocksBackgroundJobs;
  result.db_write_buffer_size = limits::kRocksWriteBufferBytes;
  result.max_total_wal_size = limits::kRocksLogBytesMax;
  result.bytes_per_sync = limits::kMiB;
  result.stats_dump_period_sec = 0;
  result.stats_persist_period_sec = 0;
  result.skip_stats_update_on_db_open = true;
  return result;
}

std::string row_key(Row row) {
  return {static_cast<char>(row >> 24), static_cast<char>(row >> 16), static_cast<char>(row >> 8),
          static_cast<char>(row)};
}

Row row_of(const rocksdb::Slice& key) {
  if (key.size() != sizeof(Row)) {
    return kNoRow;
  }
  Row row = 0;
  for (std::size_t i = 0; i < sizeof(Row); ++i) {
    row = row << 8 | static_cast<std::uint8_t>(key[i]);
  }
  return row;
}

Error error_of(const rocksdb::Status& status, const std::string& folder) {
  const std::string text = status.ToString();
  if (status.IsNoSpace() || holds(text, "No space left")) {
    return fail(Code::io, "{}: the disk is full; what was not acknowledged is not written", folder);
  }
  if (holds(text, "Permission denied") || holds(text, "Read-only file system")) {
    return fail(Code::io, "{}: this folder may not be written ({})", folder, text);
  }
  if (holds(text, "lock hold by current process") || holds(text, "While lock file")) {
    return fail(Code::unavailable, "{}: another process has it open", folder);
  }
  if (status.IsCorruption()) {
    return fail(Code::corrupt, "{}: is damaged: {}; bring it back from a copy", folder, text);
  }
  if (status.IsNotSupported() || holds(text, "olumn famil")) {
    return fail(Code::unsupported, "{}: was made by another version ({})", folder, text);
  }
  if (status.IsInvalidArgument() && holds(text, "does not exist")) {
    return fail(Code::corrupt, "{}: a file of it is missing ({})", folder, text);
  }
  const bool missing = status.IsPathNotFound() || holds(text, "No such file");
  return fail(missing ? Code::corrupt : Code::io, "{}: {}", folder, text);
}

}  // namespace cognate::store::rocks
