#pragma once
// What a person wants of a mapping, on the command line of every command that makes one.

#include <array>

#include "cli/command.h"
#include "cognate/engine.h"

namespace cognate::cli {

inline constexpr std::array kWishOptions = {
    Option{.flag = "--threshold", .value = "SCORE", .setting = "match.threshold"},
    Option{.flag = "--many",
           .help = "a column may have several matches: all that reach the threshold"},
    Option{.flag = "--lock",
           .value = "SOURCE=TARGET",
           .help = "these columns are a match, whatever their score; may be repeated",
           .repeats = true},
    Option{.flag = "--forbid",
           .value = "SOURCE=TARGET",
           .help = "these columns are no match; may be repeated",
           .repeats = true},
    Option{.flag = "--feedback",
           .value = "FILE",
           .help = "verdicts on earlier mappings: a table with the columns source, target, verdict "
                   "(accept or reject)"},
};

/// The wishes of a command line. Errors: invalid_argument (no "=" in a pair), not_found (no such
/// column; the message has the nearest names), and those of reading the feedback file.
Result<MatchOptions> wishes_of(Engine& engine, const Session& session, const Table& source,
                               const Table& target);

}  // namespace cognate::cli
