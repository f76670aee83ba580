#include "store/close_mark.h"

#include <charconv>
#include <optional>

#include "base/error.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/paths.h"

namespace cognate::store {
namespace {

constexpr const char* kMarkFile = "closed";

std::string mark_text(std::uint64_t changes) {
  std::string text = fmt::format("changes {}\n", changes);
  return text += fmt::format("checksum {:016x}\n", hash64(text));
}

std::optional<std::uint64_t> parse_mark(std::string_view text) {
  constexpr std::string_view kStart = "changes ";
  std::uint64_t changes = 0;
  if (!text.starts_with(kStart)) {
    return {};
  }
  std::from_chars(text.data() + kStart.size(), text.data() + text.size(), changes);
  return text == mark_text(changes) ? std::optional(changes) : std::nullopt;
}

}  // namespace

Status write_close_mark(FileSystem& files, const std::string& folder, std::uint64_t changes) {
  return write_atomically(files, join_path(folder, kMarkFile), mark_text(changes));
}

Status check_close_mark(FileSystem& files, const std::string& folder, std::uint64_t changes) {
  const std::string path = join_path(folder, kMarkFile);
  if (files.kind(path) == FileKind::missing) {
    return ok();
  }
  TRY(const std::string text, read_file(files, path, limits::kStoreFileBytesMax));
  const auto marked = parse_mark(text);
  if (!marked) {
    log::warning("{}: is damaged and is not looked at", path);
    return ok();
  }
  if (*marked > changes) {
    return fail(Code::corrupt,
                "{}: {} changes are there, but there were {} when it was closed: files of it were "
                "cut short or replaced by older ones; bring it back from a copy",
                folder, changes, *marked);
  }
  return ok();
}

}  // namespace cognate::store
