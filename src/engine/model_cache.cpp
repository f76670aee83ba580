#include "engine/model_cache.h"

#include <unistd.h>

#include <algorithm>

#include "base/error.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/paths.h"
#include "engine/model_files.h"

namespace cognate::engine {
namespace {

constexpr std::string_view kSums = "SHA256SUMS";
constexpr std::size_t kHashDigits = 64;

/// Copies a file durably, a block at a time.
Status copy_file(FileSystem& fs, const std::string& from, const std::string& to,
                 const std::stop_token& stop) {
  TRY(const auto source, fs.open(from));
  return write_atomically(fs, to, [&](WritableFile& copy) -> Status {
    std::string block(limits::kMiB, '\0');
    for (std::uint64_t offset = 0; offset < source->size();) {
      if (stop.stop_requested()) {
        return fail(Code::deadline, "stopped; nothing was imported");
      }
      TRY(const std::size_t n, source->read_at(offset, block));
      if (n == 0) {
        return fail(Code::io, "{}: shrank while it was read", from);
      }
      TRY_OK(copy.append(std::string_view(block).substr(0, n)));
      offset += n;
    }
    return ok();
  });
}

struct Sum {
  std::string hash;
  std::string file;
};

/// Lines of the form "<64 hexadecimal digits>  <file>".
Result<std::vector<Sum>> parse_sums(std::string_view text, const std::string& path) {
  std::vector<Sum> sums;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::string_view row = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(row.size() + 1, text.size()));
    const bool shaped = row.size() > kHashDigits + 2 && row[kHashDigits] == ' ' &&
                        row.find_first_not_of("0123456789abcdef") == kHashDigits;
    const std::string_view file = shaped ? row.substr(kHashDigits + 2) : "";
    // A list from elsewhere must not make us read outside of the folder.
    if (!shaped || file.starts_with('/') || file.find("..") != std::string_view::npos) {
      return fail(Code::corrupt, "{}:{}: not a line of sha256sum", path, line);
    }
    sums.push_back({.hash = std::string(row.substr(0, kHashDigits)), .file = std::string(file)});
  }
  return sums;
}

}  // namespace

ModelCache::ModelCache(FileSystem& fs, const std::string& home)
    : fs_(fs), folder_(join_path(home, "models")) {}

Result<std::vector<CachedModel>> ModelCache::list() const {
  std::vector<CachedModel> models;
  if (fs_.kind(folder_) == FileKind::missing) {
    return models;
  }
  TRY(const auto names, fs_.list(folder_));
  for (const std::string& name : names) {
    const std::string folder = join_path(folder_, name);
    const auto weights = fs_.open(join_path(folder, "model.safetensors"));
    if (is_model_name(name) && weights) {
      models.push_back({.name = name, .folder = folder, .bytes = (*weights)->size()});
    }
  }
  return models;
}

Result<std::string> ModelCache::find(const std::string& model) const {
  const std::string last = model.substr(model.rfind('/') + 1);
  const bool is_path = model.starts_with('/') || model.starts_with('.');
  if (!is_path && is_model_name(last)) {
    std::string folder = join_path(folder_, last);
    if (fs_.kind(folder) == FileKind::folder) {
      return folder;
    }
  }
  if (fs_.kind(model) == FileKind::folder) {
    return model;
  }
  TRY(const auto models, list());
  std::string known;
  for (const CachedModel& each : models) {
    known += (known.empty() ? "" : ", ") + each.name;
  }
  return fail(
      Code::not_found,
      "model {}: neither in {} ({}) nor a folder. tools/get_model.sh of the source tree gets "
      "the default model; `cognate model import FOLDER` takes one that you have",
      model, folder_, known.empty() ? "which holds none" : "which holds " + known);
}

Result<std::vector<FileCheck>> ModelCache::verify(const std::string& model) const {
  TRY(const std::string folder, find(model));
  const std::string list_path = join_path(folder, kSums);
  auto list = read_file(fs_, list_path, limits::kMiB);
  if (!list) {
    return fail(list.error().code, "{}: without this list of hashes nothing can be verified",
                list.error().message);
  }
  TRY(const auto sums, parse_sums(*list, list_path));
  std::vector<FileCheck> checks;
  for (const Sum& sum : sums) {
    const auto hash = sha256_file(fs_, join_path(folder, sum.file));
    if (!hash && hash.error().code != Code::not_found) {
      return hash.error();
    }
    const auto state = !hash               ? FileCheck::State::missing
                       : *hash != sum.hash ? FileCheck::State::changed
                                           : FileCheck::State::whole;
    checks.push_back({.file = sum.file, .state = state});
  }
  return checks;
}

Result<CachedModel> ModelCache::import(const std::string& given, const ImportOptions& options) {
  const std::string folder = given.substr(0, given.find_last_not_of('/') + 1);
  const std::string name = options.name.empty() ? model_name(folder) : options.name;
  if (!is_model_name(name)) {
    return fail(Code::invalid_argument,
                "\"{}\" cannot be the name of a model (letters, digits, \".\", \"_\" and \"-\"); "
                "choose one with --name",
                name);
  }
  const std::string place = join_path(folder_, name);
  if (fs_.kind(place) != FileKind::missing) {
    return fail(Code::already_exists,
                "model {} is there already ({}); remove that folder, or choose another name with "
                "--name",
                name, place);
  }
  const std::string copy = join_path(folder_, fmt::format(".import-{}-{}", name, ::getpid()));
  Status status = fill(folder, copy, options);
  if (status) {
    status = fs_.rename(copy, place);
  }
  if (!status) {
    Error failure = std::move(status).error();
    if (const auto removed = remove_all(fs_, copy); !removed) {
      failure.message += fmt::format(" ({} could not be removed)", copy);
    }
    return failure;
  }
  TRY(const auto weights, fs_.open(join_path(place, "model.safetensors")));
  return CachedModel{.name = name, .folder = place, .bytes = weights->size()};
}

Status ModelCache::fill(const std::string& folder, const std::string& copy,
                        const ImportOptions& options) {
  if (fs_.kind(folder) != FileKind::folder) {
    return fail(Code::not_found, "{}: no such folder", folder);
  }
  TRY(const auto files, model_files(fs_, folder));
  std::string sums;
  for (const std::string& file : files) {
    const std::string to = join_path(copy, file);
    TRY_OK(fs_.make_folders(to.substr(0, to.rfind('/'))));
    TRY_OK(copy_file(fs_, join_path(folder, file), to, options.stop));
    TRY(const std::string hash, sha256_file(fs_, to));
    sums += fmt::format("{}  {}\n", hash, file);
  }
  TRY_OK(write_atomically(fs_, join_path(copy, kSums), sums));
  Status checked = options.check ? options.check(copy) : ok();
  if (checked) {
    return checked;
  }
  // People know the folder that they gave, not our copy of it.
  Error failure = std::move(checked).error();
  if (const std::size_t at = failure.message.find(copy); at != std::string::npos) {
    failure.message.replace(at, copy.size(), folder);
  }
  return failure;
}

}  // namespace cognate::engine
