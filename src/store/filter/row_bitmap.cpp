#include "store/filter/row_bitmap.h"

#include <roaring.h>

#include <array>

#include "base/check.h"

namespace cognate::store {
namespace {

using namespace roaring::api;

/// Whole containers at once; pays where there are more rows than words.
void add_by_words(const roaring_bitmap_t& bitmap, Bits& bits) {
  const std::unique_ptr<bitset_t, decltype(&bitset_free)> copy(bitset_create(), &bitset_free);
  CHECK(copy && roaring_bitmap_to_bitset(&bitmap, copy.get()), "out of memory");
  const std::span<const std::uint64_t> from(copy->array, copy->arraysize);
  const std::span<std::uint64_t> to = bits.words();
  CHECK(from.size() <= to.size(), "the bits have room for every row");
  for (std::size_t i = 0; i < from.size(); ++i) {
    to[i] |= from[i];
  }
}

void add_by_rows(const roaring_bitmap_t& bitmap, Bits& bits) {
  constexpr std::uint32_t kRows = 512;
  std::array<Row, kRows> rows{};
  roaring_uint32_iterator_t at{};
  roaring_iterator_init(&bitmap, &at);
  while (const std::uint32_t count = roaring_uint32_iterator_read(&at, rows.data(), kRows)) {
    for (const Row row : std::span(rows).first(count)) {
      bits.add(row);
    }
  }
}

}  // namespace

void RowBitmap::Free::operator()(roaring_bitmap_s* bitmap) const noexcept {
  roaring_bitmap_free(bitmap);
}

RowBitmap::RowBitmap() : bitmap_(roaring_bitmap_create()) {
  CHECK(bitmap_ != nullptr, "out of memory");
}

void RowBitmap::add(Row row) { roaring_bitmap_add(bitmap_.get(), row); }

void RowBitmap::add(std::span<const Row> rows) {
  roaring_bitmap_add_many(bitmap_.get(), rows.size(), rows.data());
  roaring_bitmap_run_optimize(bitmap_.get());
}

void RowBitmap::clear() { roaring_bitmap_clear(bitmap_.get()); }

std::size_t RowBitmap::count() const { return roaring_bitmap_get_cardinality(bitmap_.get()); }

std::vector<Row> RowBitmap::rows() const {
  std::vector<Row> rows(count());
  roaring_bitmap_to_uint32_array(bitmap_.get(), rows.data());
  return rows;
}

void RowBitmap::add_to(Bits& bits) const {
  const std::size_t size = count();
  if (size > bits.words().size()) {
    add_by_words(*bitmap_, bits);
  } else if (size > 0) {
    add_by_rows(*bitmap_, bits);
  }
}

std::size_t RowBitmap::bytes() const {
  return sizeof(roaring_bitmap_t) + roaring_bitmap_frozen_size_in_bytes(bitmap_.get());
}

}  // namespace cognate::store
