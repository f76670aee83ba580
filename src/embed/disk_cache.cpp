#include "embed/disk_cache.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/error.h"
#include "base/log.h"
#include "base/paths.h"

namespace cognate::embed {
namespace {

constexpr std::string_view kSuffix = ".vectors";
constexpr std::size_t kDigits = 16;  // of time and space in a name

/// What a name says: "<time>-<space>-<process>-<number>.vectors".
struct NameParts {
  std::int64_t time_ns = 0;
  std::uint64_t space = 0;
};

std::optional<NameParts> parts_of(std::string_view name) {
  NameParts parts;
  const auto read = [&](std::size_t at, auto& number) {
    const char* const end = name.data() + at + kDigits;
    const auto [stop, error] = std::from_chars(name.data() + at, end, number, 16);
    return error == std::errc() && stop == end && *end == '-';
  };
  const bool good = name.ends_with(kSuffix) && name.size() > 2 * kDigits + 2 &&
                    read(0, parts.time_ns) && read(kDigits + 1, parts.space);
  return good ? std::optional(parts) : std::nullopt;
}

std::string new_name(std::int64_t time_ns, std::uint64_t space) {
  static std::atomic<unsigned> counter{0};
  return fmt::format("{:016x}-{:016x}-{:x}-{}{}", time_ns, space, ::getpid(), counter++, kSuffix);
}

bool is_small(const VectorFile& file, std::uint64_t bytes_max) {
  return file.bytes() < bytes_max / 2;
}

}  // namespace

DiskCache::DiskCache(FileSystem& fs, DiskCacheOptions options)
    : fs_(fs),
      options_(std::move(options)),
      file_bytes_max_(std::min<std::uint64_t>(limits::kVectorFileBytesMax,
                                              options_.bytes_max / limits::kVectorFilesLeast)),
      flush_bytes_(std::min<std::uint64_t>(limits::kVectorFlushBytes, file_bytes_max_)),
      pending_(options_.space, options_.dimension) {}

DiskCache::~DiskCache() { flush(); }

std::string DiskCache::path(const std::string& name) const {
  return join_path(options_.folder, name);
}

void DiskCache::open_once() {
  std::call_once(opened_, [this] {
    Files found = look_around();
    const std::unique_lock lock(mutex_);
    files_ = std::move(found);
  });
}

/// The files of our space that are whole, oldest first; those that are known stay as they are.
DiskCache::Files DiskCache::look_around() {
  Files known;
  {
    const std::shared_lock lock(mutex_);
    known = files_;
  }
  Files found;
  const auto names = fs_.list(options_.folder);
  for (const std::string& name : names ? *names : std::vector<std::string>()) {
    const auto parts = parts_of(name);
    if (!parts || parts->space != options_.space) {
      continue;
    }
    if (const auto at = std::ranges::find(known, name, &Kept::name); at != known.end()) {
      found.push_back(*at);
      continue;
    }
    auto file = VectorFile::open(fs_, path(name));
    if (file && file->space() == options_.space && file->dimension() == options_.dimension) {
      found.push_back({name, std::make_shared<const VectorFile>(*std::move(file))});
    } else if (!file) {
      log::debug("{}", file.error().message);  // another process may be at it
    }
  }
  return found;
}

void DiskCache::get(std::span<CacheGet> wanted) {
  open_once();
  std::uint64_t hits = 0;
  bool due = false;
  {
    const std::shared_lock lock(mutex_);
    for (CacheGet& want : wanted) {
      want.found = pending_.get(want.key, want.vector);
      for (auto kept = files_.rbegin(); kept != files_.rend() && !want.found; ++kept) {
        want.found = kept->file->get(want.key, want.vector);
      }
      hits += want.found ? 1 : 0;
    }
    due = is_due();
  }
  hits_ += hits;
  misses_ += wanted.size() - hits;
  if (due) {
    flush();
  }
}

void DiskCache::put(std::span<const CachePut> vectors) {
  if (!writable_ || file_bytes_max_ == 0) {
    return;
  }
  open_once();
  bool due = false;
  {
    const std::unique_lock lock(mutex_);
    const std::size_t before = pending_.count();
    for (const CachePut& put : vectors) {
      if (put.vector.size() == options_.dimension) {
        pending_.add(put.key, put.vector);
      }
    }
    puts_ += pending_.count() - before;
    if (pending_.count() > 0 && !since_ns_) {
      since_ns_ = options_.now_ns();
    }
    due = is_due();
  }
  if (due) {
    flush();
  }
}

/// REQUIRES: mutex_ is held.
bool DiskCache::is_due() const {
  return since_ns_ && (pending_.bytes() >= flush_bytes_ ||
                       options_.now_ns() - *since_ns_ >= limits::kVectorFlushNanoseconds);
}

void DiskCache::flush() {
  const std::lock_guard alone(writing_);
  if (!write_pending()) {
    return;
  }
  Files few = look_around();
  {
    const std::unique_lock lock(mutex_);
    files_ = few;
  }
  std::erase_if(few, [this](const Kept& kept) { return !is_small(*kept.file, file_bytes_max_); });
  if (few.size() > limits::kVectorFilesSmallMax) {
    merge(few);
  }
  drop_old();
}

/// Whether there was something, and it was written.
bool DiskCache::write_pending() {
  const std::unique_lock lock(mutex_);
  if (pending_.count() == 0) {
    return false;
  }
  auto kept = write(pending_);
  // Where it failed, the vectors are given up: trying again and again would help nobody.
  pending_ = VectorFileWriter(options_.space, options_.dimension);
  since_ns_.reset();
  if (!kept) {
    give_up(kept.error());
    return false;
  }
  files_.push_back(*std::move(kept));
  return true;
}

Result<DiskCache::Kept> DiskCache::write(const VectorFileWriter& vectors) {
  TRY_OK(fs_.make_folders(options_.folder));
  const std::string name = new_name(options_.now_ns(), options_.space);
  const std::string place = path(name);
  TRY(const auto file, fs_.create(place));
  Status written = vectors.write(*file);
  if (written) {
    written = file->close();
  }
  auto kept = written ? VectorFile::open(fs_, place) : Result<VectorFile>(written.error());
  if (!kept) {
    if (const auto removed = fs_.remove(place); !removed) {
      log::debug("{}", removed.error().message);
    }
    return std::move(kept).error();
  }
  return Kept{name, std::make_shared<const VectorFile>(*std::move(kept))};
}

void DiskCache::give_up(const Error& why) {
  if (writable_.exchange(false)) {
    log::info("{}; vectors of columns are not kept on disk", why.message);
  }
}

/// Puts the newest of few files together, from the last two on, as long as the next older one is
/// not much larger than those after it: so sizes grow geometrically towards the old ones, and a
/// vector is rewritten seldom.
void DiskCache::merge(const Files& few) {
  std::uint64_t sum = 0;
  auto first = few.end();
  while (first != few.begin()) {
    const std::uint64_t bytes = std::prev(first)->file->bytes();
    const bool fits = few.end() - first < 2 || bytes < 2 * sum;
    if (!fits || sum + bytes > file_bytes_max_) {
      break;
    }
    sum += bytes;
    --first;
  }
  VectorFileWriter merged(options_.space, options_.dimension);
  std::vector<float> vector(options_.dimension);
  Hash128 key;
  std::set<std::string> gone;
  for (auto kept = first; kept != few.end(); ++kept) {
    for (std::size_t number = 0; number < kept->file->count(); ++number) {
      if (kept->file->read(number, key, vector)) {
        merged.add(key, vector);
      }
    }
    gone.insert(kept->name);
  }
  auto kept = merged.count() > 0 ? write(merged) : fail(Code::corrupt, "nothing to merge");
  if (!kept) {
    return log::debug("{}", kept.error().message);
  }
  {
    const std::unique_lock lock(mutex_);
    std::erase_if(files_, [&](const Kept& old) { return gone.contains(old.name); });
    files_.push_back(*std::move(kept));
  }
  for (const std::string& name : gone) {
    if (const auto removed = fs_.remove(path(name)); !removed) {
      log::debug("{}", removed.error().message);
    }
  }
}

/// Removes the oldest files, whosever they are, while all together are above the bound.
void DiskCache::drop_old() {
  struct Found {
    std::string name;
    std::uint64_t bytes;
  };
  std::vector<Found> all;  // oldest first, as names sort
  std::uint64_t sum = 0;
  const auto names = fs_.list(options_.folder);
  for (const std::string& name : names ? *names : std::vector<std::string>()) {
    if (const auto file = parts_of(name) ? fs_.open(path(name)) : fail(Code::not_found, "")) {
      all.push_back({name, (*file)->size()});
      sum += all.back().bytes;
    }
  }
  for (auto old = all.begin(); old != all.end() && sum > options_.bytes_max; ++old) {
    if (const auto removed = fs_.remove(path(old->name)); !removed) {
      return log::debug("{}", removed.error().message);
    }
    sum -= old->bytes;
    const std::unique_lock lock(mutex_);
    if (const auto at = std::ranges::find(files_, old->name, &Kept::name); at != files_.end()) {
      evictions_ += at->file->count();
      files_.erase(at);
    }
  }
}

CacheCounters DiskCache::counters() const {
  CacheCounters counters{.hits = hits_,
                         .misses = misses_,
                         .puts = puts_,
                         .evictions = evictions_,
                         .bytes_max = options_.bytes_max};
  const std::shared_lock lock(mutex_);
  counters.entries = pending_.count();
  counters.bytes = pending_.count() > 0 ? pending_.bytes() : 0;
  for (const Kept& kept : files_) {
    counters.entries += kept.file->count();
    counters.bytes += kept.file->bytes();
  }
  return counters;
}

}  // namespace cognate::embed
