#include "server/route.h"

#include <algorithm>
#include <array>

#include "base/error.h"

namespace cognate::server {
namespace {

constexpr bool is_placeholder(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}

int hex_digit(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

Result<std::string> decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return fail(Code::invalid_argument, "the path has a '%' without two digits behind it");
      }
      c = static_cast<char>(16 * high + low);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      return fail(Code::invalid_argument, "the path has a control character");
    }
    decoded += c;
  }
  return decoded;
}

/// Calls `take` with each part of the path between slashes.
template <class Take>
Status each_segment(std::string_view path, const Take& take) {
  path.remove_prefix(1);
  while (true) {
    const std::size_t end = std::min(path.find('/'), path.size());
    TRY_OK(take(path.substr(0, end)));
    if (end == path.size()) {
      return ok();
    }
    path.remove_prefix(end + 1);
  }
}

/// Whether the path of a route fits; placeholders take one segment that is not empty.
bool fits(std::string_view pattern, const std::vector<std::string>& segments,
          std::vector<std::string>& parameters) {
  parameters.clear();
  std::size_t i = 0;
  const auto fit = each_segment(pattern, [&](std::string_view part) -> Status {
    const bool same =
        i < segments.size() && (is_placeholder(part) ? !segments[i].empty() : part == segments[i]);
    if (same && is_placeholder(part)) {
      parameters.push_back(segments[i]);
    }
    ++i;
    return same ? ok() : Status(Error{Code::not_found, ""});
  });
  return fit && i == segments.size();
}

std::vector<Route> all_routes() {
  std::vector<Route> all;
  for (const auto group : {openai_routes(), tei_routes(), watch_routes(), manual_routes()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace

std::span<const Route> routes() noexcept {
  static const std::vector<Route> all = all_routes();
  return all;
}

Result<Target> parse_target(std::string_view target) {
  Target parsed;
  const std::size_t question = std::min(target.find('?'), target.size());
  if (question < target.size()) {
    parsed.query = target.substr(question + 1);
  }
  const std::string_view path = target.substr(0, question);
  if (!path.starts_with('/')) {
    return fail(Code::invalid_argument, "the target of a request begins with '/'");
  }
  TRY_OK(each_segment(path, [&](std::string_view part) -> Status {
    TRY(std::string segment, decode(part));
    parsed.segments.push_back(std::move(segment));
    return ok();
  }));
  return parsed;
}

Found find_route(http::Method method, const Target& target) {
  Found found;
  std::vector<std::string> parameters;
  // HEAD is GET without the body.
  const auto wanted = method == http::Method::head ? http::Method::get : method;
  for (const Route& route : routes()) {
    if (!fits(route.path, target.segments, parameters)) {
      continue;
    }
    if (route.method == wanted) {
      found.route = &route;
      found.parameters = std::move(parameters);
      return found;
    }
    found.allow += found.allow.empty() ? "" : ", ";
    found.allow += route.method == http::Method::get ? "GET, HEAD" : method_name(route.method);
  }
  return found;
}

}  // namespace cognate::server
