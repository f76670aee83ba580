// The operating system's files (POSIX).

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/file_system.h"

namespace cognate {
namespace {

Error system_error(const std::string& path) {
  const int number = errno;
  const Code code = number == ENOENT || number == ENOTDIR ? Code::not_found
                    : number == EEXIST                    ? Code::already_exists
                                                          : Code::io;
  return fail(code, "{}: {}", path, number == ENOENT ? "no such file" : std::strerror(number));
}

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

FileStamp stamp_of(const struct stat& info) {
  return {.bytes = static_cast<std::uint64_t>(info.st_size),
          .device = info.st_dev,
          .inode = info.st_ino,
          .modified_ns = nanoseconds(info.st_mtim),
          .changed_ns = nanoseconds(info.st_ctim)};
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  int get() const { return fd_; }
  int close() {
    const int fd = std::exchange(fd_, -1);
    return fd >= 0 ? ::close(fd) : 0;
  }

 private:
  int fd_;
};

class RealReadableFile final : public ReadableFile {
 public:
  RealReadableFile(std::string path, int fd, const FileStamp& stamp)
      : path_(std::move(path)), fd_(fd), stamp_(stamp), size_(stamp.bytes) {}
  ~RealReadableFile() override {
    if (mapped_ != nullptr) {
      ::munmap(mapped_, size_);
    }
  }

  std::uint64_t size() const override { return size_; }
  FileStamp stamp() const override { return stamp_; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) override {
    std::size_t done = 0;
    while (done < out.size()) {
      const ssize_t n = ::pread(fd_.get(), out.data() + done, out.size() - done,
                                static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) {
        continue;
      }
      if (n < 0) {
        return system_error(path_);
      }
      if (n == 0) {
        break;
      }
      done += static_cast<std::size_t>(n);
    }
    return done;
  }

  Result<std::string_view> map() override {
    if (mapped_ == nullptr && size_ > 0) {
      void* address = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd_.get(), 0);
      if (address == MAP_FAILED) {
        return system_error(path_);
      }
      mapped_ = address;
    }
    return std::string_view(static_cast<const char*>(mapped_), size_);
  }

 private:
  std::string path_;
  Descriptor fd_;
  FileStamp stamp_;
  std::uint64_t size_;
  void* mapped_ = nullptr;
};

class RealWritableFile final : public WritableFile {
 public:
  RealWritableFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  Status append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) {
        continue;
      }
      if (n < 0) {
        return system_error(path_);
      }
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return ok();
  }

  Status overwrite(std::uint64_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) {
        continue;
      }
      if (n < 0) {
        return system_error(path_);
      }
      bytes.remove_prefix(static_cast<std::size_t>(n));
      offset += static_cast<std::uint64_t>(n);
    }
    return ok();
  }

  Status sync() override { return ::fsync(fd_.get()) == 0 ? ok() : Status(system_error(path_)); }
  Status close() override { return fd_.close() == 0 ? ok() : Status(system_error(path_)); }

 private:
  std::string path_;
  Descriptor fd_;
};

Status sync_folder_of(const std::string& path) {
  std::string folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) {
    folder = ".";
  }
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0) {
    return system_error(folder);
  }
  // Some file systems cannot sync a folder; they say EINVAL and have nothing to lose.
  return ::fsync(fd.get()) == 0 || errno == EINVAL ? ok() : Status(system_error(folder));
}

class RealFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<ReadableFile>> open(const std::string& path) override {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
      return system_error(path);
    }
    struct stat info {};
    if (::fstat(fd, &info) != 0 || S_ISDIR(info.st_mode)) {
      ::close(fd);
      return fail(Code::invalid_argument, "{}: is a folder, not a file", path);
    }
    return std::make_unique<RealReadableFile>(path, fd, stamp_of(info));
  }

  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 && errno == ENOENT) {
      return fail(Code::not_found, "{}: its folder does not exist", path);
    }
    if (fd < 0) {
      return system_error(path);
    }
    return std::make_unique<RealWritableFile>(path, fd);
  }

  Status rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) {
      return system_error(to);
    }
    return sync_folder_of(to);
  }

  Status remove(const std::string& path) override {
    return std::remove(path.c_str()) == 0 || errno == ENOENT ? ok() : Status(system_error(path));
  }

  Status make_folders(const std::string& path) override {
    std::error_code failure;
    std::filesystem::create_directories(path, failure);
    return failure ? Status(fail(Code::io, "{}: {}", path, failure.message())) : ok();
  }

  Result<std::vector<std::string>> list(const std::string& path) override {
    std::error_code failure;
    std::vector<std::string> names;
    for (std::filesystem::directory_iterator it(path, failure), end; !failure && it != end;
         it.increment(failure)) {
      names.push_back(it->path().filename().string());
    }
    if (failure) {
      const bool missing = failure == std::errc::no_such_file_or_directory;
      return fail(missing ? Code::not_found : Code::io, "{}: {}", path,
                  missing ? "no such folder" : failure.message());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  FileKind kind(const std::string& path) override {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
      return FileKind::missing;
    }
    return S_ISREG(info.st_mode)   ? FileKind::file
           : S_ISDIR(info.st_mode) ? FileKind::folder
                                   : FileKind::other;
  }
};

}  // namespace

FileSystem& real_file_system() {
  static RealFileSystem instance;
  return instance;
}

}  // namespace cognate
