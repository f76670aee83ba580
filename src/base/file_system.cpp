#include "base/file_system.h"

#include <unistd.h>

#include <atomic>

#include "base/error.h"
#include "base/paths.h"

namespace cognate {

Result<std::string> read_file(FileSystem& fs, const std::string& path, std::uint64_t bytes_max) {
  TRY(auto file, fs.open(path));
  if (file->size() > bytes_max) {
    return fail(Code::invalid_argument, "{}: {} bytes, more than the {} that are allowed here",
                path, file->size(), bytes_max);
  }
  std::string content(file->size(), '\0');
  TRY(const std::size_t got, file->read_at(0, content));
  content.resize(got);
  return content;
}

namespace {

std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  return fmt::format("{}.{}-{}.tmp", path, ::getpid(), counter++);
}

/// People know the file by the name they gave it, not by the temporary one.
std::string with_name(std::string message, const std::string& temporary, const std::string& path) {
  const std::size_t at = message.find(temporary);
  return at == std::string::npos ? message : message.replace(at, temporary.size(), path);
}

/// A device or a pipe has no old content to protect and nothing to sync.
Status fill_directly(FileSystem& fs, const std::string& path,
                     const std::function<Status(WritableFile&)>& fill) {
  TRY(auto file, fs.create(path));
  TRY_OK(fill(*file));
  return file->close();
}

Status fill_and_sync(FileSystem& fs, const std::string& temporary,
                     const std::function<Status(WritableFile&)>& fill) {
  TRY(auto file, fs.create(temporary));
  TRY_OK(fill(*file));
  TRY_OK(file->sync());
  return file->close();
}

}  // namespace

Status write_atomically(FileSystem& fs, const std::string& path,
                        const std::function<Status(WritableFile&)>& fill) {
  const FileKind kind = fs.kind(path);
  if (kind == FileKind::folder) {
    return fail(Code::invalid_argument, "{}: is a folder, not a file to write", path);
  }
  if (kind == FileKind::other) {
    return fill_directly(fs, path, fill);
  }
  const std::string temporary = temporary_name(path);
  Status status = fill_and_sync(fs, temporary, fill);
  if (status) {
    status = fs.rename(temporary, path);
  }
  if (status) {
    return status;
  }
  // The first failure is the one to report; a leftover is only untidy.
  const bool removed = static_cast<bool>(fs.remove(temporary));
  Error failure = std::move(status).error();
  failure.message = with_name(std::move(failure.message), temporary, path);
  if (!removed) {
    failure.message += fmt::format(" ({} could not be removed)", temporary);
  }
  return failure;
}

Status write_atomically(FileSystem& fs, const std::string& path, std::string_view content) {
  return write_atomically(fs, path, [&](WritableFile& file) { return file.append(content); });
}

Status remove_all(FileSystem& fs, const std::string& folder) {
  if (fs.kind(folder) == FileKind::folder) {
    TRY(const auto names, fs.list(folder));
    for (const std::string& name : names) {
      TRY_OK(remove_all(fs, join_path(folder, name)));
    }
  }
  return fs.remove(folder);
}

}  // namespace cognate
