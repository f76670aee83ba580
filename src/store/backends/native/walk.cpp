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
  pool_.insert(at, {.key = key, .slot = slot, .left = false});
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
    if (slot < limit) {
      batch_.push_back(slot);
    }
  }
  measure(probe, std::min(effort, kStarts));
  for (const Place& place : pool_) {
    met_.insert(place.slot);
  }
}

std::span<const Near> Walker::walk(const Probe& probe, std::size_t effort, Slot limit) {
  const Rows& rows = graph_.rows();
  pool_.clear();
  pool_.reserve(effort + 1);
  met_.clear(effort * kMetPerEffort);
  next_ = 0;
  enter(probe, effort, limit);
  std::array<Slot, kDegree> links;
  while (next_ < pool_.size()) {
    if (pool_[next_].left) {
      ++next_;
      continue;
    }
    pool_[next_].left = true;
    const std::size_t count = graph_.links(pool_[next_].slot, limit, links);
    batch_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      if (met_.insert(links[i])) {
        rows.prefetch(links[i]);
        batch_.push_back(links[i]);
      }
    }
    if (next_ + 1 < pool_.size()) {
      graph_.prefetch(pool_[next_ + 1].slot);
    }
    measure(probe, effort);
  }
  found_.clear();
  for (const Place& place : pool_) {
    found_.push_back({.key = place.key, .slot = place.slot});
  }
  return found_;
}

}  // namespace cognate::store::native
