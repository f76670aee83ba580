#pragma once
// What processor this is.

#include <string>

#include "base/file_system.h"

namespace cognate {

/// The processor's name as the system tells it; "unknown processor" where it does not.
std::string processor_name(FileSystem& fs);

}  // namespace cognate
