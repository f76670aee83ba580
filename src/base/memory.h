#pragma once
// How much memory this process takes and may take.

#include <cstdint>

#include "base/file_system.h"

namespace cognate {

/// Bytes of this process that are resident, shared pages included; 0 where the system does not say.
std::uint64_t resident_bytes(FileSystem& fs);

/// The least of the machine's memory and of what the control group (version 2) allows.
std::uint64_t memory_bytes(FileSystem& fs);

}  // namespace cognate
