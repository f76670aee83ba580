#include "schema/set_table.h"

#include <algorithm>
#include <bit>

namespace cognate::schema {

void SetTable::push(const Sketch& sketch) {
  hashes.insert(hashes.end(), sketch.hashes.begin(), sketch.hashes.end());
  begins.push_back(hashes.size());
  whole.push_back(sketch.whole ? 1 : 0);
}

void SetTable::index() {
  constexpr std::size_t kSlotsMin = 8;
  slots.assign(std::bit_ceil(std::max(kSlotsMin, hashes.size() * 3 / 2)), kNone);
  key_of.resize(hashes.size());
  keys.clear();
  key_begins.assign(1, 0);
  const std::size_t mask = slots.size() - 1;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    std::size_t slot = hashes[i] & mask;
    while (slots[slot] != kNone && keys[slots[slot]] != hashes[i]) {
      slot = (slot + 1) & mask;
    }
    if (slots[slot] == kNone) {
      slots[slot] = static_cast<std::uint32_t>(keys.size());
      keys.push_back(hashes[i]);
      key_begins.push_back(0);
    }
    key_of[i] = slots[slot];
    ++key_begins[key_of[i] + 1];
  }
  for (std::size_t key = 0; key < keys.size(); ++key) {
    key_begins[key + 1] += key_begins[key];
  }
  columns.resize(hashes.size());
  std::vector<std::uint32_t> next(key_begins.begin(), key_begins.end() - 1);
  for (std::size_t column = 0; column < size(); ++column) {
    for (std::size_t i = begins[column]; i < begins[column + 1]; ++i) {
      columns[next[key_of[i]]++] = static_cast<std::uint32_t>(column);
    }
  }
}

std::uint32_t SetTable::find(std::uint64_t hash) const noexcept {
  const std::size_t mask = slots.size() - 1;
  std::size_t slot = hash & mask;
  while (slots[slot] != kNone && keys[slots[slot]] != hash) {
    slot = (slot + 1) & mask;
  }
  return slots[slot];
}

}  // namespace cognate::schema
