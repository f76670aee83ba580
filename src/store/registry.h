#pragma once
// The back ends of this build. CMake writes the lists (cmake/store_backends.cmake); no source asks
// whether one is there. Thread-safety: constants.

#include <span>
#include <string_view>

#include "cognate/result.h"
#include "store/vector_index.h"

namespace cognate::store {

/// A back end that this build left out.
struct AbsentBackend {
  const char* name;
  const char* option;  ///< "-DSTORE_FAISS=ON"
  const char* how;     ///< where what it needs comes from; may be empty
};

std::span<const Backend* const> backends() noexcept;
std::span<const AbsentBackend> absent_backends() noexcept;

/// Errors: unsupported (left out; the message says how to build it), invalid_argument (no such).
Result<const Backend*> find_backend(std::string_view name);

}  // namespace cognate::store
