#pragma once
// The twin of base/file_system.h for tests: files in memory, and faults on demand.
//
// Every call of the file system and of its files counts as one operation, from 0 on; any of them
// can be made to fail. It also keeps what would survive a power cut at this moment, taken as badly
// as POSIX allows: of a file only what was synced, of a folder only the names that were there at
// the last rename into it. Thread-safety: every function may be called from any thread.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"

namespace cognate {

/// What goes wrong, and when. Everything that is not set never happens.
struct Faults {
  std::optional<std::size_t> refused_operation = {};  ///< this one fails and does nothing
  std::optional<std::size_t> torn_operation = {};  ///< this one does (half of) its work, then fails
  std::optional<std::uint64_t> space_bytes = {};   ///< appends beyond this total: disk full
  std::size_t failing_syncs = 0;                   ///< so many next syncs fail
  std::size_t failing_renames = 0;                 ///< so many next renames fail
  bool short_reads = false;                        ///< reads give half: the file shrank meanwhile
};

class FaultyFileSystem final : public FileSystem {
 public:
  FaultyFileSystem();
  ~FaultyFileSystem() override;

  void set_faults(const Faults& faults);
  /// Operations so far; reset by set_faults.
  std::size_t operations() const;

  /// Files (path -> content) as a reader sees them now.
  std::map<std::string, std::string> files() const;
  /// Files as they stand after a power cut now.
  std::map<std::string, std::string> files_after_crash() const;
  /// Puts a file there, synced.
  void put(const std::string& path, const std::string& content);

  Result<std::unique_ptr<ReadableFile>> open(const std::string& path) override;
  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Status remove(const std::string& path) override;
  Status make_folders(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& path) override;
  FileKind kind(const std::string& path) override;

  /// Shared with the open files; defined in the source.
  struct Disk;

 private:
  std::shared_ptr<Disk> disk_;
};

}  // namespace cognate
