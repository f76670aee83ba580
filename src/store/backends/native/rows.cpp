#include "store/backends/native/rows.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace cognate::store::native {
namespace {

constexpr std::size_t kWordSlots = 64;
constexpr std::size_t kLine = 64;
constexpr std::size_t kRowsAtOnce = 64;  // of one call of the kernels

std::atomic_ref<std::uint64_t> word_of(std::uint64_t* word) {
  return std::atomic_ref<std::uint64_t>(*word);
}

}  // namespace

Rows::Rows(const Space& space, bool keeps_originals)
    : space_(&space),
      codes_(space.row_bytes()),
      lower_(space.lower_bytes()),
      norms_(space.has_norms() ? sizeof(float) : 0),
      originals_(keeps_originals && space.form() != Form::floats ? space.dimension() * sizeof(float)
                                                                 : 0),
      numbers_(sizeof(Row)),
      erased_(sizeof(std::uint64_t)) {}

bool Rows::grow(std::size_t count) {
  return codes_.grow(count) && lower_.grow(count) && norms_.grow(count) && originals_.grow(count) &&
         numbers_.grow(count) && erased_.grow((count + kWordSlots - 1) / kWordSlots);
}

void Rows::put(Slot slot, Row row, std::span<const float> vector, const Coding& code) {
  std::memcpy(codes_.at(slot), code.upper.data(), code.upper.size());
  if (!code.lower.empty()) {
    std::memcpy(lower_.at(slot), code.lower.data(), code.lower.size());
  }
  if (space_->has_norms()) {
    *norms_.as<float>(slot) = code.norm;
  }
  if (originals_.row_bytes() > 0) {
    std::memcpy(originals_.at(slot), vector.data(), vector.size_bytes());
  }
  *numbers_.as<Row>(slot) = row;
  upper_error_.store(std::max(upper_error(), code.upper_error), std::memory_order_relaxed);
  error_.store(std::max(error(), code.error), std::memory_order_relaxed);
  radius_.store(std::max(radius_.load(std::memory_order_relaxed), code.norm),
                std::memory_order_relaxed);
}

Status Rows::append(std::span<const Row> rows, std::span<const float> vectors) {
  const std::size_t first = count();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool rises = i > 0 ? rows[i - 1] < rows[i] : first == 0 || row(Slot(first - 1)) < rows[0];
    if (!rises || rows[i] == kNoRow) {
      return fail(Code::invalid_argument, "row {} comes after a row that is not below it", rows[i]);
    }
  }
  if (first + rows.size() > limits::kIndexRowsMax || !grow(first + rows.size())) {
    return fail(Code::unavailable, "no memory for {} more vectors in the index", rows.size());
  }
  Coding code;
  const std::size_t dimension = space_->dimension();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto vector = vectors.subspan(i * dimension, dimension);
    space_->encode(vector, code);
    put(static_cast<Slot>(first + i), rows[i], vector, code);
  }
  count_.store(first + rows.size(), std::memory_order_release);
  return ok();
}

Slot Rows::slot_from(Row wanted, Slot hint) const noexcept {
  const auto end = static_cast<Slot>(count());
  if (hint >= end || row(hint) >= wanted) {
    return hint;
  }
  // Rows mostly follow each other without a gap.
  const std::size_t guess = std::size_t{hint} + (wanted - row(hint));
  if (guess < end && row(static_cast<Slot>(guess)) == wanted) {
    return static_cast<Slot>(guess);
  }
  std::size_t low = hint;  // its row is below
  std::size_t high = std::min<std::size_t>(guess, end);
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    (row(static_cast<Slot>(middle)) < wanted ? low : high) = middle;
  }
  return static_cast<Slot>(high);
}

std::optional<Slot> Rows::slot_of(Row wanted) const noexcept {
  const Slot slot = slot_from(wanted);
  return slot < count() && row(slot) == wanted ? std::optional(slot) : std::nullopt;
}

bool Rows::erased(Slot slot) const noexcept {
  const auto* word = erased_.as<std::uint64_t>(slot / kWordSlots);
  return ((word_of(const_cast<std::uint64_t*>(word)).load(std::memory_order_relaxed) >>
           (slot % kWordSlots)) &
          1U) != 0;
}

bool Rows::erase(Row wanted) {
  const std::optional<Slot> slot = slot_of(wanted);
  if (!slot || erased(*slot)) {
    return false;
  }
  word_of(erased_.as<std::uint64_t>(*slot / kWordSlots))
      .fetch_or(std::uint64_t{1} << (*slot % kWordSlots), std::memory_order_release);
  erased_count_.fetch_add(1, std::memory_order_relaxed);
  return true;
}

