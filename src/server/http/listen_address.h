#pragma once
// Where a server listens, as a user writes it. Pure functions.

#include <cstdint>
#include <string>
#include <string_view>

#include "cognate/result.h"

namespace cognate::server::http {

struct ListenAddress {
  std::string host = {};  ///< a name or a literal, without brackets; empty with a path
  std::uint16_t port = 0;
  std::string path = {};  ///< of a Unix socket
};

/// "127.0.0.1:8765", "[::1]:0", "localhost:80", ":80" (every interface) or "unix:/run/c.sock".
/// Error: invalid_argument.
Result<ListenAddress> parse_listen_address(std::string_view text);

/// Only this machine can reach it. A name other than localhost counts as beyond.
bool is_local(const ListenAddress& address);

/// Whether the text is an IPv4 or an IPv6 address, the latter with or without brackets.
bool is_ip_literal(std::string_view host);

/// The host of a Host field or an authority: "a.b:80" gives "a.b", "[::1]:80" gives "::1".
std::string_view host_of(std::string_view authority);

}  // namespace cognate::server::http
