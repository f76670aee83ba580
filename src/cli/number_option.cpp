#include "cli/number_option.h"

#include <charconv>

#include "base/config.h"
#include "base/error.h"

namespace cognate::cli {

Result<double> number_option(const Invocation& given, std::string_view flag,
                             const NumberRange& range, double otherwise) {
  if (!given.has(flag)) {
    return otherwise;
  }
  const std::string text = given.option(flag);
  const Setting row{.type = range.whole ? SettingType::integer : SettingType::real,
                    .low = range.low,
                    .high = range.high};
  const auto taken = canonical(row, text);
  double number = 0;
  if (!taken ||
      std::from_chars(taken->data(), taken->data() + taken->size(), number).ec != std::errc()) {
    return fail(Code::invalid_argument, "{} \"{}\": must be {}", flag, text, allowed(row));
  }
  return number;
}

}  // namespace cognate::cli
