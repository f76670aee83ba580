#pragma once
// Where the program keeps its files: COGNATE_HOME and the XDG base directory specification 0.8.
//
// Everything takes the environment as a value, so that a test can bring its own.

#include <map>
#include <string>
#include <string_view>

#include "cognate/result.h"

namespace cognate {

using Environment = std::map<std::string, std::string, std::less<>>;

/// A copy of this process's environment. Not safe while another thread changes it.
Environment process_environment();

/// The value of a variable, or "" when it is not set. An empty variable counts as not set.
std::string environment_value(const Environment& environment, std::string_view name);

/// "a/b"; `name` alone where `folder` is empty.
std::string join_path(std::string_view folder, std::string_view name);

/// The folder of models and caches: `COGNATE_HOME`, else `$XDG_CACHE_HOME/cognate`, else
/// `$HOME/.cache/cognate`. Relative XDG paths are ignored, as the specification demands.
/// Error not_found: none of the three is set.
Result<std::string> cognate_home(const Environment& environment);

/// Where the settings file is looked for: `COGNATE_CONFIG`, else
/// `$XDG_CONFIG_HOME/cognate/config.yaml`, else `$HOME/.config/cognate/config.yaml`; "" when the
/// environment names no such place.
std::string config_path(const Environment& environment);

}  // namespace cognate
