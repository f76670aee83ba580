#pragma once
// RocksDB's file system with a memory for what was synced: what would be left after a power cut, as
// badly as POSIX allows (of a file only the bytes that were synced, of a folder only the names it
// had when it was synced), and disks that are full or fail. For tests; any thread.

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <utility>

namespace cognate::store::conformance {

class UnsyncedFiles final : public rocksdb::FileSystemWrapper {
 public:
  using Status = rocksdb::IOStatus;
  using Options = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;

  UnsyncedFiles() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "UnsyncedFiles"; }

  /// From now on appends say that the disk is full, or syncs fail.
  enum class Fault { none, full, failing_sync };
  void set_fault(Fault fault) {
    const std::lock_guard lock(mutex_);
    fault_ = fault;
  }

  /// Writes what is on disk for sure into an empty folder: the files of `folder`.
  void write_survivors(const std::string& folder, const std::string& to) {
    const std::lock_guard lock(mutex_);
    std::filesystem::create_directories(to);
    for (const auto& [path, inode] : durable_) {
      const std::filesystem::path name(path);
      if (name.parent_path() == std::filesystem::path(folder)) {
        std::ofstream(std::filesystem::path(to) / name.filename(), std::ios::binary)
            << inode->content.substr(0, inode->synced);
      }
    }
  }

  Status NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                         std::unique_ptr<rocksdb::FSWritableFile>* result, Debug* debug) override {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    Status status = FileSystemWrapper::NewWritableFile(path, options, &file, debug);
    if (status.ok()) {
      const std::lock_guard lock(mutex_);
      const auto inode = live_[clean(path)] = std::make_shared<Inode>();
      *result = std::make_unique<File>(std::move(file), *this, inode);
    }
    return status;
  }

  Status RenameFile(const std::string& from, const std::string& to, const Options& options,
                    Debug* debug) override {
    Status status = FileSystemWrapper::RenameFile(from, to, options, debug);
    const std::lock_guard lock(mutex_);
    if (const auto at = live_.find(clean(from)); status.ok() && at != live_.end()) {
      const auto inode = at->second;
      live_.erase(at);
      live_[clean(to)] = inode;
    }
    return status;
  }

  Status DeleteFile(const std::string& path, const Options& options, Debug* debug) override {
    Status status = FileSystemWrapper::DeleteFile(path, options, debug);
    const std::lock_guard lock(mutex_);
    if (status.ok()) {
      live_.erase(clean(path));
    }
    return status;
  }

  Status NewDirectory(const std::string& path, const Options& options,
                      std::unique_ptr<rocksdb::FSDirectory>* result, Debug* debug) override {
    std::unique_ptr<rocksdb::FSDirectory> folder;
    Status status = FileSystemWrapper::NewDirectory(path, options, &folder, debug);
    if (status.ok()) {
      *result = std::make_unique<Folder>(std::move(folder), *this, clean(path));
    }
    return status;
  }

 private:
  struct Inode {
    std::string content;
    std::size_t synced = 0;
  };
  using Names = std::map<std::string, std::shared_ptr<Inode>>;

  static std::string clean(const std::string& path) {
    std::string text = std::filesystem::path(path).lexically_normal().string();
    return text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
  }

  class File final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSWritableFile> file, UnsyncedFiles& files,
         std::shared_ptr<Inode> inode)
        : FSWritableFileOwnerWrapper(std::move(file)), files_(files), inode_(std::move(inode)) {}

    Status Append(const rocksdb::Slice& data, const Options& options, Debug* debug) override {
      {
        const std::lock_guard lock(files_.mutex_);
        if (files_.fault_ == Fault::full) {
          return Status::NoSpace("No space left on device");
        }
        inode_->content.append(data.data(), data.size());
      }
      return target()->Append(data, options, debug);
    }
    Status Append(const rocksdb::Slice& data, const Options& options,
                  const rocksdb::DataVerificationInfo&, Debug* debug) override {
      return Append(data, options, debug);
    }
    Status Truncate(std::uint64_t size, const Options& options, Debug* debug) override {
      {
        const std::lock_guard lock(files_.mutex_);
        inode_->content.resize(size);
        inode_->synced = std::min<std::size_t>(inode_->synced, size);
      }
      return target()->Truncate(size, options, debug);
    }
    Status Sync(const Options&, Debug*) override { return synced(); }
    Status Fsync(const Options&, Debug*) override { return synced(); }

   private:
    Status synced() {
      const std::lock_guard lock(files_.mutex_);
      if (files_.fault_ == Fault::failing_sync) {
        return Status::IOError("injected failure of fsync");
      }
      inode_->synced = inode_->content.size();
      return Status::OK();
    }

    UnsyncedFiles& files_;
    std::shared_ptr<Inode> inode_;
  };

  class Folder final : public rocksdb::FSDirectoryWrapper {
   public:
    Folder(std::unique_ptr<rocksdb::FSDirectory> folder, UnsyncedFiles& files, std::string path)
        : FSDirectoryWrapper(std::move(folder)), files_(files), path_(std::move(path)) {}

    Status Fsync(const Options&, Debug*) override { return synced(); }
    Status FsyncWithDirOptions(const Options&, Debug*, const rocksdb::DirFsyncOptions&) override {
      return synced();
    }

   private:
    Status synced() {
      const std::lock_guard lock(files_.mutex_);
      const auto inside = [&](const auto& entry) {
        return std::filesystem::path(entry.first).parent_path() == path_;
      };
      std::erase_if(files_.durable_, inside);
      std::copy_if(files_.live_.begin(), files_.live_.end(),
                   std::inserter(files_.durable_, files_.durable_.end()), inside);
      return Status::OK();
    }

    UnsyncedFiles& files_;
    std::filesystem::path path_;
  };

  std::mutex mutex_;
  Names live_;     // guarded by mutex_
  Names durable_;  // guarded by mutex_
  Fault fault_ = Fault::none;
};

}  // namespace cognate::store::conformance
