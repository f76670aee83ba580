#pragma once
// Numbers of payloads and filters in one order: by their exact mathematical value, whether they
// came as int64 or as double.
//
// Every value has one form: whole numbers that fit in 64 bits are kept as integers. Thread-safety:
// a plain value.

#include <bit>
#include <compare>
#include <cstdint>

namespace cognate::store {

class Number {
 public:
  Number() = default;
  explicit Number(std::int64_t value) noexcept : bits_(static_cast<std::uint64_t>(value)) {}
  /// REQUIRES: finite.
  explicit Number(double value) noexcept;

  friend bool operator==(const Number&, const Number&) = default;
  friend std::strong_ordering operator<=>(const Number& a, const Number& b) noexcept;

  /// The form as it is kept on disk.
  std::uint64_t bits() const noexcept { return bits_; }
  bool whole() const noexcept { return whole_; }

 private:
  std::int64_t integer() const noexcept { return static_cast<std::int64_t>(bits_); }
  double real() const noexcept { return std::bit_cast<double>(bits_); }

  std::uint64_t bits_ = 0;
  bool whole_ = true;  // else a double with a fraction, or one beyond 64 bits
};

}  // namespace cognate::store
