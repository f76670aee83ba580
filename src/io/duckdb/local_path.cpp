#include "io/duckdb/local_path.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/error.h"

namespace cognate::io {

Result<LocalPath> LocalPath::of(const std::string& path) {
  std::error_code failure;
  const std::string absolute = std::filesystem::absolute(path, failure).string();
  if (absolute.find_first_of("*?[") == std::string::npos) {
    LocalPath local;
    local.text_ = absolute;
    return local;
  }
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return fail(errno == ENOENT ? Code::not_found : Code::io, "{}: {}", path, std::strerror(errno));
  }
  return of_descriptor(descriptor);
}

LocalPath LocalPath::of_descriptor(int descriptor) {
  LocalPath local;
  local.descriptor_ = descriptor;
  local.text_ = fmt::format("/proc/self/fd/{}", descriptor);
  return local;
}

LocalPath::LocalPath(LocalPath&& other) noexcept
    : text_(std::move(other.text_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

LocalPath::~LocalPath() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

}  // namespace cognate::io
