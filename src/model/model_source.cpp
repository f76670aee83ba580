#include "model/model_source.h"

#include <algorithm>
#include <array>

#include "base/paths.h"

namespace cognate::model {
namespace {

constexpr std::array kNames = {
    "config.json",    "model.safetensors",     "modules.json", "sentence_bert_config.json",
    "tokenizer.json", "tokenizer_config.json", "vocab.txt"};
constexpr std::int64_t kYoung_ns = 2'000'000'000;

template <class T>
Hash128 joined(const Hash128& hash, const T& value) {
  static_assert(std::has_unique_object_representations_v<T>);
  return hash128({reinterpret_cast<const char*>(&value), sizeof(value)}, hash.low ^ hash.high);
}

}  // namespace

Result<ModelSource> ModelSource::open(FileSystem& fs, const std::string& folder) {
  ModelSource source;
  for (const char* name : kNames) {
    auto file = fs.open(join_path(folder, name));
    if (!file && file.error().code != Code::not_found) {
      return std::move(file).error();
    }
    if (file) {
      source.files_.push_back({name, *std::move(file)});
    }
  }
  return source;
}

Hash128 ModelSource::mark() const {
  Hash128 mark;
  for (const File& file : files_) {
    mark = joined(mark, hash128(file.name));
    mark = joined(mark, file.content->stamp());
  }
  return mark;
}

bool ModelSource::is_young(std::int64_t now_ns) const {
  return std::ranges::any_of(files_, [&](const File& file) {
    const FileStamp stamp = file.content->stamp();
    return std::max(stamp.modified_ns, stamp.changed_ns) > now_ns - kYoung_ns;
  });
}

Result<Hash128> ModelSource::hash() const {
  Hash128 hash;
  for (const File& file : files_) {
    TRY(const std::string_view content, file.content->map());
    hash = joined(hash, hash128(file.name));
    hash = joined(hash, hash128(content));
  }
  return hash;
}

}  // namespace cognate::model
