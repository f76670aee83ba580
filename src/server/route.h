#pragma once
// The table of routes: one row is all there is to say of a route. Dispatch, the answers 404 and
// 405, the check of roles, limits, metrics, /openapi.json and docs/http.md are made from it.
//
// Thread-safety: constant data.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/call.h"
#include "server/http/message.h"
#include "server/keys.h"
#include "server/problem.h"

namespace cognate::server {

enum class Body : std::uint8_t {
  none,
  small,  ///< limits::kHttpBodyBytesMax
  bulk,   ///< the setting server.body_megabytes
};

struct Route {
  http::Method method = http::Method::get;
  std::string_view path;  ///< "/v1/models/{name}"
  Access access = Access::admin;
  Dialect dialect = Dialect::ours;
  Body body = Body::none;
  void (*handle)(const Call& call) = nullptr;
  std::string_view group;          ///< heading in the manual
  std::string_view summary;        ///< one sentence
  std::string_view request = {};   ///< JSON Schema of the body
  std::string_view response = {};  ///< JSON Schema of the answer; empty: it is no JSON
  std::string_view media_type = "application/json";  ///< of the answer
};

/// All routes, those of a group side by side.
std::span<const Route> routes() noexcept;

/// A target, told apart: decoded segments of its path. Error: invalid_argument (not percent-encoded
/// right, or control characters).
struct Target {
  std::vector<std::string> segments;
  std::string_view query;
};
Result<Target> parse_target(std::string_view target);

/// What the table says of a method and a path.
struct Found {
  const Route* route = nullptr;         ///< null: none
  std::vector<std::string> parameters;  ///< of its placeholders
  std::string allow = {};  ///< the methods that the path has; "" where there is no such path
};
Found find_route(http::Method method, const Target& target);

/// The rows of each group: one file each.
std::span<const Route> openai_routes() noexcept;
std::span<const Route> tei_routes() noexcept;
std::span<const Route> watch_routes() noexcept;
std::span<const Route> manual_routes() noexcept;

}  // namespace cognate::server
