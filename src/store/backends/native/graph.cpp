#include "store/backends/native/graph.h"

#include <algorithm>

namespace cognate::store::native {
namespace {

// A row behind another is left out where the way over that one is shorter by this factor of squared
// distance.
constexpr float kAlpha = 1.2F;

struct Link {
  Slot slot = kNoSlot;
  float gap = 0;    // to the row that has the links
  float added = 0;  // to the row that is added
};

}  // namespace

std::size_t Graph::links(Slot slot, Slot limit, std::array<Slot, kDegree>& out) const noexcept {
  std::size_t count = 0;
  for (std::size_t i = 0; i < kDegree; ++i) {
    const Slot other = link(slot, i).load(std::memory_order_relaxed) - 1;
    out[count] = other;
    count += other < limit ? 1 : 0;
  }
  return count;
}

void Graph::prefetch(Slot slot) const noexcept {
  const std::uint8_t* bytes = links_.at(slot);
  __builtin_prefetch(bytes);
  __builtin_prefetch(bytes + 64);
}

std::shared_ptr<const std::vector<Slot>> Graph::entries() const {
  const std::scoped_lock lock(entries_lock_);
  return entries_;
}

void Graph::set_entries(std::vector<Slot> entries) {
  auto made = std::make_shared<const std::vector<Slot>>(std::move(entries));
  const std::scoped_lock lock(entries_lock_);
  entries_ = std::move(made);
}

void Graph::set_links(Slot slot, std::span<const Slot> links) {
  const std::scoped_lock lock(locks_[slot % locks_.size()]);
  for (std::size_t i = 0; i < kDegree; ++i) {
    link(slot, i).store(i < links.size() ? links[i] + 1 : 0, std::memory_order_relaxed);
  }
}

void Graph::add_link(Slot slot, Slot added, const Probe& probe) {
  const std::scoped_lock lock(locks_[slot % locks_.size()]);
  std::array<Slot, kDegree + 1> slots;
  std::size_t count = 0;
  for (; count < kDegree; ++count) {
    slots[count] = link(slot, count).load(std::memory_order_relaxed) - 1;
    if (slots[count] == added) {
      return;
    }
    if (slots[count] == kNoSlot) {
      link(slot, count).store(added + 1, std::memory_order_relaxed);
      return;
    }
  }
  slots[count++] = added;
  thread_local Probe own;
  rows_.probe(slot, own);
  std::array<float, kDegree + 1> keys;
  std::array<Link, kDegree + 1> links;
  rows_.keys(own, slots, keys.data());
  for (std::size_t i = 0; i < count; ++i) {
    links[i] = {.slot = slots[i], .gap = rows_.gap(own, keys[i], slots[i])};
  }
  rows_.keys(probe, std::span(slots).first(kDegree), keys.data());
  for (std::size_t i = 0; i < kDegree; ++i) {
    links[i].added = rows_.gap(probe, keys[i], slots[i]);
  }
  const Link own_link = links[kDegree];
  const auto before = [&](const Link& other) { return other.gap <= own_link.gap; };
  std::size_t behind = kDegree;  // the farthest that the new one makes superfluous
  std::size_t farthest = kDegree;
  for (std::size_t i = 0; i < kDegree; ++i) {
    if (before(links[i])) {
      if (kAlpha * links[i].added <= own_link.gap) {
        return;
      }
    } else if (kAlpha * links[i].added <= links[i].gap &&
               (behind == kDegree || links[i].gap > links[behind].gap)) {
      behind = i;
    }
    farthest = links[i].gap > links[farthest].gap ? i : farthest;
  }
  const std::size_t replaced = behind != kDegree ? behind : farthest;
  if (replaced != kDegree) {
    link(slot, replaced).store(added + 1, std::memory_order_relaxed);
  }
}

std::vector<Slot> thinned(const Rows& rows, const Probe& probe, std::span<const Near> candidates) {
  std::vector<Slot> left(candidates.size());
  std::vector<float> gaps(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    left[i] = candidates[i].slot;
    gaps[i] = rows.gap(probe, candidates[i].key, candidates[i].slot);
  }
  std::vector<Slot> chosen;
  std::vector<float> keys(candidates.size());
  thread_local Probe other;
  while (!left.empty() && chosen.size() < kDegree) {
    const Slot next = left.front();
    chosen.push_back(next);
    rows.probe(next, other);
    rows.keys(other, left, keys.data());
    std::size_t kept = 0;
    for (std::size_t i = 1; i < left.size(); ++i) {
      if (kAlpha * rows.gap(other, keys[i], left[i]) > gaps[i]) {
        left[kept] = left[i];
        gaps[kept++] = gaps[i];
      }
    }
    left.resize(kept);
  }
  return chosen;
}

}  // namespace cognate::store::native
