#include "base/config.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/check.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/nearest.h"

namespace cognate {
namespace {

std::vector<std::string_view> column_of_table(std::string_view Setting::*member) {
  std::vector<std::string_view> names;
  for (const Setting& row : settings()) {
    names.push_back(row.*member);
  }
  return names;
}

std::optional<std::size_t> row_of(std::string_view key) {
  const auto rows = settings();
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Setting& row) { return row.key == key; });
  return found == rows.end() ? std::nullopt : std::optional<std::size_t>(found - rows.begin());
}

/// One value of a settings file.
struct FileEntry {
  std::string key;
  std::string text;
  int line = 0;
};

/// Flattens nested maps to dotted keys. Error: something stands where a plain value should.
Status flatten(const YAML::Node& node, const std::string& prefix, const std::string& path,
               std::vector<FileEntry>& entries) {
  for (const auto& item : node) {
    const std::string key = prefix + item.first.as<std::string>("");
    const int line = item.first.Mark().line + 1;
    if (item.second.IsMap()) {
      TRY_OK(flatten(item.second, key + ".", path, entries));
    } else if (item.second.IsScalar()) {
      entries.push_back({.key = key, .text = item.second.Scalar(), .line = line});
    } else {
      return fail(Code::invalid_argument, "{}:{}: {} needs one plain value", path, line, key);
    }
  }
  return ok();
}

Result<std::vector<FileEntry>> parse_yaml(const std::string& content, const std::string& path) {
  try {
    const YAML::Node root = YAML::Load(content);
    std::vector<FileEntry> entries;
    if (root.IsNull()) {
      return entries;
    }
    if (!root.IsMap()) {
      return fail(Code::invalid_argument,
                  "{}: the settings file holds lines of the form `key: value`", path);
    }
    TRY_OK(flatten(root, "", path, entries));
    return entries;
  } catch (const YAML::Exception& failure) {
    return fail(Code::invalid_argument, "{}:{}: not YAML: {}", path, failure.mark.line + 1,
                failure.msg);
  }
}

}  // namespace

Config::Config() {
  for (const Setting& row : settings()) {
    values_.push_back({.text = std::string(row.fallback), .where = "default"});
  }
}

Result<Config> Config::load(FileSystem& fs, const Environment& environment,
                            std::span<const FlagValue> flags) {
  Config config;
  TRY_OK(config.read_file(fs, environment));
  TRY_OK(config.read_environment(environment));
  for (const FlagValue& given : flags) {
    const auto row = row_of(given.key);
    CHECK(row, "a flag sets a known key");
    TRY_OK(config.set(*row, given.text, Origin::flag, std::string(settings()[*row].flag)));
  }
  return config;
}

Status Config::set(std::size_t row, std::string_view text, Origin origin, std::string where) {
  const Setting& setting = settings()[row];
  auto value = canonical(setting, text);
  if (!value) {
    return fail(Code::invalid_argument, "{}: \"{}\" is not {} ({})", where, text, allowed(setting),
                setting.help);
  }
  values_[row] = {.text = *std::move(value), .origin = origin, .where = std::move(where)};
  return ok();
}

Status Config::read_file(FileSystem& fs, const Environment& environment) {
  const std::string path = config_path(environment);
  const bool named = !environment_value(environment, "COGNATE_CONFIG").empty();
  if (path.empty() || (!named && fs.kind(path) == FileKind::missing)) {
    return ok();
  }
  auto content = cognate::read_file(fs, path, limits::kConfigFileBytesMax);
  if (!content) {
    return std::move(content).error().within(named ? "COGNATE_CONFIG" : "settings file");
  }
  TRY(const auto entries, parse_yaml(*content, path));
  const auto known = column_of_table(&Setting::key);
  for (const FileEntry& entry : entries) {
    const std::string where = fmt::format("{}:{}", path, entry.line);
    if (const auto row = row_of(entry.key)) {
      TRY_OK(set(*row, entry.text, Origin::file, where));
    } else {
      warn_of_unknown(entry.key, known, where);
    }
  }
  return ok();
}

Status Config::read_environment(const Environment& environment) {
  const auto rows = settings();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    // Our own name is the stronger one.
    for (const std::string_view name : {rows[row].also, rows[row].environment}) {
      const std::string text = environment_value(environment, name);
      if (!name.empty() && !text.empty()) {
        TRY_OK(set(row, text, Origin::environment, std::string(name)));
      }
    }
  }
  warn_of_unknown_variables(environment);
  return ok();
}

void Config::warn_of_unknown_variables(const Environment& environment) {
  auto known = column_of_table(&Setting::environment);
  known.insert(known.end(), {"COGNATE_HOME", "COGNATE_CONFIG"});
  auto brought = column_of_table(&Setting::also);
  std::erase(brought, "");
  for (const auto& [name, text] : environment) {
    if (name.starts_with("EMBEDDING_") && std::ranges::find(brought, name) == brought.end()) {
      warn_of_unknown(name, brought, "environment");
    }
    // Cluster managers set COGNATE_... variables of their own; only likely slips are worth a word.
    const auto meant = name.starts_with("COGNATE_") ? nearest(name, known) : std::nullopt;
    if (meant && *meant != name && edit_distance(name, *meant) <= 2) {
      warn_of_unknown(name, known, "environment");
    }
  }
}

void Config::warn_of_unknown(std::string_view name, std::span<const std::string_view> known,
                             std::string_view where) {
  const auto meant = nearest(name, known);
  warnings_.push_back(
      meant ? fmt::format("{}: no setting is named {}; did you mean {}?", where, name, *meant)
            : fmt::format("{}: no setting is named {}", where, name));
}

const ConfigValue& Config::value(std::string_view key) const {
  const auto row = row_of(key);
  CHECK(row, "a setting is asked for by a known key");
  return values_[*row];
}

std::int64_t Config::integer(std::string_view key) const {
  const std::string& written = text(key);
  const std::string_view zero = settings()[*row_of(key)].zero_word;
  if (!zero.empty() && written == zero) {
    return 0;
  }
  std::int64_t number = 0;
  const auto [end, failure] =
      std::from_chars(written.data(), written.data() + written.size(), number);
  CHECK(failure == std::errc(), "the setting is an integer");
  return number;
}

double Config::real(std::string_view key) const {
  const std::string& written = text(key);
  double number = 0;
  const auto [end, failure] =
      std::from_chars(written.data(), written.data() + written.size(), number);
  CHECK(failure == std::errc(), "the setting is a number");
  return number;
}

}  // namespace cognate
