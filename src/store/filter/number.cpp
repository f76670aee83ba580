#include "store/filter/number.h"

#include <cmath>

namespace cognate::store {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.;

/// How `whole` stands to a `real` that is no whole number of 64 bits.
std::strong_ordering compare_mixed(std::int64_t whole, double real) noexcept {
  if (real >= kTwoTo63) {
    return std::strong_ordering::less;
  }
  if (real < -kTwoTo63) {
    return std::strong_ordering::greater;
  }
  return whole <= static_cast<std::int64_t>(std::floor(real)) ? std::strong_ordering::less
                                                              : std::strong_ordering::greater;
}

}  // namespace

Number::Number(double value) noexcept
    : whole_(value >= -kTwoTo63 && value < kTwoTo63 && value == std::floor(value)) {
  bits_ = whole_ ? static_cast<std::uint64_t>(static_cast<std::int64_t>(value))
                 : std::bit_cast<std::uint64_t>(value);
}

std::strong_ordering operator<=>(const Number& a, const Number& b) noexcept {
  if (a.whole_ && b.whole_) {
    return a.integer() <=> b.integer();
  }
  if (a.whole_) {
    return compare_mixed(a.integer(), b.real());
  }
  if (b.whole_) {
    return 0 <=> compare_mixed(b.integer(), a.real());
  }
  if (a.real() == b.real()) {
    return std::strong_ordering::equal;
  }
  return a.real() < b.real() ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace cognate::store
