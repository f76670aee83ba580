#include "base/faulty_file_system.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

#include "base/error.h"

namespace cognate {
namespace {

struct Inode {
  std::string content;
  std::string synced;
  std::uint64_t number = 0;     // tells it from every other
  std::int64_t changed_ns = 0;  // by a clock that ticks at each change of any file
};

using Names = std::map<std::string, std::shared_ptr<Inode>>;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

/// How an operation is to go.
enum class Course { well, torn, refused };

Error injected(const std::string& path) { return fail(Code::io, "{}: injected fault", path); }

/// Whether one was left to take.
bool take_one(std::size_t& left) { return left > 0 && left-- > 0; }

}  // namespace

struct FaultyFileSystem::Disk {
  std::mutex mutex;
  Faults faults;
  std::size_t operations = 0;
  std::uint64_t used_bytes = 0;
  Names names;
  Names durable_names;
  std::set<std::string> folders;
  std::int64_t clock_ns = 0;

  std::shared_ptr<Inode> make_inode() {
    return std::make_shared<Inode>(Inode{.content = {},
                                         .synced = {},
                                         .number = static_cast<std::uint64_t>(++clock_ns),
                                         .changed_ns = clock_ns});
  }
  void touch(Inode& inode) { inode.changed_ns = ++clock_ns; }

  /// Counts one operation. REQUIRES: mutex is held.
  Course begin() {
    const std::size_t number = operations++;
    return faults.refused_operation == number ? Course::refused
           : faults.torn_operation == number  ? Course::torn
                                              : Course::well;
  }

  /// Moves a file, or a folder with all in it; whether there was one.
  bool move(const std::string& from, const std::string& to) {
    const auto moved_name = [&](const std::string& name) {
      const bool inside = name == from || name.starts_with(from + "/");
      return inside ? to + name.substr(from.size()) : name;
    };
    Names moved;
    for (auto& [name, inode] : names) {
      moved.try_emplace(moved_name(name), inode);
    }
    std::set<std::string> moved_folders;
    for (const std::string& folder : folders) {
      moved_folders.insert(moved_name(folder));
    }
    if (const auto file = names.find(from); file != names.end()) {
      moved[to] = file->second;
    }
    const bool found = names.contains(from) || folders.contains(from);
    names = std::move(moved);
    folders = std::move(moved_folders);
    return found;
  }

  /// The names of the folder of `path` are on disk from now on.
  void sync_folder_of(const std::string& path) {
    const std::string folder = folder_of(path);
    std::erase_if(durable_names,
                  [&](const auto& entry) { return folder_of(entry.first) == folder; });
    for (const auto& [name, inode] : names) {
      if (folder_of(name) == folder) {
        durable_names[name] = inode;
      }
    }
  }
};

namespace {

using Disk = FaultyFileSystem::Disk;

class FaultyReadableFile final : public ReadableFile {
 public:
  FaultyReadableFile(std::shared_ptr<Disk> disk, std::string path, const Inode& inode)
      : disk_(std::move(disk)),
        path_(std::move(path)),
        content_(inode.content),
        stamp_{.bytes = content_.size(),
               .device = 1,
               .inode = inode.number,
               .modified_ns = inode.changed_ns,
               .changed_ns = inode.changed_ns} {}

  std::uint64_t size() const override { return content_.size(); }
  FileStamp stamp() const override { return stamp_; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) override {
    const std::lock_guard lock(disk_->mutex);
    if (disk_->begin() != Course::well) {
      return injected(path_);
    }
    if (offset >= content_.size()) {
      return std::size_t{0};
    }
    std::size_t n = std::min<std::size_t>(out.size(), content_.size() - offset);
    n = disk_->faults.short_reads ? n / 2 : n;
    std::memcpy(out.data(), content_.data() + offset, n);
    return n;
  }

  Result<std::string_view> map() override {
    const std::lock_guard lock(disk_->mutex);
    if (disk_->begin() != Course::well) {
      return injected(path_);
    }
    return std::string_view(content_);
  }

 private:
  std::shared_ptr<Disk> disk_;
  std::string path_;
  std::string content_;
  FileStamp stamp_;
};

class FaultyWritableFile final : public WritableFile {
 public:
  FaultyWritableFile(std::shared_ptr<Disk> disk, std::string path, std::shared_ptr<Inode> inode)
      : disk_(std::move(disk)), path_(std::move(path)), inode_(std::move(inode)) {}

  Status append(std::string_view bytes) override {
    const std::lock_guard lock(disk_->mutex);
    const Course course = disk_->begin();
    if (inode_ == nullptr || course == Course::refused) {
      return injected(path_);
    }
    std::uint64_t fits = course == Course::torn ? bytes.size() / 2 : bytes.size();
    if (disk_->faults.space_bytes) {
      fits = std::min(fits, *disk_->faults.space_bytes - disk_->used_bytes);
    }
    inode_->content.append(bytes.substr(0, fits));
    disk_->touch(*inode_);
    disk_->used_bytes += fits;
    return fits == bytes.size() ? ok()
                                : Status(fail(Code::io, "{}: {}", path_, std::strerror(ENOSPC)));
  }

  Status overwrite(std::uint64_t offset, std::string_view bytes) override {
    const std::lock_guard lock(disk_->mutex);
    const Course course = disk_->begin();
    if (inode_ == nullptr || course == Course::refused) {
      return injected(path_);
    }
    const std::size_t done = course == Course::torn ? bytes.size() / 2 : bytes.size();
    inode_->content.replace(offset, done, bytes.substr(0, done));
    disk_->touch(*inode_);
    return course == Course::torn ? Status(injected(path_)) : ok();
  }

