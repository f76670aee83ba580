#include "server/http/listen_address.h"

#include <arpa/inet.h>

#include <charconv>

#include "base/error.h"

namespace cognate::server::http {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";
constexpr std::size_t kUnixPathBytesMax = 107;  // sun_path of Linux, without its zero

std::string_view without_brackets(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  if (text.starts_with(kUnixPrefix)) {
    std::string path(text.substr(kUnixPrefix.size()));
    if (path.empty() || path.size() > kUnixPathBytesMax) {
      return fail(Code::invalid_argument, "{}: a path of 1 to {} bytes follows \"unix:\"", text,
                  kUnixPathBytesMax);
    }
    return ListenAddress{.path = std::move(path)};
  }
  const std::size_t colon = text.rfind(':');
  const std::string_view digits = colon == text.npos ? "" : text.substr(colon + 1);
  ListenAddress address;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  const std::string_view host = text.substr(0, colon == text.npos ? 0 : colon);
  const bool bare_v6 = host.find(':') != host.npos && !host.starts_with('[');
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() || bare_v6) {
    return fail(Code::invalid_argument,
                "{}: no address to listen on; write HOST:PORT, [IPV6]:PORT or unix:PATH", text);
  }
  address.host = host.empty() ? "0.0.0.0" : std::string(without_brackets(host));
  return address;
}

bool is_local(const ListenAddress& address) {
  in_addr v4{};
  if (!address.path.empty() || address.host == "localhost" || address.host == "::1") {
    return true;
  }
  return inet_pton(AF_INET, address.host.c_str(), &v4) == 1 && (ntohl(v4.s_addr) >> 24) == 127;
}

bool is_ip_literal(std::string_view host) {
  const std::string name(without_brackets(host));
  in6_addr room{};
  return inet_pton(AF_INET, name.c_str(), &room) == 1 ||
         inet_pton(AF_INET6, name.c_str(), &room) == 1;
}

std::string_view host_of(std::string_view authority) {
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    return end == authority.npos ? authority : authority.substr(1, end - 1);
  }
  return authority.substr(0, authority.find(':'));
}

}  // namespace cognate::server::http
