#include "server/base64.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace cognate::server {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The two characters of each twelve bits: half the look-ups of a table of single ones.
constexpr auto kPairs = [] {
  std::array<std::array<char, 2>, 4096> pairs{};
  for (std::size_t bits = 0; bits < pairs.size(); ++bits) {
    pairs[bits] = {kAlphabet[bits >> 6U], kAlphabet[bits & 63U]};
  }
  return pairs;
}();

std::uint64_t six_bytes(const std::byte* from) noexcept {
  std::uint64_t word = 0;
  for (int i = 0; i < 6; ++i) {
    word = word << 8U | static_cast<std::uint64_t>(from[i]);
  }
  return word;
}

}  // namespace

void append_base64(std::string& out, std::span<const std::byte> bytes) {
  const std::size_t begin = out.size();
  out.resize(begin + base64_size(bytes.size()));
  char* to = out.data() + begin;
  std::size_t i = 0;
  for (; i + 6 <= bytes.size(); i += 6) {
    const std::uint64_t word = six_bytes(bytes.data() + i);
    for (unsigned shift = 48; shift > 0; to += 2) {
      shift -= 12;
      std::memcpy(to, kPairs[word >> shift & 4095U].data(), 2);
    }
  }
  for (; i < bytes.size(); i += 3) {
    const std::size_t left = std::min<std::size_t>(bytes.size() - i, 3);
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      word = word << 8U | (k < left ? static_cast<std::uint32_t>(bytes[i + k]) : 0U);
    }
    std::memcpy(to, kPairs[word >> 12U].data(), 2);
    std::memcpy(to + 2, kPairs[word & 4095U].data(), 2);
    std::memset(to + left + 1, '=', 3 - left);
    to += 4;
  }
}

}  // namespace cognate::server
