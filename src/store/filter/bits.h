#pragma once
// A set of rows as bits, all below a size: what filters are worked out in. Thread-safety: a plain
// value.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "store/vector_index.h"

namespace cognate::store {

class Bits {
 public:
  Bits() = default;
  explicit Bits(std::size_t rows) : words_((rows + kWordBits - 1) / kWordBits) {}

  std::size_t rows() const noexcept { return words_.size() * kWordBits; }
  std::span<const std::uint64_t> words() const noexcept { return words_; }
  std::span<std::uint64_t> words() noexcept { return words_; }

  /// Makes room for rows below `rows`; they are not in it.
  void grow(std::size_t rows) {
    words_.resize(std::max(words_.size(), (rows + kWordBits - 1) / kWordBits));
  }

  /// REQUIRES: row < rows().
  void add(Row row) noexcept { words_[row / kWordBits] |= bit(row); }
  void remove(Row row) noexcept { words_[row / kWordBits] &= ~bit(row); }
  bool holds(Row row) const noexcept {
    return row < rows() && (words_[row / kWordBits] & bit(row)) != 0;
  }

  std::size_t count() const noexcept {
    std::size_t sum = 0;
    for (const std::uint64_t word : words_) {
      sum += static_cast<std::size_t>(std::popcount(word));
    }
    return sum;
  }
  bool empty() const noexcept {
    return std::ranges::all_of(words_, [](std::uint64_t word) { return word == 0; });
  }

  // Of two sets of the same size.
  Bits& operator|=(const Bits& other) noexcept {
    return join(other, [](std::uint64_t a, std::uint64_t b) { return a | b; });
  }
  Bits& operator&=(const Bits& other) noexcept {
    return join(other, [](std::uint64_t a, std::uint64_t b) { return a & b; });
  }
  Bits& operator-=(const Bits& other) noexcept {
    return join(other, [](std::uint64_t a, std::uint64_t b) { return a & ~b; });
  }

  /// Calls visit(row) for each, rising.
  template <class Visit>
  void each(Visit visit) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
        visit(static_cast<Row>(i * kWordBits + static_cast<std::size_t>(std::countr_zero(word))));
      }
    }
  }

 private:
  static constexpr std::size_t kWordBits = 64;
  static std::uint64_t bit(Row row) noexcept { return std::uint64_t{1} << (row % kWordBits); }

  template <class Operation>
  Bits& join(const Bits& other, Operation operation) noexcept {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      words_[i] = operation(words_[i], other.words_[i]);
    }
    return *this;
  }

  std::vector<std::uint64_t> words_;
};

}  // namespace cognate::store
