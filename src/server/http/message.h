#pragma once
// What goes over an HTTP connection, as plain values: a request's head, and a response.
//
// Thread-safety: plain values. The views of a head live as long as the parser that made it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cognate::server::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };
inline constexpr std::size_t kMethods = 8;
/// "GET"; "OTHER" for those that we do not know.
std::string_view method_name(Method method) noexcept;
Method method_of(std::string_view name) noexcept;

/// A header field, as it came.
struct Field {
  std::string_view name;
  std::string_view value;
};

/// Everything of a request before its body.
struct RequestHead {
  Method method = Method::other;
  std::string_view target;    ///< "/v1/models/a%2Fb?limit=3", as it came
  bool keep_alive = true;     ///< the client may send more; never with HTTP/1.0
  bool expects_100 = false;   ///< the client waits for "100 Continue" before it sends the body
  bool chunked = false;       ///< the length of the body is not known yet
  std::uint64_t length = 0;   ///< of the body, where it is known
  std::vector<Field> fields;  ///< in order

  /// The value of the first field of that name, whatever its case; "" where there is none.
  std::string_view field(std::string_view name) const noexcept;
  std::size_t count(std::string_view name) const noexcept;
};

struct Response {
  int status = 200;
  std::string_view content_type = "application/json";  ///< REQUIRES: of static lifetime
  std::string body = {};
  std::vector<std::pair<std::string_view, std::string>> fields = {};  ///< names as above
  bool close = false;  ///< the connection ends with it
};

/// "Not Found".
std::string_view reason_phrase(int status) noexcept;

/// Whether two ASCII texts differ in case only.
bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

struct HeadOptions {
  std::string_view date;  ///< as RFC 9110 writes it; "" leaves the field out
  bool close = false;
};

/// Appends status line and fields, up to and with the empty line.
void append_head(std::string& out, const Response& response, const HeadOptions& options);

/// The time as RFC 9110 writes it: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::int64_t seconds_since_1970);

}  // namespace cognate::server::http
