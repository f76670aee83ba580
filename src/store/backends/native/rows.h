#pragma once
// The rows of an index: their codes, norms, originals and numbers, and which were erased.
//
// A slot is the place of a row, counted from 0 in the order in which rows came. One thread appends
// and erases; any number may read slots below count() meanwhile, without locks.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "store/backends/native/index_file.h"
#include "store/backends/native/space.h"
#include "store/vector_index.h"

namespace cognate::store::native {

using Slot = std::uint32_t;
inline constexpr Slot kNoSlot = std::numeric_limits<Slot>::max();

class Rows {
 public:
  Rows(const Space& space, bool keeps_originals);

  const Space& space() const noexcept { return *space_; }

  /// Slots that may be read.
  std::size_t count() const noexcept { return count_.load(std::memory_order_acquire); }
  std::size_t erased_count() const noexcept {
    return erased_count_.load(std::memory_order_relaxed);
  }

  /// Errors: invalid_argument (rows do not rise), unavailable (memory, or more than there may be).
  Status append(std::span<const Row> rows, std::span<const float> vectors);
  /// Whether the row was there and not yet erased.
  bool erase(Row row);

  Row row(Slot slot) const noexcept { return *numbers_.as<Row>(slot); }
  /// The first slot whose row is not below this one; `hint` is a slot not above it.
  Slot slot_from(Row row, Slot hint = 0) const noexcept;
  std::optional<Slot> slot_of(Row row) const noexcept;
  bool erased(Slot slot) const noexcept;

  const std::uint8_t* codes(Slot slot) const noexcept { return codes_.at(slot); }
  const std::uint8_t* lower(Slot slot) const noexcept { return lower_.at(slot); }
  float norm(Slot slot) const noexcept {
    return space_->has_norms() ? *norms_.as<float>(slot) : 1.0F;
  }
  bool has_originals() const noexcept { return originals_.row_bytes() > 0 || floats(); }
  /// REQUIRES: has_originals().
  const float* original(Slot slot) const noexcept {
    return floats() ? codes_.as<float>(slot) : originals_.as<float>(slot);
  }

  /// Greatest length that a code leaves of a unit vector, of the upper plane alone or of both.
  float upper_error() const noexcept { return upper_error_.load(std::memory_order_relaxed); }
  float error() const noexcept { return error_.load(std::memory_order_relaxed); }

  /// Keys of rows that lie anywhere, of the plane that searches read.
  void keys(const Probe& probe, std::span<const Slot> slots, float* keys) const noexcept;
  /// The same of rows [first, first + count).
  void keys_of_run(const Probe& probe, Slot first, std::size_t count, float* keys) const noexcept;
  /// By both planes. REQUIRES: Form::bits8.
  void fine_keys(const Probe& probe, std::span<const Slot> slots, float* keys) const noexcept;

  /// A row to compare others with.
  void probe(Slot slot, Probe& probe) const {
    space_->decode(codes(slot), space_->form() == Form::bits8 ? lower(slot) : nullptr, norm(slot),
                   probe);
  }
  /// Squared distance of a probe to a row, by its key.
  float gap(const Probe& probe, float key, Slot slot) const noexcept {
    return space_->gap(probe, key, norm(slot), radius_.load(std::memory_order_relaxed));
  }
  /// What keys() reads of a row, on its way to the cache.
  void prefetch(Slot slot) const noexcept;

  /// What a file says, and the planes that it has as parts.
  void describe(format::Head& head) const noexcept;
  void planes(std::array<Plane*, kParts>& parts) noexcept;
  /// REQUIRES: no rows yet; the planes have those of the head.
  void restore(const format::Head& head) noexcept;

  /// Bytes in memory of all that count() says.
  std::uint64_t resident_bytes() const noexcept;

 private:
  bool floats() const noexcept { return space_->form() == Form::floats; }
  bool grow(std::size_t count);
  void put(Slot slot, Row row, std::span<const float> vector, const Coding& code);

  const Space* space_;
  Plane codes_;
  Plane lower_;
  Plane norms_;
  Plane originals_;
  Plane numbers_;
  Plane erased_;  // 64 slots a row
  std::atomic<std::size_t> count_{0};
  std::atomic<std::size_t> erased_count_{0};
  std::atomic<float> upper_error_{0};
  std::atomic<float> error_{0};
  std::atomic<float> radius_{0};  // the greatest norm
};

}  // namespace cognate::store::native
