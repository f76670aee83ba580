#include "store/backends/native/walk.h"

#include <algorithm>
#include <bit>

namespace cognate::store::native {
namespace {

constexpr std::size_t kTableLeast = 1024;
// Rows met for each of the pool, about.
constexpr std::size_t kMetPerEffort = 16;
// Entries that a walk begins with, the nearest of all.
constexpr std::size_t kStarts = 4;
// Rows that one step over bridges measures at most.
constexpr std::size_t kBatchMost = 64;

std::size_t place_of(Slot slot, std::size_t mask) {
  return (std::size_t{slot} * 0x9E3779B97F4A7C15ULL >> 32) & mask;
}

}  // namespace

void Met::clear(std::size_t expected) {
  const std::size_t size = std::max(kTableLeast, std::bit_ceil(expected * 2));
  table_.assign(size, kNoSlot);
  mask_ = size - 1;
  room_ = size / 4 * 3;
}

bool Met::insert(Slot slot) {
  std::size_t at = place_of(slot, mask_);
  while (table_[at] != kNoSlot) {
    if (table_[at] == slot) {
      return false;
    }
    at = (at + 1) & mask_;
  }
  table_[at] = slot;
  if (--room_ == 0) {
    grow();
  }
  return true;
}

bool Met::has(Slot slot) const {
  std::size_t at = place_of(slot, mask_);
  while (table_[at] != kNoSlot && table_[at] != slot) {
    at = (at + 1) & mask_;
  }
  return table_[at] == slot;
}

void Met::grow() {
  std::vector<Slot> old;
  old.swap(table_);
  table_.assign(old.size() * 2, kNoSlot);
  mask_ = table_.size() - 1;
  room_ = table_.size() / 4 * 3;
  for (const Slot slot : old) {
    if (slot != kNoSlot) {
      insert(slot);
    }
  }
}

void Walker::offer(float key, Slot slot, std::size_t effort) {
  if (pool_.size() == effort) {
    if (key <= pool_.back().key) {
      return;
    }
    pool_.pop_back();
  }
  const auto at = std::upper_bound(pool_.begin(), pool_.end(), key,
                                   [](float a, const Place& b) { return a > b.key; });
  next_ = std::min(next_, static_cast<std::size_t>(at - pool_.begin()));
  pool_.insert(at, {.key = key, .slot = slot, .left = false, .passes = true});
}

void Walker::measure(const Probe& probe, std::size_t effort) {
  keys_.resize(batch_.size());
  graph_.rows().keys(probe, batch_, keys_.data());
  measured_ += batch_.size();
  for (std::size_t i = 0; i < batch_.size(); ++i) {
    offer(keys_[i], batch_[i], effort);
  }
}

void Walker::enter(const Probe& probe, std::size_t effort, Slot limit) {
  const auto entries = graph_.entries();
  batch_.clear();
  for (const Slot slot : *entries) {
    if (slot < limit && !met_.has(slot)) {
      batch_.push_back(slot);
    }
  }
  measure(probe, std::min(effort, kStarts));
  for (const Place& place : pool_) {
    met_.insert(place.slot);
  }
}

bool Walker::passes(Slot slot, const RowMask& allowed) const noexcept {
  return allowed.holds(graph_.rows().row(slot)) && !graph_.rows().erased(slot);
}

void Walker::expand(Slot slot, Slot limit) {
  std::array<Slot, kDegree> links;
  const std::size_t count = graph_.links(slot, limit, links);
  for (std::size_t i = 0; i < count; ++i) {
    if (met_.insert(links[i])) {
      graph_.rows().prefetch(links[i]);
      batch_.push_back(links[i]);
    }
  }
}

void Walker::expand_over_bridges(Slot slot, Slot limit, const RowMask& allowed) {
  std::array<Slot, kDegree> links;
  const std::size_t count = graph_.links(slot, limit, links);
  bridges_.clear();
  for (std::size_t i = 0; i < count; ++i) {
    if (!met_.insert(links[i])) {
      continue;
    }
    if (passes(links[i], allowed)) {
      graph_.rows().prefetch(links[i]);
      batch_.push_back(links[i]);
    } else {
      graph_.prefetch(links[i]);
      bridges_.push_back(links[i]);
    }
  }
  for (const Slot bridge : bridges_) {
    const std::size_t more = graph_.links(bridge, limit, links);
    for (std::size_t i = 0; i < more && batch_.size() < kBatchMost; ++i) {
      if (passes(links[i], allowed) && met_.insert(links[i])) {
        graph_.rows().prefetch(links[i]);
        batch_.push_back(links[i]);
      }
    }
  }
}

std::span<const Near> Walker::walk(const Probe& probe, std::size_t effort, Slot limit) {
  return walk(probe, effort, limit, nullptr, kNoSlot);
}

std::span<const Near> Walker::walk_without(Slot ignored, const Probe& probe, std::size_t effort,
                                           Slot limit) {
  return walk(probe, effort, limit, nullptr, ignored);
}

std::span<const Near> Walker::walk(const Probe& probe, std::size_t effort, Slot limit,
                                   const RowMask& allowed) {
  return walk(probe, effort, limit, &allowed, kNoSlot);
}

std::span<const Near> Walker::walk(const Probe& probe, std::size_t effort, Slot limit,
                                   const RowMask* allowed, Slot ignored) {
  pool_.clear();
  pool_.reserve(effort + 1);
  met_.clear(effort * kMetPerEffort);
  next_ = 0;
  if (ignored != kNoSlot) {
    met_.insert(ignored);
  }
  enter(probe, effort, limit);
  for (Place& place : pool_) {
    place.passes = allowed == nullptr || passes(place.slot, *allowed);
  }
  while (next_ < pool_.size()) {
    if (pool_[next_].left) {
      ++next_;
      continue;
    }
    pool_[next_].left = true;
    batch_.clear();
    if (allowed == nullptr) {
      expand(pool_[next_].slot, limit);
    } else {
      expand_over_bridges(pool_[next_].slot, limit, *allowed);
    }
    if (next_ + 1 < pool_.size()) {
      graph_.prefetch(pool_[next_ + 1].slot);
    }
    measure(probe, effort);
  }
  found_.clear();
  for (const Place& place : pool_) {
    if (place.passes) {
      found_.push_back({.key = place.key, .slot = place.slot});
    }
  }
  return found_;
}

}  // namespace cognate::store::native
