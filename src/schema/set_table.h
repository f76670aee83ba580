#pragma once
// Sets of hashes, one for each column of a table, in flat memory, and the way back: which columns
// hold a hash. Plain values without pointers: safe to read from any thread, easy to store.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "schema/profile.h"

namespace cognate::schema {

struct SetTable {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  std::vector<std::size_t> begins = {0};  ///< of each column's hashes, and the end of all
  std::vector<std::uint64_t> hashes;      ///< ascending within a column, no two equal
  std::vector<std::uint8_t> whole;        ///< one a column, as in Sketch

  // What index() makes of the above. A key is the number of a distinct hash, in order of first use.
  std::vector<std::uint32_t> key_of;      ///< one a hash
  std::vector<std::uint64_t> keys;        ///< the hash of each key
  std::vector<std::uint32_t> key_begins;  ///< of each key's columns, and the end of all
  std::vector<std::uint32_t> columns;     ///< that hold a key, ascending
  std::vector<std::uint32_t> slots;       ///< open addressing with linear probing: a key or kNone

  std::size_t size() const noexcept { return whole.size(); }
  std::span<const std::uint64_t> of(std::size_t column) const {
    return std::span(hashes).subspan(begins[column], begins[column + 1] - begins[column]);
  }

  /// Appends the set of the next column.
  void push(const Sketch& sketch);
  /// To be called once all columns are there. REQUIRES: fewer than 2^32 hashes.
  void index();

  /// The key of a hash, or kNone.
  std::uint32_t find(std::uint64_t hash) const noexcept;
  std::size_t count(std::uint32_t key) const { return key_begins[key + 1] - key_begins[key]; }
  std::span<const std::uint32_t> columns_with(std::uint32_t key) const {
    return std::span(columns).subspan(key_begins[key], count(key));
  }
};

}  // namespace cognate::schema
