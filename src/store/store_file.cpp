#include "store/store_file.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/paths.h"
#include "store/json_text.h"

namespace cognate::store {
namespace {

using simdjson::dom::element;

constexpr std::uint64_t kFormat = 1;
constexpr std::string_view kSeal = "  \"checksum\": \"";
constexpr std::string_view kEnd = "\"\n}\n";

std::string checksum_of(std::string_view text) { return fmt::format("{:016x}", hash64(text)); }

/// The file ends with the checksum of all before it.
Status check_seal(std::string_view text) {
  const std::size_t at = text.rfind(kSeal);
  if (at == std::string_view::npos ||
      text.substr(at) != fmt::format("{}{}{}", kSeal, checksum_of(text.substr(0, at)), kEnd)) {
    return fail(Code::corrupt, "is not what was written: a byte has changed, or it is cut short");
  }
  return ok();
}

/// Reads members; what is missing or of another kind is remembered.
class Members {
 public:
  explicit Members(const element& object) : object_(object) {}

  template <class T>
  T get(std::string_view key) {
    T value{};
    if (object_.at_key(key).get(value) != simdjson::SUCCESS) {
      good_ = false;
    }
    return value;
  }
  std::string text(std::string_view key) { return std::string(get<std::string_view>(key)); }
  bool good() const { return good_; }

 private:
  element object_;
  bool good_ = true;
};

QuantizationConfig quantization_of(Members& members) {
  return {.method = members.text("method"),
          .bits = static_cast<int>(members.get<std::int64_t>("bits")),
          .always_ram = members.get<bool>("always_ram"),
          .rescore = members.get<bool>("rescore")};
}

Result<StoreDescription> description_of(const element& document) {
  Members members(document);
  const auto format = members.get<std::uint64_t>("format");
  if (members.good() && format > kFormat) {
    return fail(Code::unsupported,
                "was made by a later version (format {}); this program reads format {}", format,
                kFormat);
  }
  StoreDescription store{.provider = members.text("provider"), .spec = {}};
  store.spec.dimension = members.get<std::uint64_t>("dimension");
  const auto metric = metric_of(members.text("metric"));
  Members quantization(members.get<element>("quantization"));
  store.spec.quantization = quantization_of(quantization);
  for (const auto& [name, value] : members.get<simdjson::dom::object>("options")) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) {
      return fail(Code::corrupt, "its option \"{}\" is no text", name);
    }
    store.spec.options.emplace(name, text);
  }
  store.spec.model = members.text("model");
  if (!members.good() || !quantization.good() || !metric || format != kFormat) {
    return fail(Code::corrupt, "lacks what a store needs");
  }
  store.spec.metric = *metric;
  return store;
}

}  // namespace

std::string store_json(const StoreDescription& store) {
  const StoreSpec& spec = store.spec;
  std::string options;
  for (const auto& [name, value] : spec.options) {
    options +=
        fmt::format("{}{}: {}", options.empty() ? "" : ", ", quoted_json(name), quoted_json(value));
  }
  std::string text = fmt::format(
      "{{\n  \"format\": {},\n  \"provider\": {},\n  \"dimension\": {},\n  \"metric\": \"{}\",\n",
      kFormat, quoted_json(store.provider), spec.dimension, metric_name(spec.metric));
  text += fmt::format(
      "  \"quantization\": {{\"method\": {}, \"bits\": {}, \"always_ram\": {}, \"rescore\": "
      "{}}},\n",
      quoted_json(spec.quantization.method), spec.quantization.bits, spec.quantization.always_ram,
      spec.quantization.rescore);
  text +=
      fmt::format("  \"options\": {{{}}},\n  \"model\": {},\n", options, quoted_json(spec.model));
  const std::string checksum = checksum_of(text);
  text += kSeal;
  text += checksum;
  return text += kEnd;
}

Result<StoreDescription> parse_store_json(std::string_view text) {
  TRY_OK(check_seal(text));
  simdjson::dom::parser parser;
  element document;
  const auto error = parser.parse(text.data(), text.size()).get(document);
  if (error != simdjson::SUCCESS) {
    return fail(Code::corrupt, "is no JSON: {}", simdjson::error_message(error));
  }
  if (!document.is_object()) {
    return fail(Code::corrupt, "is no JSON object");
  }
  return description_of(document);
}

Status write_store_file(FileSystem& files, const std::string& folder,
                        const StoreDescription& store) {
  return write_atomically(files, join_path(folder, kStoreFile), store_json(store));
}

Result<StoreDescription> read_store_file(FileSystem& files, const std::string& folder) {
  const FileKind kind = files.kind(folder);
  if (kind != FileKind::folder) {
    return fail(
        Code::not_found, "{}: {}", folder,
        kind == FileKind::missing ? "there is no store" : "is a file, not a store's folder");
  }
  const std::string path = join_path(folder, kStoreFile);
  if (files.kind(path) == FileKind::missing) {
    return fail(Code::not_found, "{}: is no store: it has no {}", folder, kStoreFile);
  }
  TRY(const std::string text, read_file(files, path, limits::kStoreFileBytesMax));
  auto store = parse_store_json(text);
  if (!store) {
    return std::move(store).error().within(path);
  }
  store->spec.path = folder;
  return store;
}

}  // namespace cognate::store
