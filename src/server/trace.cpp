#include "server/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <random>

#include "base/server_limits.h"

namespace cognate::server {
namespace {

// 00-<trace: 32 digits>-<parent: 16 digits>-<flags: 2 digits>
constexpr std::size_t kTraceAt = 3;
constexpr std::size_t kTraceDigits = 32;
constexpr std::size_t kParentAt = 36;
constexpr std::size_t kParentDigits = 16;
constexpr std::size_t kFlagsAt = 53;
constexpr std::size_t kTraceparentSize = 55;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view digits) { return digits.find_first_not_of('0') == digits.npos; }

bool is_id_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
         c == '_' || c == '-';
}

}  // namespace

std::uint64_t next_number() noexcept {
  static const std::uint64_t seed =
      (std::uint64_t{std::random_device{}()} << 32U) ^ std::random_device{}();
  static std::atomic<std::uint64_t> count{0};
  // SplitMix64 (Steele, Lea and Flood, 2014): a permutation, so that no number comes twice.
  std::uint64_t x = seed + 0x9E3779B97F4A7C15ULL * (count.fetch_add(1) + 1);
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

std::string request_id(std::string_view given) {
  if (!given.empty() && given.size() <= limits::kHttpRequestIdBytesMax &&
      std::ranges::all_of(given, is_id_character)) {
    return std::string(given);
  }
  return fmt::format("{:016x}", next_number());
}

std::string_view trace_id(std::string_view traceparent) {
  if (traceparent.size() != kTraceparentSize || !traceparent.starts_with("00-") ||
      traceparent[kParentAt - 1] != '-' || traceparent[kFlagsAt - 1] != '-') {
    return {};
  }
  const std::string_view trace = traceparent.substr(kTraceAt, kTraceDigits);
  const std::string_view parent = traceparent.substr(kParentAt, kParentDigits);
  const bool good = is_hex(trace) && is_hex(parent) && is_hex(traceparent.substr(kFlagsAt)) &&
                    !is_zero(trace) && !is_zero(parent);
  return good ? trace : std::string_view();
}

std::string child_traceparent(std::string_view traceparent) {
  return fmt::format("00-{}-{:016x}-{}", trace_id(traceparent), next_number(),
                     traceparent.substr(kFlagsAt));
}

}  // namespace cognate::server
