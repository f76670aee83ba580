#include "match/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <string_view>

#include "base/error.h"
#include "base/file_system.h"
#include "base/paths.h"

namespace cognate::bench {
namespace {

constexpr const char* kHelp =
    "usage: bench_match [--rounds N] [--json FILE] [--catalogue yes|no] [--tables FOLDER]\n"
    "                   [--valentine-python PYTHON] [--minilm-python PYTHON] [--program COGNATE]\n"
    "  --catalogue         \"no\" leaves out 100,000 columns, which are encoded once: minutes\n"
    "  --tables            cases with known truth; default: data/matching in COGNATE_SHARED\n"
    "  --...-python        default: those that `make bench-match` lays into the cache folder;\n"
    "                      where there is none, and with \"none\", these peers are not timed\n";

struct Flag {
  std::string_view name;
  std::string MatchSettings::*text;
};
constexpr std::array kFlags = {
    Flag{"--program", &MatchSettings::program},
    Flag{"--tables", &MatchSettings::tables},
    Flag{"--valentine-python", &MatchSettings::valentine_python},
    Flag{"--minilm-python", &MatchSettings::minilm_python},
    Flag{"--json", &MatchSettings::json},
    Flag{"--catalogue", &MatchSettings::catalogue},
};

std::string python_in(const std::string& home, const char* venv) {
  const std::string path = join_path(home, std::string(venv) + "/bin/python");
  return real_file_system().kind(path) == FileKind::file ? path : "none";
}

Result<MatchSettings> defaults() {
  const Environment environment = process_environment();
  TRY(const std::string home, cognate_home(environment));
  const std::string shared = environment_value(environment, "COGNATE_SHARED");
  MatchSettings settings;
  settings.program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "cognate";
  settings.models = join_path(home, "models");
  settings.folder = join_path(home, "bench-match");
  settings.tables = (shared.empty() ? COGNATE_SOURCE_DIR "/../shared" : shared) + "/data/matching";
  settings.valentine_python = python_in(home, "valentine-venv");
  settings.minilm_python = python_in(home, "peers-venv");
  return settings;
}

bool read_count(std::string_view text, std::size_t& count) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  return error == std::errc() && end == text.data() + text.size() && count > 0;
}

}  // namespace

Result<MatchSettings> read_match_settings(int argc, char** argv) {
  TRY(MatchSettings settings, defaults());
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
    const auto flag = std::ranges::find(kFlags, name, &Flag::name);
    if (flag != kFlags.end() && !value.empty()) {
      settings.*flag->text = value;
    } else if (name != "--rounds" || !read_count(value, settings.rounds)) {
      return fail(Code::invalid_argument, "{}: unknown, or without a value that makes sense\n{}",
                  name, kHelp);
    }
  }
  return settings;
}

}  // namespace cognate::bench
