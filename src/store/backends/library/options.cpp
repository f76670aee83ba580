#include "store/backends/library/options.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/error.h"

namespace cognate::store {

std::string option_text(const StoreSpec& spec, std::span<const Backend::Option> options,
                        std::string_view name) {
  if (const auto found = spec.options.find(name); found != spec.options.end()) {
    return found->second;
  }
  const auto row = std::ranges::find(
      options, name, [](const Backend::Option& option) { return std::string_view(option.name); });
  CHECK(row != options.end(), "the back end has the option");
  return row->fallback;
}

Result<std::optional<std::size_t>> option_number(const StoreSpec& spec,
                                                 std::span<const Backend::Option> options,
                                                 std::string_view name, const WholeRange& range) {
  const std::string text = option_text(spec, options, name);
  if (text == "auto") {
    return std::optional<std::size_t>();
  }
  std::size_t number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || at != end || number < range.least || number > range.most) {
    return fail(Code::invalid_argument,
                "option {}: '{}' is no whole number from {} to {} (nor 'auto')", name, text,
                range.least, range.most);
  }
  return std::optional(number);
}

}  // namespace cognate::store
