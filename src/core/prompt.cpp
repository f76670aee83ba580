#include <algorithm>
#include <array>

#include "cognate/embedder.h"

namespace cognate {
namespace {

/// The names under which files keep the prompts of a role, the first that has words wins.
constexpr std::array<std::string_view, 1> kQueryNames = {"query"};
constexpr std::array<std::string_view, 3> kPassageNames = {"document", "passage", "corpus"};

std::string_view first_of(const EmbedderInfo& info, std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    const auto found = std::ranges::find(info.prompts, name, &Prompt::name);
    if (found != info.prompts.end() && !found->text.empty()) {
      return found->text;
    }
  }
  return {};
}

}  // namespace

std::string_view prompt_of(const EmbedderInfo& info, const EmbedOptions& options) {
  if (options.prompt) {
    return *options.prompt;
  }
  switch (options.role) {
    case Role::query:
      return first_of(info, kQueryNames);
    case Role::passage:
      return first_of(info, kPassageNames);
    case Role::plain:
      break;
  }
  return first_of(info, std::array<std::string_view, 1>{info.default_prompt});
}

}  // namespace cognate
