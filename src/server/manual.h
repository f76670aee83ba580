#pragma once
// What the table of routes says, for machines (OpenAPI 3.1) and for people. Pure functions.

#include <string>

namespace cognate::server {

/// The OpenAPI document.
std::string openapi_json(const std::string& version);

/// docs/http.md.
std::string http_manual();

/// A page for browsers with the same table.
std::string http_page(const std::string& version);

}  // namespace cognate::server
