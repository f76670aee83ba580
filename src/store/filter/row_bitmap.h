#pragma once
// A set of rows that is small where rows lie close or far (Roaring bitmap, by CRoaring).
// Thread-safety: const functions may run side by side.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "store/filter/bits.h"

namespace roaring::api {
struct roaring_bitmap_s;
}  // namespace roaring::api

namespace cognate::store {

class RowBitmap {
 public:
  RowBitmap();

  void add(Row row);
  void add(std::span<const Row> rows);
  void clear();
  std::size_t count() const;
  /// Rising.
  std::vector<Row> rows() const;
  /// Adds them to `bits`. REQUIRES: room for all.
  void add_to(Bits& bits) const;
  /// In memory, about.
  std::size_t bytes() const;

 private:
  struct Free {
    void operator()(roaring::api::roaring_bitmap_s* bitmap) const noexcept;
  };
  std::unique_ptr<roaring::api::roaring_bitmap_s, Free> bitmap_;
};

}  // namespace cognate::store
