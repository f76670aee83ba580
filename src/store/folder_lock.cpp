#include "store/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/paths.h"

namespace cognate::store {

Result<FolderLock> FolderLock::take(const std::string& folder, For use) {
  const std::string path = join_path(folder, "LOCK");
  int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0 && use == For::reading) {
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
      return FolderLock(-1);
    }
  }
  if (descriptor < 0) {
    return fail(Code::io, "{}: this folder may not be written ({}); open it for reading only",
                folder, std::strerror(errno));
  }
  FolderLock lock(descriptor);
  if (::flock(descriptor, (use == For::reading ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) {
      return fail(Code::io, "{}: cannot be locked: {}", path, std::strerror(errno));
    }
    return fail(Code::unavailable,
                "{}: another process has this store open{}; close it there first", folder,
                use == For::reading ? " for writing" : "");
  }
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

}  // namespace cognate::store
