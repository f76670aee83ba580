#include "cli/exit_code.h"

#include <algorithm>
#include <array>

namespace cognate::cli {
namespace {

constexpr std::array kExitCodes = {
    ExitCode{Code::internal, 1, "our own mistake; please report it"},
    ExitCode{Code::invalid_argument, kExitUsage, "the command line or a setting makes no sense"},
    ExitCode{Code::not_found, 3, "a file, folder, column or model is not there"},
    ExitCode{Code::already_exists, 4, "it is there already and is not replaced"},
    ExitCode{Code::unavailable, 5, "a library or service is missing now; trying again may help"},
    ExitCode{Code::deadline, 6, "out of time"},
    ExitCode{Code::corrupt, 7, "a file was read and is wrong"},
    ExitCode{Code::io, 8, "the system refused: disk full, no permission"},
    ExitCode{Code::unsupported, 9, "well formed, but this version cannot do it"},
};

}  // namespace

std::span<const ExitCode> exit_codes() noexcept { return kExitCodes; }

int exit_code(Code code) noexcept {
  const auto* row = std::find_if(kExitCodes.begin(), kExitCodes.end(),
                                 [code](const ExitCode& each) { return each.code == code; });
  return row == kExitCodes.end() ? 1 : row->number;
}

}  // namespace cognate::cli
