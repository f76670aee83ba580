#include <array>
#include <utility>

#include "base/error.h"
#include "cognate/store.h"

namespace cognate {
namespace {

constexpr std::array<std::pair<Metric, std::string_view>, 3> kNames = {
    {{Metric::cosine, "cosine"}, {Metric::l2, "l2"}, {Metric::ip, "ip"}}};

}  // namespace

std::string_view metric_name(Metric metric) noexcept {
  return kNames[static_cast<std::size_t>(metric)].second;
}

Result<Metric> metric_of(std::string_view name) {
  for (const auto& [metric, known] : kNames) {
    if (known == name) {
      return metric;
    }
  }
  return fail(Code::invalid_argument, "no metric is called \"{}\"; there are cosine, l2, ip", name);
}

}  // namespace cognate
