// cognate store create|info|list|verify|compact|rebuild|export|import|delete

#include <array>

#include "base/error.h"
#include "cli/output.h"
#include "cli/store_command.h"

namespace cognate::cli {
namespace {

constexpr std::array<const Command*, 9> kChildren = {&kStoreCreate, &kStoreInfo,    &kStoreList,
                                                     &kStoreImport, &kStoreExport,  &kStoreDelete,
                                                     &kStoreVerify, &kStoreCompact, &kStoreRebuild};

struct QuantizationRow {
  std::string_view name;  ///< of --quantization
  const char* method;
  int bits;
};
constexpr std::array kQuantizations = {
    QuantizationRow{"sq8", "sq", 8},    QuantizationRow{"sq4", "sq", 4},
    QuantizationRow{"fp16", "fp16", 8}, QuantizationRow{"pq", "pq", 8},
    QuantizationRow{"none", "none", 8},
};

/// --set m=32 --set factory="IVF256,SQ8".
Status take_settings(const Invocation& given, StoreSpec& spec) {
  for (const std::string& setting : given.all("--set")) {
    const std::size_t sign = setting.find('=');
    if (sign == std::string::npos || sign == 0) {
      return fail(Code::invalid_argument, "--set \"{}\": must be NAME=VALUE", setting);
    }
    if (!spec.options.emplace(setting.substr(0, sign), setting.substr(sign + 1)).second) {
      return fail(Code::invalid_argument, "--set {}: given twice", setting.substr(0, sign));
    }
  }
  return ok();
}

}  // namespace

Result<StoreDescription> store_asked_for(const Invocation& given) {
  StoreDescription store{.provider = given.option("--provider"), .spec = {}};
  if (store.provider.empty()) {
    store.provider = "native";
  }
  if (given.has("--metric")) {
    TRY(store.spec.metric, metric_of(given.option("--metric")));
  }
  const std::string form = given.option("--quantization");
  for (const QuantizationRow& row : kQuantizations) {
    if (row.name == form) {
      store.spec.quantization.method = row.method;
      store.spec.quantization.bits = row.bits;
    }
  }
  TRY_OK(take_settings(given, store.spec));
  return store;
}

bool asks_for_a_store(const Invocation& given) {
  return std::ranges::any_of(kSpecOptions,
                             [&](const Option& option) { return given.has(option.flag); });
}

Result<Filter> filter_option(const Invocation& given) {
  const std::string text = given.option("--filter");
  if (!given.has("--filter")) {
    return Filter();
  }
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool json = first != std::string::npos && text[first] == '{';
  return json ? parse_filter_json(text) : parse_filter(text);
}

Result<std::unique_ptr<Store>> open_store(const Session& session, bool read_only) {
  return open_vector_store(session.given.argument("PATH"), {.read_only = read_only});
}

std::string bytes_in_words(double bytes) {
  static constexpr std::array kUnits = {"B", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (bytes >= 1000 && unit + 1 < kUnits.size()) {
    bytes /= 1000;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", bytes, unit == 0 ? 0 : 1, kUnits[unit]);
}

std::string quantization_in_words(const QuantizationConfig& quantization) {
  return quantization.method == "sq" ? fmt::format("sq, {} bits", quantization.bits)
                                     : quantization.method;
}

Status say(Session& session, const std::string& text,
           const std::function<void(report::JsonWriter&)>& members) {
  if (!session.given.has("--json")) {
    return session.console.out(text + "\n");
  }
  return write_result(session, "", [&](const report::Sink& sink) {
    report::JsonWriter json(sink);
    json.begin_object(report::Layout::lines);
    members(json);
    json.end();
    return json.finish();
  });
}

void write_spec(report::JsonWriter& json, const StoreDescription& store) {
  const StoreSpec& spec = store.spec;
  const auto text = [&](std::string_view name, std::string_view value) {
    json.key(name);
    json.text(value);
  };
  text("path", spec.path);
  text("provider", store.provider);
  json.key("dimension");
  json.integer(spec.dimension);
  text("metric", metric_name(spec.metric));
  json.key("quantization");
  json.begin_object();
  text("method", spec.quantization.method);
  json.key("bits");
  json.integer(static_cast<std::uint64_t>(spec.quantization.bits));
  json.key("always_ram");
  json.boolean(spec.quantization.always_ram);
  json.key("rescore");
  json.boolean(spec.quantization.rescore);
  json.end();
  json.key("options");
  json.begin_object();
  for (const auto& [name, value] : spec.options) {
    text(name, value);
  }
  json.end();
  text("model", spec.model);
}

constexpr Command kStoreCommand = {
    .name = "store",
    .summary = "vectors with their payloads in a folder: made, filled, looked at, kept whole",
    .about =
        "A store is a folder. What was written to it survives a crash; one process at a time may "
        "write. docs/stores.md explains back ends, filters and files.",
    .children = kChildren,
};

}  // namespace cognate::cli
