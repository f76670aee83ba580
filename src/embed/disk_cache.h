#pragma once
// The cache level that outlives the process: vectors in files of one folder
// (docs/formats/vectors.md).
//
// It costs nothing until it is first asked or given something. What is put waits in memory, can be
// found at once, and goes into a new file when there is enough of it, or some seconds later, or at
// the end. Several processes may use one folder at once: each writes files of its own. What cannot
// be read is a miss, what cannot be written is dropped, with one line in the log. Thread-safety:
// every function may be called from many threads at once.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/limits.h"
#include "cognate/cache.h"
#include "embed/vector_file.h"

namespace cognate::embed {

struct DiskCacheOptions {
  std::string folder = {};      ///< made when it is needed
  std::uint64_t space = 0;      ///< what all vectors have in common: files of others are not read
  std::size_t dimension = 0;    ///< vectors of another length are not kept
  std::uint64_t bytes_max = 0;  ///< of all files in the folder, those of other spaces included
  std::function<std::int64_t()> now_ns = wall_clock_ns;  ///< since 1970
};

class DiskCache final : public Cache {
 public:
  /// REQUIRES: `fs` outlives it.
  DiskCache(FileSystem& fs, DiskCacheOptions options);
  /// Writes what waits.
  ~DiskCache() override;

  void get(std::span<CacheGet> wanted) override;
  void put(std::span<const CachePut> vectors) override;
  CacheCounters counters() const override;

  /// Writes what waits, then merges small files and drops old ones where there are too many.
  void flush();

 private:
  /// A file of our space. Shared, because a thread may look into one that another has merged.
  struct Kept {
    std::string name;
    std::shared_ptr<const VectorFile> file;
  };
  using Files = std::vector<Kept>;  // oldest first

  void open_once();
  bool is_due() const;
  Result<Kept> write(const VectorFileWriter& vectors);
  bool write_pending();
  Files look_around();
  void merge(const Files& few);
  void drop_old();
  void give_up(const Error& why);
  std::string path(const std::string& name) const;

  FileSystem& fs_;
  const DiskCacheOptions options_;
  const std::uint64_t file_bytes_max_;
  const std::uint64_t flush_bytes_;
  std::once_flag opened_;
  std::atomic<bool> writable_{true};

  std::mutex writing_;  // one flush at a time; taken before mutex_
  mutable std::shared_mutex mutex_;
  Files files_;                           // guarded by mutex_
  VectorFileWriter pending_;              // guarded by mutex_
  std::optional<std::int64_t> since_ns_;  // of the first that waits; guarded by mutex_

  std::atomic<std::uint64_t> hits_{0};
  std::atomic<std::uint64_t> misses_{0};
  std::atomic<std::uint64_t> puts_{0};
  std::atomic<std::uint64_t> evictions_{0};
};

}  // namespace cognate::embed
