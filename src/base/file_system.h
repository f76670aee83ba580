#pragma once
// The file system as the program sees it: seven operations, so that a twin can fail each of them.
//
// `real_file_system()` is the operating system's. `FaultyFileSystem` (base/faulty_file_system.h)
// wraps one and fails on demand. Paths are UTF-8 strings. Every function may be called from any
// thread; a file object is used by one thread at a time. Errors: not_found, already_exists, io
// (with the system's words).

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/result.h"

namespace cognate {

/// What tells without reading whether a file is the one it was. Times in nanoseconds since 1970;
/// `changed_ns` is of the inode (content, name, owner) and cannot be set by programs.
struct FileStamp {
  std::uint64_t bytes = 0;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// A file open for reading at any offset.
class ReadableFile {
 public:
  virtual ~ReadableFile() = default;
  virtual std::uint64_t size() const = 0;
  /// As it was when the file was opened.
  virtual FileStamp stamp() const = 0;
  /// Fills `out` from `offset` on; fewer bytes than asked only at the end of the file.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) = 0;
  /// The whole file mapped read-only for as long as this object lives; empty for an empty file.
  virtual Result<std::string_view> map() = 0;
};

/// A new file open for appending. Nothing is safe on disk before sync() said so.
class WritableFile {
 public:
  virtual ~WritableFile() = default;
  virtual Status append(std::string_view bytes) = 0;
  /// Replaces bytes that were appended before, for headers that hold a count. REQUIRES: they all
  /// lie inside the file. A pipe cannot.
  virtual Status overwrite(std::uint64_t offset, std::string_view bytes) = 0;
  virtual Status sync() = 0;
  /// Closes; further calls fail. The destructor closes too, but cannot report.
  virtual Status close() = 0;
};

enum class FileKind { missing, file, folder, other };

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual Result<std::unique_ptr<ReadableFile>> open(const std::string& path) = 0;
  /// Makes or empties the file.
  virtual Result<std::unique_ptr<WritableFile>> create(const std::string& path) = 0;
  /// Replaces `to` in one step and makes that durable (the folder is synced). A folder can be
  /// renamed to a name that is free.
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  /// Removes a file or an empty folder; a missing one is no error.
  virtual Status remove(const std::string& path) = 0;
  /// Makes the folder and its parents; existing ones are no error.
  virtual Status make_folders(const std::string& path) = 0;
  /// Names (not paths) in a folder, sorted.
  virtual Result<std::vector<std::string>> list(const std::string& path) = 0;
  virtual FileKind kind(const std::string& path) = 0;
};

FileSystem& real_file_system();

/// The whole file as a string. Error invalid_argument when it is larger than `bytes_max`.
Result<std::string> read_file(FileSystem& fs, const std::string& path, std::uint64_t bytes_max);

/// Writes `path` so that at every moment it holds the old content or the new: `fill` appends to a
/// temporary file beside it, which is synced and renamed. On any failure the old file stays and the
/// temporary one is removed.
Status write_atomically(FileSystem& fs, const std::string& path,
                        const std::function<Status(WritableFile&)>& fill);
Status write_atomically(FileSystem& fs, const std::string& path, std::string_view content);

/// Removes a folder and all in it; a missing one is no error.
Status remove_all(FileSystem& fs, const std::string& folder);

}  // namespace cognate
