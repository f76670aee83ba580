#include "server/route.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/file_system.h"
#include "server/manual.h"
#include "text/json_fields.h"

namespace cognate::server {
namespace {

using http::Method;
using testing::HasSubstr;

Found find(Method method, std::string_view target) {
  const auto parsed = parse_target(target);
  EXPECT_TRUE(parsed) << target;
  return find_route(method, *parsed);
}

TEST(Routes, EachIsFoundByItsMethodAndPathAndByNoOther) {
  for (const Route& route : routes()) {
    std::string path(route.path);
    for (std::size_t at = path.find('{'); at != path.npos; at = path.find('{')) {
      path.replace(at, path.find('}') + 1 - at, "some%2Fname");
    }
    const Found found = find(route.method, path);
    ASSERT_EQ(found.route, &route) << path;
    for (const std::string& parameter : found.parameters) {
      EXPECT_EQ(parameter, "some/name");
    }
    EXPECT_EQ(find(Method::other, path).route, nullptr);
    EXPECT_THAT(find(Method::other, path).allow, HasSubstr(method_name(route.method)));
    EXPECT_EQ(find(route.method, path + "/more/and/more").route, nullptr) << path;
  }
}

TEST(Routes, EachSaysAllThatThereIsToSay) {
  std::set<std::string> seen;
  simdjson::dom::parser parser;
  for (const Route& route : routes()) {
    EXPECT_TRUE(
        seen.insert(std::string(method_name(route.method)) + std::string(route.path)).second);
    EXPECT_NE(route.handle, nullptr) << route.path;
    EXPECT_FALSE(route.group.empty() || route.summary.empty()) << route.path;
    EXPECT_TRUE(route.path.starts_with('/')) << route.path;
    const bool takes_body = route.method != Method::get && route.method != Method::del;
    EXPECT_EQ(route.body != Body::none, takes_body) << route.path;
    EXPECT_EQ(!route.request.empty(), takes_body) << route.path;
    for (const std::string_view schema : {route.request, route.response}) {
      simdjson::dom::object object;
      EXPECT_TRUE(schema.empty() ||
                  parser.parse(schema.data(), schema.size()).get(object) == simdjson::SUCCESS)
          << route.path << ": " << schema;
    }
  }
}

TEST(Routes, WithoutAKeyOnlyTheseAreOpen) {
  std::set<std::string_view> open;
  for (const Route& route : routes()) {
    if (route.access == Access::open) {
      open.insert(route.path);
    }
    EXPECT_FALSE(route.access == Access::open && route.method != Method::get) << route.path;
  }
  EXPECT_EQ(open, (std::set<std::string_view>{"/", "/docs", "/health", "/livez", "/openapi.json",
                                              "/readyz"}));
}

TEST(Routes, HeadIsGet) {
  EXPECT_EQ(find(Method::head, "/livez").route, find(Method::get, "/livez").route);
}

TEST(Target, IsDecodedOnceAndRefusedWhereItIsBroken) {
  const auto target = parse_target("/a%2Fb/%2541?x=%2F");
  ASSERT_TRUE(target);
  EXPECT_THAT(target->segments, testing::ElementsAre("a/b", "%41"));
  EXPECT_EQ(target->query, "x=%2F");
  for (const char* wrong : {"", "*", "a", "/%", "/%2", "/%zz", "/%00", "/a%0d%0ab", "/%7f"}) {
    EXPECT_FALSE(parse_target(wrong)) << wrong;
  }
}

TEST(Target, DotsAreNames) {
  EXPECT_EQ(find(Method::get, "/v1/../livez").route, nullptr);
  EXPECT_EQ(find(Method::get, "//livez").route, nullptr);
  EXPECT_EQ(find(Method::get, "/v1/models/").route, nullptr);
}

TEST(Manual, ThePageInDocsIsTheTable) {
  const auto page = read_file(real_file_system(), COGNATE_SOURCE_DIR "/docs/http.md", 1 << 20);
  const std::string made = testing::TempDir() + "http.md";
  ASSERT_TRUE(write_atomically(real_file_system(), made, http_manual()));
  EXPECT_EQ(page ? *page : "", http_manual()) << "copy " << made << " to docs/http.md";
}

TEST(Manual, TheOpenApiDocumentNamesEveryRouteOnce) {
  simdjson::dom::parser parser;
  const std::string document = openapi_json("1.2.3");
  simdjson::dom::element root;
  ASSERT_EQ(parser.parse(document).get(root), simdjson::SUCCESS) << document;
  std::set<std::string_view> ids;
  for (const Route& route : routes()) {
    std::string method(method_name(route.method));
    std::ranges::transform(method, method.begin(), ::tolower);
    simdjson::dom::object operation;
    ASSERT_EQ(root["paths"][route.path][method].get(operation), simdjson::SUCCESS) << route.path;
    std::string_view id;
    ASSERT_EQ(operation["operationId"].get(id), simdjson::SUCCESS);
    EXPECT_TRUE(ids.insert(id).second) << id;
    EXPECT_EQ(operation["security"].error() == simdjson::SUCCESS, route.access == Access::open);
  }
}

}  // namespace
}  // namespace cognate::server
