// Any bytes as an earlier evaluation: parsed or refused, and comparable with itself.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "report/evaluation_change.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  if (const auto parsed = cognate::report::parse_evaluation(json)) {
    static_cast<void>(cognate::report::change_table(*parsed, *parsed, true));
  }
  return 0;
}