  Status sync() override {
    const std::lock_guard lock(disk_->mutex);
    const Course course = disk_->begin();
    if (inode_ == nullptr || course == Course::refused || take_one(disk_->faults.failing_syncs)) {
      return injected(path_);
    }
    inode_->synced = inode_->content;
    return course == Course::torn ? Status(injected(path_)) : ok();
  }

  Status close() override {
    const std::lock_guard lock(disk_->mutex);
    const Course course = disk_->begin();
    const bool was_open = std::exchange(inode_, nullptr) != nullptr;
    return was_open && course == Course::well ? ok() : Status(injected(path_));
  }

 private:
  std::shared_ptr<Disk> disk_;
  std::string path_;
  std::shared_ptr<Inode> inode_;
};

}  // namespace

FaultyFileSystem::FaultyFileSystem() : disk_(std::make_shared<Disk>()) {}
FaultyFileSystem::~FaultyFileSystem() = default;

void FaultyFileSystem::set_faults(const Faults& faults) {
  const std::lock_guard lock(disk_->mutex);
  disk_->faults = faults;
  disk_->operations = 0;
  disk_->used_bytes = 0;
}

std::size_t FaultyFileSystem::operations() const {
  const std::lock_guard lock(disk_->mutex);
  return disk_->operations;
}

std::map<std::string, std::string> FaultyFileSystem::files() const {
  const std::lock_guard lock(disk_->mutex);
  std::map<std::string, std::string> result;
  for (const auto& [name, inode] : disk_->names) {
    result[name] = inode->content;
  }
  return result;
}

std::map<std::string, std::string> FaultyFileSystem::files_after_crash() const {
  const std::lock_guard lock(disk_->mutex);
  std::map<std::string, std::string> result;
  for (const auto& [name, inode] : disk_->durable_names) {
    result[name] = inode->synced;
  }
  return result;
}

void FaultyFileSystem::put(const std::string& path, const std::string& content) {
  const std::lock_guard lock(disk_->mutex);
  const auto inode = disk_->make_inode();
  inode->content = content;
  inode->synced = content;
  disk_->names[path] = inode;
  disk_->durable_names[path] = inode;
}

Result<std::unique_ptr<ReadableFile>> FaultyFileSystem::open(const std::string& path) {
  const std::lock_guard lock(disk_->mutex);
  if (disk_->begin() != Course::well) {
    return injected(path);
  }
  const auto found = disk_->names.find(path);
  if (found == disk_->names.end()) {
    return fail(Code::not_found, "{}: no such file", path);
  }
  return std::make_unique<FaultyReadableFile>(disk_, path, *found->second);
}

Result<std::unique_ptr<WritableFile>> FaultyFileSystem::create(const std::string& path) {
  const std::lock_guard lock(disk_->mutex);
  const Course course = disk_->begin();
  if (course == Course::refused) {
    return injected(path);
  }
  auto& inode = disk_->names[path];
  if (inode == nullptr) {
    inode = disk_->make_inode();
  }
  inode->content.clear();
  disk_->touch(*inode);
  inode->synced.clear();  // the emptying may reach the disk at once
  if (course == Course::torn) {
    return injected(path);
  }
  return std::make_unique<FaultyWritableFile>(disk_, path, inode);
}

Status FaultyFileSystem::rename(const std::string& from, const std::string& to) {
  const std::lock_guard lock(disk_->mutex);
  const Course course = disk_->begin();
  if (course == Course::refused || take_one(disk_->faults.failing_renames)) {
    return injected(to);
  }
  if (!disk_->move(from, to)) {
    return fail(Code::not_found, "{}: no such file", from);
  }
  if (course == Course::torn) {  // renamed, but the folder could not be synced
    return injected(to);
  }
  disk_->sync_folder_of(to);
  return ok();
}

Status FaultyFileSystem::remove(const std::string& path) {
  const std::lock_guard lock(disk_->mutex);
  const Course course = disk_->begin();
  const auto inside = disk_->names.upper_bound(path + "/");
  const bool used = inside != disk_->names.end() && inside->first.starts_with(path + "/");
  if (disk_->folders.contains(path) && used) {
    return fail(Code::io, "{}: {}", path, std::strerror(ENOTEMPTY));
  }
  if (course != Course::refused) {
    disk_->names.erase(path);
    disk_->folders.erase(path);
  }
  return course == Course::well ? ok() : Status(injected(path));
}

Status FaultyFileSystem::make_folders(const std::string& path) {
  const std::lock_guard lock(disk_->mutex);
  const Course course = disk_->begin();
  if (course != Course::refused) {
    for (std::string folder = path; !folder.empty(); folder = folder_of(folder)) {
      disk_->folders.insert(folder);
    }
  }
  return course == Course::well ? ok() : Status(injected(path));
}

Result<std::vector<std::string>> FaultyFileSystem::list(const std::string& path) {
  const std::lock_guard lock(disk_->mutex);
  if (disk_->begin() != Course::well) {
    return injected(path);
  }
  std::set<std::string> found;
  const auto keep_children = [&](const std::string& name) {
    if (folder_of(name) == path && name != path) {
      found.insert(name.substr(path.empty() ? 0 : path.size() + 1));
    }
  };
  for (const auto& [name, inode] : disk_->names) {
    keep_children(name);
  }
  for (const std::string& folder : disk_->folders) {
    keep_children(folder);
  }
  if (found.empty() && !disk_->folders.contains(path)) {
    return fail(Code::not_found, "{}: no such folder", path);
  }
  return std::vector<std::string>(found.begin(), found.end());
}

FileKind FaultyFileSystem::kind(const std::string& path) {
  const std::lock_guard lock(disk_->mutex);
  return disk_->names.contains(path)     ? FileKind::file
         : disk_->folders.contains(path) ? FileKind::folder
                                         : FileKind::missing;
}

}  // namespace cognate
