#pragma once
// From settings to an engine.

#include <memory>

#include "cli/command.h"
#include "cognate/engine.h"

namespace cognate::cli {

/// The engine that the settings describe. Errors: those of Engine::open.
Result<std::unique_ptr<Engine>> open_engine(const Session& session);

}  // namespace cognate::cli
