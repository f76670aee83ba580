#include "model/packed_store.h"

#include <charconv>
#include <filesystem>

#include "base/clock.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/paths.h"
#include "model/pack_model.h"

namespace cognate::model {
namespace {

constexpr std::string_view kSuffix = ".pack";
constexpr std::size_t kMemoryBytesMax = 128;

/// "all-MiniLM-L6-v2-0123456789abcdef": the folder's name for people, a mark of its whole path.
std::string mark_of(const std::string& folder) {
  std::error_code failure;
  std::filesystem::path path = std::filesystem::weakly_canonical(folder, failure);
  path = failure ? std::filesystem::path(folder) : path;
  return fmt::format("{}-{:016x}", path.filename().string(), hash64(path.string()));
}

std::string text_of(const Hash128& hash) {
  return fmt::format("{:016x}{:016x}", hash.high, hash.low);
}

/// Why a file is not what these kernels need; the source is looked at apart.
Status fits(const PackedKey& key, const simd::Precision& precision) {
  if (key.precision != precision.name || key.isa != precision.isa ||
      key.layout != layout_mark(precision)) {
    return fail(Code::unsupported, "was packed by another version of the program");
  }
  return ok();
}

}  // namespace

PackedStore::PackedStore(FileSystem& fs, const std::string& packed_folder, std::string model_folder)
    : fs_(fs),
      folder_(packed_folder.empty() ? "" : join_path(packed_folder, mark_of(model_folder))),
      model_folder_(std::move(model_folder)) {}

std::string PackedStore::path(const simd::Precision& precision) const {
  return folder_.empty()
             ? ""
             : join_path(folder_, fmt::format("{}-{}{}", precision.name, precision.isa, kSuffix));
}

std::string PackedStore::memory_path() const { return join_path(folder_, "source"); }

Result<PackedFile> PackedStore::open(const ModelConfig& config, const simd::Precision& precision,
                                     ThreadPool& pool) const {
  TRY(const ModelSource source, ModelSource::open(fs_, model_folder_));
  if (auto file = folder_.empty() ? std::nullopt : usable(source, precision)) {
    return *std::move(file);
  }
  return pack(source, config, precision, false, pool);
}

Result<PackedFile> PackedStore::make(const ModelConfig& config, const simd::Precision& precision,
                                     ThreadPool& pool) const {
  TRY(const ModelSource source, ModelSource::open(fs_, model_folder_));
  return pack(source, config, precision, true, pool);
}

std::optional<PackedHead> PackedStore::look(const simd::Precision& precision) const {
  const auto head = PackedFile::look(fs_, path(precision));
  const auto source = ModelSource::open(fs_, model_folder_);
  const bool good =
      head && source && fits(head->key, precision) && remembered(*source) == head->key.source;
  return good ? std::optional(*head) : std::nullopt;
}

/// The file that is there, if it is whole and of this model as it is now. The log says why not.
std::optional<PackedFile> PackedStore::usable(const ModelSource& source,
                                              const simd::Precision& precision) const {
  const std::string place = path(precision);
  auto file = PackedFile::open(fs_, place);
  Status problem = file ? fits(file->key(), precision) : Status(file.error());
  if (problem && remembered(source) != file->key().source) {
    const auto hash = source.hash();
    if (!hash || *hash != file->key().source) {
      problem = fail(Code::unsupported, "the model's files have changed since it was packed");
    } else {
      remember(source, *hash);
    }
  }
  if (problem) {
    return *std::move(file);
  }
  const Error why = file ? std::move(problem).error().within(place) : problem.error();
  if (why.code == Code::unsupported) {
    log::info("{}; it is made anew", why.message);
  } else if (why.code != Code::not_found) {
    log::warning("{}; it is made anew", why.message);
  }
  return std::nullopt;
}

Result<PackedFile> PackedStore::pack(const ModelSource& source, const ModelConfig& config,
                                     const simd::Precision& precision, bool must_keep,
                                     ThreadPool& pool) const {
  const Stopwatch watch;
  const std::string weights = join_path(model_folder_, "model.safetensors");
  // Only a kept file must tell what it was packed from.
  TRY(const Hash128 hash, folder_.empty() ? Hash128{} : source.hash());
  TRY(const text::Tokenizer tokenizer, text::Tokenizer::load(fs_, model_folder_, config.lowercase));
  TRY(const SafeTensors tensors, SafeTensors::open(fs_, weights));
  auto image = pack_model({tensors, config, tokenizer}, precision, hash, pool);
  if (!image) {
    return std::move(image).error().within(weights);
  }
  if (folder_.empty()) {
    return PackedFile::adopt((*std::move(image)).release());
  }
  const std::string place = path(precision);
  const auto write = [&]() -> Status {
    TRY(const ModelSource now, ModelSource::open(fs_, model_folder_));
    if (now.mark() != source.mark()) {
      return fail(Code::unavailable, "{}: changed while it was packed", model_folder_);
    }
    TRY_OK(fs_.make_folders(folder_));
    return write_atomically(fs_, place, image->bytes());
  };
  const Status kept = write();
  auto file = kept ? PackedFile::open(fs_, place) : Result<PackedFile>(kept.error());
  if (file) {
    remember(source, hash);
    log::info("{} packed in {:.0f} ms", place, watch.seconds() * 1000);
    return file;
  }
  if (must_keep) {
    return file;
  }
  log::warning("{}; the model is packed in memory, at each start", file.error().message);
  return PackedFile::adopt((*std::move(image)).release());
}

std::optional<Hash128> PackedStore::remembered(const ModelSource& source) const {
  const auto text = read_file(fs_, memory_path(), kMemoryBytesMax);
  const std::string mark = text_of(source.mark()) + " ";
  if (!text || !text->starts_with(mark)) {
    return std::nullopt;
  }
  const std::string_view digits = std::string_view(*text).substr(mark.size());
  Hash128 hash;
  const auto read = [&](std::size_t at, std::uint64_t& number) {
    const std::string_view part = digits.substr(std::min(at, digits.size()), 16);
    return std::from_chars(part.data(), part.data() + part.size(), number, 16).ec == std::errc();
  };
  return read(0, hash.high) && read(16, hash.low) ? std::optional(hash) : std::nullopt;
}

/// The hash of the model's files, computed only when it must be.
Result<Hash128> PackedStore::hash_of(const ModelSource& source) const {
  const auto known = remembered(source);
  return known ? *known : source.hash();
}

/// Failures cost time at the next start only.
void PackedStore::remember(const ModelSource& source, const Hash128& hash) const {
  if (source.is_young(wall_clock_ns())) {
    return;
  }
  const std::string line = text_of(source.mark()) + " " + text_of(hash) + "\n";
  if (const auto written = write_atomically(fs_, memory_path(), line); !written) {
    log::debug("{}", written.error().message);
  }
}

Result<std::vector<PackedState>> PackedStore::list(bool thorough) const {
  std::vector<PackedState> states;
  if (folder_.empty() || fs_.kind(folder_) != FileKind::folder) {
    return states;
  }
  TRY(const auto names, fs_.list(folder_));
  TRY(const ModelSource source, ModelSource::open(fs_, model_folder_));
  TRY(const Hash128 hash, thorough ? source.hash() : hash_of(source));
  for (const std::string& name : names) {
    if (!name.ends_with(kSuffix)) {
      continue;
    }
    PackedState state{.name = name.substr(0, name.size() - kSuffix.size()),
                      .path = join_path(folder_, name)};
    const auto file = PackedFile::open(fs_, state.path);
    state.whole = !file ? Status(file.error()) : thorough ? file->verify() : ok();
    if (state.whole && file->key().source != hash) {
      state.whole = fail(Code::unsupported, "the model's files have changed since it was packed");
    }
    state.bytes = file ? file->bytes() : 0;
    states.push_back(std::move(state));
  }
  return states;
}

}  // namespace cognate::model
