// cognate store info PATH, cognate store list FOLDER

#include <array>
#include <optional>

#include "base/error.h"
#include "base/file_system.h"
#include "cli/output.h"
#include "cli/store_command.h"
#include "report/display.h"
#include "report/words.h"

namespace cognate::cli {
namespace {

constexpr std::size_t kLabelColumns = 14;

/// What is known of a store; stats are missing where it could not be opened.
struct StoreState {
  StoreDescription made;
  Result<StoreStats> stats = StoreStats();
};

Result<StoreState> state_of(const std::string& path) {
  TRY(StoreDescription made, describe_vector_store(path));
  const auto store = open_vector_store(path, {.read_only = true});
  return StoreState{.made = std::move(made),
                    .stats = store ? (*store)->stats() : Result<StoreStats>(store.error())};
}

std::string options_in_words(const StoreSpec& spec) {
  std::string words;
  for (const auto& [name, value] : spec.options) {
    words += fmt::format("{}{}={}", words.empty() ? "" : " ", name, value);
  }
  return words;
}

std::string page(const StoreDescription& made, const StoreStats& stats) {
  std::string lines;
  const auto add = [&](std::string_view label, const std::string& value) {
    if (!value.empty()) {
      lines += fmt::format("  {} {}\n", report::fit(report::printable(label), kLabelColumns),
                           report::printable(value));
    }
  };
  add("provider", stats.provider);
  add("documents", std::to_string(stats.documents));
  add("dimension", std::to_string(stats.dimension));
  add("metric", std::string(metric_name(stats.metric)));
  add("quantization", quantization_in_words(made.spec.quantization));
  add("options", options_in_words(made.spec));
  add("model", made.spec.model);
  add("index", stats.index);
  add("indexed", fmt::format("{} of {}", stats.indexed, stats.documents));
  add("erased", stats.erased == 0 ? "" : fmt::format("{} rows wait for `compact`", stats.erased));
  add("on disk", bytes_in_words(static_cast<double>(stats.disk_bytes)));
  add("in memory", fmt::format("{} ({:.0f} bytes a vector)",
                               bytes_in_words(static_cast<double>(stats.resident_bytes)),
                               stats.bytes_per_vector));
  add("recall of 10", stats.recall ? fmt::format("{:.3f}", *stats.recall) : "");
  for (const auto& [name, value] : stats.details) {
    add(name, value);
  }
  return report::printable(made.spec.path) + "\n" + lines;
}

void write_stats(report::JsonWriter& json, const StoreStats& stats) {
  const auto number = [&](std::string_view name, std::uint64_t value) {
    json.key(name);
    json.integer(value);
  };
  number("documents", stats.documents);
  json.key("index");
  json.text(stats.index);
  number("indexed", stats.indexed);
  number("erased", stats.erased);
  number("disk_bytes", stats.disk_bytes);
  number("resident_bytes", stats.resident_bytes);
  json.key("bytes_per_vector");
  json.real(stats.bytes_per_vector);
  if (stats.recall) {
    json.key("recall");
    json.real(*stats.recall);
  }
  json.key("details");
  json.begin_object();
  for (const auto& [name, value] : stats.details) {
    json.key(name);
    json.text(value);
  }
  json.end();
}

Status info(Session& session) {
  TRY(const StoreState state, state_of(session.given.argument("PATH")));
  TRY(const StoreStats stats, state.stats);
  std::string text = page(state.made, stats);
  text.pop_back();
  return say(session, text, [&](report::JsonWriter& json) {
    write_spec(json, state.made);
    write_stats(json, stats);
  });
}

/// A store that `list` found; the name is that of its folder.
struct Listed {
  std::string name;
  Result<StoreState> state;

  /// Why nothing or not everything is known, if so.
  std::optional<Error> trouble() const {
    if (!state) {
      return state.error();
    }
    return state->stats ? std::nullopt : std::optional(state->stats.error());
  }
};

/// The stores that lie in the folder, itself too.
Result<std::vector<Listed>> stores_in(const std::string& folder) {
  FileSystem& files = real_file_system();
  TRY(std::vector<std::string> names, files.list(folder));
  names.insert(names.begin(), ".");
  std::vector<Listed> stores;
  for (const std::string& name : names) {
    const std::string path = name == "." ? folder : join_path(folder, name);
    if (files.kind(path) != FileKind::folder) {
      continue;
    }
    auto state = state_of(path);
    if (state || state.error().code != Code::not_found) {
      stores.push_back({.name = name, .state = std::move(state)});
    }
  }
  return stores;
}

std::string row_of(const Listed& store) {
  const std::string name = report::fit(report::printable(store.name), 24);
  std::string made;
  if (store.state) {
    const auto& [provider, spec] = store.state->made;
    made = fmt::format("{:<8} {:>6} x {:<6}", provider, spec.dimension, metric_name(spec.metric));
  }
  if (const auto trouble = store.trouble()) {
    return fmt::format("{}  {}{}: {}\n", name, made, code_name(trouble->code),
                       report::printable(trouble->message));
  }
  const StoreStats& stats = *store.state->stats;
  return fmt::format("{}  {} {:>20} {:>10}\n", name, made,
                     report::counted(stats.documents, "document", "documents"),
                     bytes_in_words(static_cast<double>(stats.disk_bytes)));
}

void write_listed(report::JsonWriter& json, const Listed& store) {
  json.begin_object();
  json.key("name");
  json.text(store.name);
  if (store.state) {
    write_spec(json, store.state->made);
  }
  if (const auto trouble = store.trouble()) {
    json.key("error");
    json.begin_object();
    json.key("code");
    json.text(code_name(trouble->code));
    json.key("message");
    json.text(trouble->message);
    json.end();
  } else {
    write_stats(json, *store.state->stats);
  }
  json.end();
}

Status list(Session& session) {
  const std::string folder = session.given.argument("FOLDER");
  TRY(const auto stores, stores_in(folder));
  if (session.given.has("--json")) {
    return write_result(session, "", [&](const report::Sink& sink) {
      report::JsonWriter json(sink);
      json.begin_array(report::Layout::lines);
      for (const Listed& store : stores) {
        write_listed(json, store);
      }
      json.end();
      return json.finish();
    });
  }
  if (stores.empty()) {
    session.console.note(fmt::format("{}: no store lies in it", folder));
  }
  std::string lines;
  for (const Listed& store : stores) {
    lines += row_of(store);
  }
  return session.console.out(lines);
}

constexpr std::array kInfoArguments = {kStoreArgument};
constexpr std::array kFolderArgument = {
    Argument{.name = "FOLDER", .help = "the folder in which the stores lie"}};
constexpr std::array kOptions = {kJsonOption};

}  // namespace

constexpr Command kStoreInfo = {.name = "info",
                                .summary = "show what a store holds, how, and in how many bytes",
                                .about = "",
                                .arguments = kInfoArguments,
                                .options = kOptions,
                                .run = info};
constexpr Command kStoreList = {
    .name = "list",
    .summary = "show the stores of a folder",
    .about = "A store that cannot be opened is shown with the reason; the others are shown too.",
    .arguments = kFolderArgument,
    .options = kOptions,
    .run = list};

}  // namespace cognate::cli
