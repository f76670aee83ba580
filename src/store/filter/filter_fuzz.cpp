// Any bytes as a filter in both forms: an error, or a filter that check_filter takes and that comes
// back equal from each of its printed forms.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "cognate/payload.h"

namespace {

using namespace cognate;

void look_at(const Result<Filter>& filter) {
  if (!filter) {
    CHECK(filter.error().code == Code::invalid_argument, "an error of another kind");
    CHECK(filter.error().message.starts_with("filter"), "an error that does not say of what");
    return;
  }
  CHECK(check_filter(*filter), "a filter that was read is not sound");
  const auto from_json = parse_filter_json(filter_json(*filter));
  CHECK(from_json && *from_json == *filter, "another filter after its JSON form");
  const auto from_text = parse_filter(filter_text(*filter));
  CHECK(from_text && *from_text == *filter, "another filter after its compact form");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  look_at(parse_filter_json(bytes));
  look_at(parse_filter(bytes));
  return 0;
}
