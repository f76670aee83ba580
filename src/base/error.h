#pragma once
// Making errors: fail(Code::not_found, "{}: no such file", path).

#include <fmt/format.h>

#include "cognate/result.h"

namespace cognate {

template <class... Args>
Error fail(Code code, fmt::format_string<Args...> text, Args&&... args) {
  return Error{code, fmt::format(text, std::forward<Args>(args)...)};
}

}  // namespace cognate
