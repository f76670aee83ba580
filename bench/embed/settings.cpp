#include "embed/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "base/error.h"
#include "base/file_system.h"
#include "base/paths.h"
#include "base/thread_pool.h"

namespace cognate::bench {
namespace {

constexpr const char* kHelp =
    "usage: bench_embed [--quality yes] [--model FOLDER] [--peer-python PYTHON] [--threads N]\n"
    "                   [--rounds N] [--json FILE] [--tables FOLDER]\n"
    "  --quality      \"yes\": hold the quick precisions against float32 instead of timing\n"
    "  --tables       the cases of --quality; default: data/matching in COGNATE_SHARED\n"
    "  --model        default: all-MiniLM-L6-v2 in the cache folder (tools/get_model.sh)\n"
    "  --peer-python  default: the one that `make bench-embed` lays into the cache folder; where\n"
    "                 there is none, and with \"none\", no peer is timed\n";

bool read_text(const std::string& value, std::string& text) {
  text = value;
  return !text.empty();
}

bool read_count(const std::string& value, std::size_t& count) {
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
  return error == std::errc() && end == value.data() + value.size() && count > 0;
}

struct Flag {
  std::string_view name;
  std::string Settings::*text = nullptr;
  std::size_t Settings::*count = nullptr;

  bool take(Settings& settings, const std::string& value) const {
    return text != nullptr ? read_text(value, settings.*text) : read_count(value, settings.*count);
  }
};
constexpr std::array kFlags = {
    Flag{.name = "--model", .text = &Settings::model},
    Flag{.name = "--peer-python", .text = &Settings::peer_python},
    Flag{.name = "--tables", .text = &Settings::tables},
    Flag{.name = "--json", .text = &Settings::json},
    Flag{.name = "--quality", .text = &Settings::quality},
    Flag{.name = "--first-vector", .text = &Settings::first_vector},
    Flag{.name = "--threads", .count = &Settings::threads},
    Flag{.name = "--rounds", .count = &Settings::rounds},
};

Result<Settings> defaults() {
  const Environment environment = process_environment();
  TRY(const std::string home, cognate_home(environment));
  const std::string shared = environment_value(environment, "COGNATE_SHARED");
  const std::string python = home + "/peers-venv/bin/python";
  Settings settings;
  settings.model = home + "/models/all-MiniLM-L6-v2";
  settings.peer_python = real_file_system().kind(python) == FileKind::file ? python : "none";
  settings.prepared = home + "/peers";
  settings.tables = (shared.empty() ? COGNATE_SOURCE_DIR "/../shared" : shared) + "/data/matching";
  settings.threads = ThreadPool::processors();
  return settings;
}

}  // namespace

Result<Settings> read_settings(int argc, char** argv) {
  TRY(Settings settings, defaults());
  for (int i = 1; i < argc; i += 2) {
    const auto flag = std::ranges::find(kFlags, std::string_view(argv[i]), &Flag::name);
    if (flag == kFlags.end() || i + 1 == argc || !flag->take(settings, argv[i + 1])) {
      return fail(Code::invalid_argument, "{}: unknown, or without a value that makes sense\n{}",
                  argv[i], kHelp);
    }
  }
  return settings;
}

std::vector<std::string> settings_as_words(const Settings& settings) {
  std::vector<std::string> words;
  for (const Flag& flag : kFlags) {
    const std::string value =
        flag.text != nullptr ? settings.*flag.text : std::to_string(settings.*flag.count);
    if (!value.empty() && flag.text != &Settings::json) {
      words.insert(words.end(), {std::string(flag.name), value});
    }
  }
  return words;
}

}  // namespace cognate::bench
