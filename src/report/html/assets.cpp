#include "report/html/assets.h"

#include <cstdint>

namespace cognate::report {
namespace {

std::uint32_t digit(char c) {
  return static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
}

/// RFC 4648 of bytes given in hexadecimal digits.
std::string base64(std::string_view hex) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t kGroup = 6;  // digits: three bytes, four letters
  std::string out;
  for (std::size_t at = 0; at < hex.size(); at += kGroup) {
    const std::string_view group = hex.substr(at, kGroup);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < kGroup; ++i) {
      bits = (bits << 4U) | (i < group.size() ? digit(group[i]) : 0);
    }
    const std::size_t letters = group.size() / 2 + 1;
    for (std::size_t i = 0; i < 4; ++i) {
      out += i < letters ? kLetters[(bits >> (18 - 6 * i)) & 63U] : '=';
    }
  }
  return out;
}

}  // namespace

std::string source_of(const Asset& asset) { return "'sha256-" + base64(asset.sha256) + "'"; }

}  // namespace cognate::report
