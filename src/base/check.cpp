#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace cognate {

void check_failed(std::string_view condition, std::string_view why,
                  std::source_location where) noexcept {
  std::fprintf(stderr, "cognate: internal error at %s:%u: %.*s (%.*s)\n", where.file_name(),
               where.line(), static_cast<int>(why.size()), why.data(),
               static_cast<int>(condition.size()), condition.data());
  std::abort();
}

}  // namespace cognate
