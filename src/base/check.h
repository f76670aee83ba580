#pragma once
// CHECK(condition, "why"): a programmer's error ends the program, in every build. Never on user
// input.

#include <source_location>
#include <string_view>

namespace cognate {

[[noreturn]] void check_failed(std::string_view condition, std::string_view why,
                               std::source_location where) noexcept;

}  // namespace cognate

#define CHECK(condition, why)                                                      \
  do {                                                                             \
    if (!(condition)) [[unlikely]] {                                               \
      ::cognate::check_failed(#condition, (why), std::source_location::current()); \
    }                                                                              \
  } while (false)
