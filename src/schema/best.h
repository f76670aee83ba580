#pragma once
// The n best of a stream of numbered things. Equal strengths go by the number, so that the answer
// does not depend on the order of the stream.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace cognate::schema {

struct Found {
  float strength = 0;
  std::uint32_t column = 0;

  /// Stronger first, then the lesser number.
  friend bool operator<(const Found& a, const Found& b) {
    return a.strength != b.strength ? a.strength > b.strength : a.column < b.column;
  }
};

class Best {
 public:
  explicit Best(std::size_t most) : most_(most) { found_.reserve(most); }

  void clear() { found_.clear(); }
  /// What is weaker than this changes nothing.
  float least() const {
    return found_.size() < most_ ? -std::numeric_limits<float>::infinity()
                                 : found_.front().strength;
  }
  void add(Found found) {
    if (found_.size() == most_) {
      if (!(found < found_.front())) {
        return;
      }
      std::pop_heap(found_.begin(), found_.end());
      found_.pop_back();
    }
    found_.push_back(found);
    std::push_heap(found_.begin(), found_.end());
  }
  /// In no particular order.
  std::span<const Found> found() const { return found_; }

 private:
  std::size_t most_;
  std::vector<Found> found_;  // a heap with the weakest in front
};

}  // namespace cognate::schema
