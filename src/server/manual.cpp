#include "server/manual.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/limits.h"
#include "server/json_out.h"
#include "server/route.h"
#include "server/schemas.h"

namespace cognate::server {
namespace {

std::string lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c;
  });
  return small;
}

/// "post_v1_embeddings": what generated clients call the route.
std::string operation_id(const Route& route) {
  std::string id = lower(http::method_name(route.method));
  for (const char c : route.path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain || id.back() != '_') {
      id += plain ? c : '_';
    }
  }
  return id.ends_with('_') ? id.substr(0, id.size() - 1) : id;
}

/// The names of the placeholders of a path.
std::vector<std::string_view> placeholders(std::string_view path) {
  std::vector<std::string_view> names;
  for (std::size_t at = path.find('{'); at != path.npos; at = path.find('{', at + 1)) {
    names.push_back(path.substr(at + 1, path.find('}', at) - at - 1));
  }
  return names;
}

std::string_view error_schema(Dialect dialect) {
  return dialect == Dialect::openai ? "OpenAIError"
         : dialect == Dialect::tei  ? "TEIError"
                                    : "Problem";
}

void append_content(JsonMembers& members, std::string_view media_type, std::string_view schema) {
  JsonMembers content(members.open("content"));
  JsonMembers media(content.open(media_type));
  media.open("schema") += schema;
  media.end();
  content.end();
}

void append_responses(std::string& out, const Route& route) {
  JsonMembers responses(out);
  JsonMembers good(responses.open("200"));
  good.add("description", "done");
  append_content(good, route.media_type,
                 route.response.empty() ? R"({"type":"string"})" : route.response);
  good.end();
  JsonMembers bad(responses.open("default"));
  bad.add("description", "what went wrong");
  append_content(
      bad, route.dialect == Dialect::ours ? "application/problem+json" : "application/json",
      fmt::format(R"({{"$ref":"#/components/schemas/{}"}})", error_schema(route.dialect)));
  bad.end();
  responses.end();
}

void append_operation(std::string& out, const Route& route) {
  JsonMembers operation(out);
  operation.add("operationId", operation_id(route)).add("summary", route.summary);
  operation.open("tags") += fmt::format("[\"{}\"]", route.group);
  std::string& parameters = operation.open("parameters");
  parameters += '[';
  for (const std::string_view name : placeholders(route.path)) {
    parameters += parameters.back() == '[' ? "" : ",";
    JsonMembers parameter(parameters);
    parameter.add("name", name).add("in", "path").add("required", true);
    parameter.open("schema") += R"({"type":"string","minLength":1})";
    parameter.end();
  }
  parameters += ']';
  if (route.access == Access::open) {
    operation.open("security") += "[]";
  }
  if (!route.request.empty()) {
    JsonMembers body(operation.open("requestBody"));
    body.add("required", true);
    append_content(body, "application/json", route.request);
    body.end();
  }
  append_responses(operation.open("responses"), route);
  operation.end();
}

void append_paths(std::string& out) {
  JsonMembers paths(out);
  std::vector<std::string_view> done;
  for (const Route& route : routes()) {
    if (std::ranges::find(done, route.path) != done.end()) {
      continue;
    }
    done.push_back(route.path);
    JsonMembers path(paths.open(route.path));
    for (const Route& each : routes()) {
      if (each.path == route.path) {
        append_operation(path.open(lower(http::method_name(each.method))), each);
      }
    }
    path.end();
  }
  paths.end();
}

std::string_view body_words(Body body) {
  return body == Body::bulk ? "`server.body_megabytes`" : body == Body::small ? "1 MiB" : "none";
}

constexpr std::string_view kManualHead =
    "# HTTP\n\n"
    "What `cognate serve` answers. This page is made from the server's table of routes, as\n"
    "`GET /openapi.json` is, which also has the form of every body; `server_test` holds them "
    "equal.\n"
    "How to run the server, its keys and its limits: [serve.md](serve.md).\n\n"
    "A role is what a key must have: `writer` covers `reader`, `admin` covers all, `open` needs no "
    "key.\nAnswers carry `x-request-id`. Errors have the form of the family: OpenAI's, that of\n"
    "text-embeddings-inference, or `application/problem+json`.\n";

}  // namespace

std::string openapi_json(const std::string& version) {
  std::string out;
  JsonMembers document(out);
  document.add("openapi", "3.1.0");
  JsonMembers(document.open("info"))
      .add("title", "Cognate")
      .add("version", version)
      .add("description",
           "Embeddings and schema mapping. Keys are only needed where the server "
           "was given some.")
      .end();
  document.open("security") += R"([{"key":[]}])";
  append_paths(document.open("paths"));
  document.open("components") += schemas::kComponents;
  document.end();
  return out;
}

std::string http_manual() {
  std::string out(kManualHead);
  std::string_view group;
  for (const Route& route : routes()) {
    if (route.group != group) {
      group = route.group;
      fmt::format_to(std::back_inserter(out),
                     "\n## {}\n\n| method | path | role | body | what |\n|---|---|---|---|---|\n",
                     group);
    }
    fmt::format_to(std::back_inserter(out), "| {} | `{}` | {} | {} | {} |\n",
                   http::method_name(route.method), route.path, access_name(route.access),
                   body_words(route.body), route.summary);
  }
  return out;
}

std::string http_page(const std::string& version) {
  std::string rows;
  for (const Route& route : routes()) {
    fmt::format_to(std::back_inserter(rows),
                   "<tr><td>{}</td><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n",
                   http::method_name(route.method), route.path, access_name(route.access),
                   route.summary);
  }
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Cognate {}</title>\n"
      "<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 "
      "1rem}}td,th{{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0}}</style>\n"
      "<h1>Cognate {}</h1>\n<p>The form of every body: <a "
      "href=\"/openapi.json\">/openapi.json</a>.</p>\n<table>\n<tr><th>method<th>path<th>role<th>"
      "what</tr>\n{}</table>\n</html>\n",
      version, version, rows);
}

}  // namespace cognate::server
