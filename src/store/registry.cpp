#include "store/registry.h"

#include <algorithm>
#include <string>

#include "base/error.h"

namespace cognate::store {
namespace {

std::string built_names() {
  std::string names;
  for (const Backend* backend : backends()) {
    names += names.empty() ? "" : ", ";
    names += backend->name;
  }
  return names.empty() ? "none" : names;
}

}  // namespace

Result<const Backend*> find_backend(std::string_view name) {
  const auto by_name = [&](const Backend* backend) { return backend->name == name; };
  if (const auto at = std::ranges::find_if(backends(), by_name); at != backends().end()) {
    return *at;
  }
  for (const AbsentBackend& absent : absent_backends()) {
    if (absent.name == name) {
      const std::string_view how = absent.how;
      return fail(Code::unsupported, "{}: not in this build; configure with {}{}{}{}; built: {}",
                  name, absent.option, how.empty() ? "" : " (needs ", how, how.empty() ? "" : ")",
                  built_names());
    }
  }
  return fail(Code::invalid_argument, "no vector store is called \"{}\"; built: {}", name,
              built_names());
}

}  // namespace cognate::store