void Rows::prefetch(Slot slot) const noexcept {
  const std::uint8_t* bytes = codes(slot);
  for (std::size_t at = 0; at < space_->row_bytes(); at += kLine) {
    __builtin_prefetch(bytes + at);
  }
}

void Rows::keys(const Probe& probe, std::span<const Slot> slots, float* keys) const noexcept {
  if (!space_->coded()) {
    for (const Slot slot : slots) {
      *keys++ = space_->key_of_row(probe, codes(slot), norm(slot));
    }
    return;
  }
  const std::uint8_t* rows[kRowsAtOnce];
  std::int32_t sums[kRowsAtOnce];
  for (std::size_t first = 0; first < slots.size(); first += kRowsAtOnce) {
    const std::size_t count = std::min(kRowsAtOnce, slots.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      rows[i] = codes(slots[first + i]);
    }
    simd::code_kernels().dots(probe.codes.data(), space_->blocks(), rows, count, sums);
    for (std::size_t i = 0; i < count; ++i) {
      keys[first + i] = space_->key(probe, sums[i], norm(slots[first + i]));
    }
  }
}

void Rows::keys_of_run(const Probe& probe, Slot first, std::size_t count,
                       float* keys) const noexcept {
  Slot slots[kRowsAtOnce];
  for (std::size_t done = 0; done < count; done += kRowsAtOnce) {
    const std::size_t some = std::min(kRowsAtOnce, count - done);
    for (std::size_t i = 0; i < some; ++i) {
      slots[i] = static_cast<Slot>(first + done + i);
    }
    this->keys(probe, std::span(slots).first(some), keys + done);
  }
}

void Rows::fine_keys(const Probe& probe, std::span<const Slot> slots, float* keys) const noexcept {
  const std::uint8_t* rows[2 * kRowsAtOnce];
  std::int32_t sums[2 * kRowsAtOnce];
  for (std::size_t first = 0; first < slots.size(); first += kRowsAtOnce) {
    const std::size_t count = std::min(kRowsAtOnce, slots.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      rows[2 * i] = codes(slots[first + i]);
      rows[2 * i + 1] = lower(slots[first + i]);
    }
    simd::code_kernels().dots(probe.codes.data(), space_->blocks(), rows, 2 * count, sums);
    for (std::size_t i = 0; i < count; ++i) {
      keys[first + i] =
          space_->fine_key(probe, sums[2 * i], sums[2 * i + 1], norm(slots[first + i]));
    }
  }
}

void Rows::describe(format::Head& head) const noexcept {
  head.dimension = static_cast<std::uint32_t>(space_->dimension());
  head.metric = static_cast<std::uint32_t>(space_->metric());
  head.form = static_cast<std::uint32_t>(space_->form());
  head.originals = originals_.row_bytes() > 0 ? 1 : 0;
  head.rows = static_cast<std::uint32_t>(count());
  head.erased = static_cast<std::uint32_t>(erased_count());
  head.radius = radius_.load(std::memory_order_relaxed);
  head.upper_error = upper_error();
  head.error = error();
}

void Rows::planes(std::array<Plane*, kParts>& parts) noexcept {
  const auto put = [&](Part part, Plane& plane) { parts[static_cast<std::size_t>(part)] = &plane; };
  put(Part::codes, codes_);
  put(Part::lower, lower_);
  put(Part::norms, norms_);
  put(Part::numbers, numbers_);
  put(Part::originals, originals_);
  put(Part::erased, erased_);
}

void Rows::restore(const format::Head& head) noexcept {
  radius_.store(head.radius, std::memory_order_relaxed);
  upper_error_.store(head.upper_error, std::memory_order_relaxed);
  error_.store(head.error, std::memory_order_relaxed);
  erased_count_.store(head.erased, std::memory_order_relaxed);
  count_.store(head.rows, std::memory_order_release);
}

/// Originals count only as long as they are not in a file: of those next to nothing is read.
std::uint64_t Rows::resident_bytes() const noexcept {
  const std::size_t bytes =
      codes_.row_bytes() + lower_.row_bytes() + norms_.row_bytes() + numbers_.row_bytes();
  const std::size_t in_file = std::min(count(), originals_.mapped_chunks() * kChunkRows);
  return count() * bytes + (count() + 7) / 8 + (count() - in_file) * originals_.row_bytes();
}

}  // namespace cognate::store::native
