#pragma once
// From settings to an engine.

#include <array>
#include <memory>

#include "cli/command.h"
#include "cognate/engine.h"

namespace cognate::cli {

/// Options of every command that matches.
inline constexpr std::array kMatchingOptions = {
    Option{.flag = "--sample-rows", .value = "COUNT", .setting = "sample_rows"},
    Option{.flag = "--sample-megabytes", .value = "COUNT", .setting = "sample_megabytes"},
    Option{.flag = "--precision", .value = "MODE", .setting = "match.precision"},
    Option{.flag = "--vocabulary", .value = "FILE", .setting = "match.vocabulary"},
    Option{.flag = "--model", .value = "MODEL", .setting = "model"},
    Option{.flag = "--threads", .value = "COUNT", .setting = "threads"},
};

/// What the engine is for: matching has a precision of its own.
enum class Purpose { embedding, matching };

/// The engine that the settings describe. Says on a terminal when the model must be made ready for
/// this precision first. Errors: those of Engine::open.
Result<std::unique_ptr<Engine>> open_engine(Session& session, Purpose purpose = Purpose::embedding);

}  // namespace cognate::cli
