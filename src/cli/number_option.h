#pragma once
// Numbers behind flags that are no settings.

#include <string_view>

#include "cli/command.h"

namespace cognate::cli {

struct NumberRange {
  double low = 0;
  double high = 0;
  bool whole = true;
};

/// The number behind the flag; `otherwise` where the flag was not given. Error invalid_argument
/// says what may stand there.
Result<double> number_option(const Invocation& given, std::string_view flag,
                             const NumberRange& range, double otherwise);

}  // namespace cognate::cli
