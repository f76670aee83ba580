#pragma once
// Where the keys of `cognate serve` are, for those who use them.

#include <string>

#include "base/paths.h"
#include "cli/command.h"

namespace cognate::cli {

inline constexpr Option kKeysFileOption = {
    .flag = "--keys-file", .value = "FILE", .setting = "server.keys_file"};

/// The path that the settings name, else `keys` in the folder of models. Errors: not_found (the
/// environment names no such folder).
inline Result<std::string> keys_file(const Session& session) {
  const std::string& given = session.config.text("server.keys_file");
  if (!given.empty()) {
    return given;
  }
  TRY(const std::string home, cognate_home(session.environment));
  return join_path(home, "keys");
}

}  // namespace cognate::cli
