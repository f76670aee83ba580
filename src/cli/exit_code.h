#pragma once
// How the program ends: one number for each kind of failure. Published in docs/exit-codes.md.

#include <span>
#include <string_view>

#include "cognate/result.h"

namespace cognate::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitSignalBase = 128;  ///< plus the signal: 130 for Ctrl-C

struct ExitCode {
  Code code;
  int number;
  std::string_view meaning;
};

/// One row for each Code.
std::span<const ExitCode> exit_codes() noexcept;

int exit_code(Code code) noexcept;

}  // namespace cognate::cli
