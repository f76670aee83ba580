#pragma once
// Base64 (RFC 4648, section 4) of bytes. Pure functions.

#include <cstddef>
#include <span>
#include <string>

namespace cognate::server {

constexpr std::size_t base64_size(std::size_t bytes) noexcept { return (bytes + 2) / 3 * 4; }

/// Appends the characters, padded with '='.
void append_base64(std::string& out, std::span<const std::byte> bytes);

}  // namespace cognate::server
