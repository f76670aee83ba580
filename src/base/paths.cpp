#include "base/paths.h"

#include <unistd.h>

#include "base/error.h"

namespace cognate {
namespace {

/// The XDG folder of a kind: the variable when absolute, else the customary place under HOME.
std::string xdg_folder(const Environment& environment, std::string_view variable,
                       std::string_view under_home) {
  if (std::string folder = environment_value(environment, variable); folder.starts_with('/')) {
    return folder;
  }
  const std::string home = environment_value(environment, "HOME");
  return home.empty() ? "" : join_path(home, under_home);
}

}  // namespace

Environment process_environment() {
  Environment result;
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      result.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return result;
}

std::string environment_value(const Environment& environment, std::string_view name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

std::string join_path(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.empty() && !path.ends_with('/')) {
    path += '/';
  }
  return path.append(name);
}

Result<std::string> cognate_home(const Environment& environment) {
  if (std::string home = environment_value(environment, "COGNATE_HOME"); !home.empty()) {
    return home;
  }
  const std::string cache = xdg_folder(environment, "XDG_CACHE_HOME", ".cache");
  if (cache.empty()) {
    return fail(Code::not_found,
                "no folder for models: set COGNATE_HOME (neither XDG_CACHE_HOME nor HOME is set)");
  }
  return join_path(cache, "cognate");
}

std::string config_path(const Environment& environment) {
  if (std::string path = environment_value(environment, "COGNATE_CONFIG"); !path.empty()) {
    return path;
  }
  const std::string folder = xdg_folder(environment, "XDG_CONFIG_HOME", ".config");
  return folder.empty() ? "" : join_path(folder, "cognate/config.yaml");
}

}  // namespace cognate
