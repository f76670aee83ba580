#pragma once
// What the engine finds on this machine, for `cognate doctor`.

#include <string>
#include <vector>

#include "cognate/engine.h"

namespace cognate::engine {

struct Finding {
  std::string topic;  ///< "processor", "model", ...
  std::string text;
  bool good = true;
};

/// Looks at the processor, the libraries and the model. Loads the model to see that it works.
std::vector<Finding> diagnose(const EngineOptions& options);

}  // namespace cognate::engine
