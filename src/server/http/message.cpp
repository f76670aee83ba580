#include "server/http/message.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>

namespace cognate::server::http {
namespace {

constexpr std::array<std::string_view, kMethods> kMethodNames = {
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"};

struct Reason {
  int status;
  std::string_view phrase;
};

constexpr std::array kReasons = {
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{204, "No Content"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{413, "Content Too Large"},
    Reason{415, "Unsupported Media Type"},
    Reason{417, "Expectation Failed"},
    Reason{421, "Misdirected Request"},
    Reason{422, "Unprocessable Content"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
};

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c;
}

}  // namespace

std::string_view method_name(Method method) noexcept {
  return kMethodNames[static_cast<std::size_t>(method)];
}

Method method_of(std::string_view name) noexcept {
  const auto found = std::ranges::find(kMethodNames, name);
  return found == kMethodNames.end() ? Method::other
                                     : static_cast<Method>(found - kMethodNames.begin());
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view RequestHead::field(std::string_view name) const noexcept {
  for (const Field& each : fields) {
    if (equal_ignoring_case(each.name, name)) {
      return each.value;
    }
  }
  return {};
}

std::size_t RequestHead::count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      fields, [&](const Field& each) { return equal_ignoring_case(each.name, name); }));
}

std::string_view reason_phrase(int status) noexcept {
  const auto* const row = std::ranges::find(kReasons, status, &Reason::status);
  return row == kReasons.end() ? "" : row->phrase;
}

void append_head(std::string& out, const Response& response, const HeadOptions& options) {
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
  if (!options.date.empty()) {
    fmt::format_to(to, "date: {}\r\n", options.date);
  }
  if (response.status != 204) {
    if (!response.body.empty()) {
      fmt::format_to(to, "content-type: {}\r\n", response.content_type);
    }
    fmt::format_to(to, "content-length: {}\r\n", response.body.size());
  }
  for (const auto& [name, value] : response.fields) {
    fmt::format_to(to, "{}: {}\r\n", name, value);
  }
  out += options.close ? "connection: close\r\n\r\n" : "\r\n";
}

std::string http_date(std::int64_t seconds_since_1970) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT",
                     fmt::gmtime(static_cast<std::time_t>(seconds_since_1970)));
}

}  // namespace cognate::server::http
