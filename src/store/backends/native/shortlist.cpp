#include "store/backends/native/shortlist.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace cognate::store::native {
namespace {

// In standard deviations. One key in a hundred is off by more than the first, one in 500 million by
// more than the second.
constexpr float kDeviations = 2.5F;
constexpr float kDeviationsCertain = 6.0F;
// Of float32 sums, in units of both norms.
constexpr float kRounding = 4e-6F;
constexpr float kHalfRounding = 0x1p-11F;

/// `left` is what a code leaves of a unit vector. After a random rotation it points anywhere, so
/// that its product with the probe is a normal number; it can never be more than both lengths.
float margin(const Rows& rows, const Probe& probe, float left, bool certain) noexcept {
  const float deviation = std::hypot(probe.error, probe.norm * left) /
                          std::sqrt(static_cast<float>(rows.space().elements()));
  const float most = probe.error * (1.0F + left) + probe.norm * left;
  const float likely = deviation * (certain ? kDeviationsCertain : kDeviations);
  return std::min(likely, most) + kRounding * probe.norm;
}

/// Originals are prefetched so many candidates ahead.
constexpr std::size_t kAhead = 4;

void prefetch_original(const Rows& rows, Slot slot) noexcept {
  const auto* bytes = reinterpret_cast<const char*>(rows.original(slot));
  for (std::size_t at = 0; at < rows.space().dimension() * sizeof(float); at += 64) {
    __builtin_prefetch(bytes + at);
  }
}

void refine(const Rows& rows, const Probe& probe, std::size_t k, bool certain,
            std::vector<Candidate>& candidates) {
  std::vector<Slot> slots(candidates.size());
  std::ranges::transform(candidates, slots.begin(), &Candidate::slot);
  std::vector<float> keys(slots.size());
  rows.fine_keys(probe, slots, keys.data());
  Shortlist finer(k, fine_margin(rows, probe, certain));
  for (std::size_t i = 0; i < slots.size(); ++i) {
    finer.add(keys[i], rows.norm(slots[i]), slots[i]);
  }
  candidates = finer.take();
}

}  // namespace

void Shortlist::add(float key, float norm, Slot slot) {
  const float off = margin_ * norm;
  if (key + off < bar_) {
    return;
  }
  kept_.push_back({.key = key, .most = key + off, .slot = slot});
  if (best_.size() < k_) {
    best_.push_back(key - off);
    std::ranges::push_heap(best_, std::greater<>());
  } else if (key - off > best_.front()) {
    std::ranges::pop_heap(best_, std::greater<>());
    best_.back() = key - off;
    std::ranges::push_heap(best_, std::greater<>());
  }
  if (best_.size() == k_) {
    bar_ = best_.front();
  }
  if (kept_.size() >= trim_at_) {
    trim();
    trim_at_ = std::max<std::size_t>(2 * kept_.size(), 1024);
  }
}

void Shortlist::trim() {
  std::erase_if(kept_, [this](const Candidate& one) { return one.most < bar_; });
}

void Shortlist::merge(const Shortlist& other, const Rows& rows) {
  for (const Candidate& one : other.kept_) {
    add(one.key, rows.norm(one.slot), one.slot);
  }
}

std::vector<Candidate> Shortlist::take() {
  trim();
  std::ranges::sort(kept_, [](const Candidate& a, const Candidate& b) {
    return a.key != b.key ? a.key > b.key : a.slot < b.slot;
  });
  return std::move(kept_);
}

float coarse_margin(const Rows& rows, const Probe& probe, bool certain) noexcept {
  switch (rows.space().form()) {
    case Form::halves:
      return probe.norm * (kHalfRounding + kRounding);
    case Form::floats:
      return probe.norm * kRounding;
    default:
      return margin(rows, probe, rows.upper_error(), certain);
  }
}

float fine_margin(const Rows& rows, const Probe& probe, bool certain) noexcept {
  return margin(rows, probe, rows.error(), certain);
}

std::vector<Neighbour> settle(const Rows& rows, const Probe& probe, std::size_t k, bool certain,
                              std::vector<Candidate> candidates) {
  const Space& space = rows.space();
  if (space.form() == Form::bits8) {
    refine(rows, probe, k, certain, candidates);
  }
  std::vector<Neighbour> found(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Slot slot = candidates[i].slot;
    if (rows.has_originals() && i + kAhead < candidates.size()) {
      prefetch_original(rows, candidates[i + kAhead].slot);
    }
    found[i] = {.row = rows.row(slot),
                .distance = rows.has_originals() ? space.exact_distance(probe, rows.original(slot))
                                                 : space.distance(probe, candidates[i].key)};
  }
  const std::size_t most = std::min(k, found.size());
  std::ranges::partial_sort(found, found.begin() + static_cast<std::ptrdiff_t>(most),
                            [](const Neighbour& a, const Neighbour& b) {
                              return a.distance != b.distance ? a.distance < b.distance
                                                              : a.row < b.row;
                            });
  found.resize(most);
  return found;
}

}  // namespace cognate::store::native
