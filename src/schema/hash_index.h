#pragma once
// Numbers hashes in order of first use: 0, 1, 2 ... Open addressing with linear probing; hashes are
// taken as well mixed and, equal, as equal things. One thread at a time.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cognate::schema {

class HashIndex {
 public:
  /// Forgets the hashes and keeps the memory.
  void clear() {
    hashes_.clear();
    std::ranges::fill(slots_, kNone);
  }
  std::size_t size() const noexcept { return hashes_.size(); }
  /// The hashes by number.
  const std::vector<std::uint64_t>& hashes() const noexcept { return hashes_; }

  /// The number of a hash; it is new if it was size() before the call.
  std::size_t add(std::uint64_t hash) {
    if (hashes_.size() * 2 >= slots_.size()) {
      grow();
    }
    std::uint32_t& slot = slots_[slot_of(hash)];
    if (slot == kNone) {
      slot = static_cast<std::uint32_t>(hashes_.size());
      hashes_.push_back(hash);
    }
    return slot;
  }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  static constexpr std::size_t kSlotsMin = 64;

  std::size_t slot_of(std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    while (slots_[slot] != kNone && hashes_[slots_[slot]] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  void grow() {
    slots_.assign(std::bit_ceil(std::max(kSlotsMin, slots_.size() * 4)), kNone);
    for (std::size_t i = 0; i < hashes_.size(); ++i) {
      slots_[slot_of(hashes_[i])] = static_cast<std::uint32_t>(i);
    }
  }

  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace cognate::schema
