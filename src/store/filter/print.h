#pragma once
// A scalar as the forms of filters write it. Pure functions.

#include <string>

#include "cognate/payload.h"

namespace cognate::store {

/// Appends a scalar as JSON; a double never looks like an integer.
void append_scalar(std::string& out, const Scalar& value);

}  // namespace cognate::store
