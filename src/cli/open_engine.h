#pragma once
// From settings to an engine.

#include <memory>

#include "cli/command.h"
#include "cognate/engine.h"

namespace cognate::cli {

/// What the engine is for: matching has a precision of its own.
enum class Purpose { embedding, matching };

/// The engine that the settings describe. Errors: those of Engine::open.
Result<std::unique_ptr<Engine>> open_engine(const Session& session,
                                            Purpose purpose = Purpose::embedding);

}  // namespace cognate::cli
