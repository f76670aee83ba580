// What the service can do, told by itself.

#include <array>

#include "server/json_out.h"
#include "server/manual.h"
#include "server/route.h"

namespace cognate::server {
namespace {

void welcome(const Call& call) {
  std::string body;
  JsonMembers(body)
      .add("name", "cognate")
      .add("version", call.house().options.version)
      .add("docs", "/docs")
      .add("openapi", "/openapi.json")
      .add("embeddings", "/v1/embeddings")
      .add("health", "/readyz")
      .end();
  call.answer_json(std::move(body));
}

void openapi(const Call& call) {
  static const std::string document = openapi_json(call.house().options.version);
  call.answer_json(document);
}

void docs(const Call& call) {
  static const std::string page = http_page(call.house().options.version);
  call.answer({.content_type = "text/html; charset=utf-8",
               .body = page,
               .fields = {{"content-security-policy",
                           "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"},
                          {"x-content-type-options", "nosniff"}}});
}

constexpr std::array kRoutes = {
    Route{.method = http::Method::get,
          .path = "/",
          .access = Access::open,
          .handle = welcome,
          .group = "This manual",
          .summary = "Where to go next.",
          .response = R"({"type":"object","required":["name","version","docs"]})"},
    Route{.method = http::Method::get,
          .path = "/docs",
          .access = Access::open,
          .handle = docs,
          .group = "This manual",
          .summary = "This table as a page.",
          .media_type = "text/html"},
    Route{.method = http::Method::get,
          .path = "/openapi.json",
          .access = Access::open,
          .handle = openapi,
          .group = "This manual",
          .summary = "OpenAPI 3.1, for tools and generated clients.",
          .response = R"({"type":"object","required":["openapi","paths"]})"},
};

}  // namespace

std::span<const Route> manual_routes() noexcept { return kRoutes; }

}  // namespace cognate::server
