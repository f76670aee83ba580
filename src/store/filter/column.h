#pragma once
// The rows of each value of one field and kind: values sorted, so that a comparison is a run of
// them, with the rows of a run one after another; a value of many rows has a Roaring bitmap.
//
// What was added last waits unsorted and is looked through; settle() sorts it in before it gets
// long. Rows that were erased stay until settle() is told to drop them. Thread-safety: const
// functions may run side by side.

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cognate/payload.h"
#include "store/filter/bits.h"
#include "store/filter/number.h"
#include "store/filter/row_bitmap.h"

namespace cognate::store {

inline std::size_t outside_bytes(const Number& /*key*/) { return 0; }
inline std::size_t outside_bytes(const std::string& key) {
  return key.capacity() > std::string().capacity() ? key.capacity() + 1 : 0;
}

template <class Key>
class Column {
 public:
  /// REQUIRES: a row above all before, or the same with another value.
  void add(Key key, Row row) {
    waiting_bytes_ += sizeof(Waiting) + outside_bytes(key);
    waiting_.push_back({std::move(key), row});
  }

  /// Sorts in what waits if that is long, and all with only the rows of `keep` where there is one.
  void settle(const Bits* keep = nullptr) {
    if (keep == nullptr && waiting_.size() <= std::max(kWaitingLeast, count_ / kWaitingShare)) {
      return;
    }
    std::ranges::stable_sort(waiting_, {}, &Waiting::key);
    Column old = std::exchange(*this, Column());
    merge(old, keep);
    keys_.shrink_to_fit();
    rows_.shrink_to_fit();
    settled_bytes_ = count_bytes();
  }

  /// Adds to `out` the rows whose value stands to `wanted` as `op`, of gt gte lt lte, says.
  template <class Wanted>
  void select(Filter::Op op, const Wanted& wanted, Bits& out) const {
    const bool below = op == Filter::Op::lt || op == Filter::Op::lte;
    const bool with_equal = op == Filter::Op::lte || op == Filter::Op::gte;
    // Behind the equal ones where they are wanted from below or unwanted from above.
    const auto edge = below == with_equal
                          ? std::upper_bound(keys_.begin(), keys_.end(), wanted, std::less<>())
                          : std::lower_bound(keys_.begin(), keys_.end(), wanted, std::less<>());
    const auto index = static_cast<std::size_t>(edge - keys_.begin());
    add_run(below ? 0 : index, below ? index : keys_.size(), out);
    for (const Waiting& one : waiting_) {
      const std::strong_ordering order = one.key <=> wanted;
      if (order == 0 ? with_equal : below == (order < 0)) {
        out.add(one.row);
      }
    }
  }

  /// Adds the rows whose value is one of `wanted`, which rise.
  template <class Wanted>
  void select_any(std::span<const Wanted> wanted, Bits& out) const {
    auto from = keys_.begin();
    for (const Wanted& one : wanted) {
      from = std::lower_bound(from, keys_.end(), one, std::less<>());
      if (from != keys_.end() && *from == one) {
        const auto index = static_cast<std::size_t>(from - keys_.begin());
        add_run(index, index + 1, out);
      }
    }
    for (const Waiting& one : waiting_) {
      if (std::binary_search(wanted.begin(), wanted.end(), one.key, std::less<>())) {
        out.add(one.row);
      }
    }
  }

  /// Adds the rows of all values for which `is_wanted` holds.
  template <class Predicate>
  void select_if(Predicate is_wanted, Bits& out) const {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (is_wanted(keys_[i])) {
        add_run(i, i + 1, out);
      }
    }
    for (const Waiting& one : waiting_) {
      if (is_wanted(one.key)) {
        out.add(one.row);
      }
    }
  }

  std::size_t bytes() const noexcept { return settled_bytes_ + waiting_bytes_; }

 private:
  static constexpr std::size_t kWaitingLeast = 4096;
  static constexpr std::size_t kWaitingShare = 32;
  static constexpr std::size_t kBitmapRowsMin = 1024;

  struct Waiting {
    Key key;
    Row row;
  };
  struct Dense {
    std::size_t index;  // of keys_
    RowBitmap rows;
  };

  std::size_t begin_of(std::size_t index) const { return index == 0 ? 0 : ends_[index - 1]; }
  auto dense_from(std::size_t index) const {
    return std::ranges::lower_bound(dense_, index, {}, &Dense::index);
  }

  void add_run(std::size_t begin, std::size_t end, Bits& out) const {
    if (begin == end) {
      return;
    }
    const std::size_t first = begin_of(begin);
    for (const Row row : std::span(rows_).subspan(first, ends_[end - 1] - first)) {
      out.add(row);
    }
    for (auto dense = dense_from(begin); dense != dense_.end() && dense->index < end; ++dense) {
      dense->rows.add_to(out);
    }
  }

  /// Rows of one value, on the way from `old` into this column.
  struct Group {
    std::vector<Row> rows;
    RowBitmap* dense = nullptr;
  };

  void merge(Column& old, const Bits* keep) {
    std::size_t from = 0;
    std::size_t next = 0;
    auto dense = old.dense_.begin();
    Group group;
    while (from < old.keys_.size() || next < old.waiting_.size()) {
      const bool waiting_first =
          from == old.keys_.size() ||
          (next < old.waiting_.size() && old.waiting_[next].key < old.keys_[from]);
      Key key = waiting_first ? old.waiting_[next].key : std::move(old.keys_[from]);
      group.rows.clear();
      group.dense = nullptr;
      if (!waiting_first) {
        const std::size_t begin = old.begin_of(from);
        group.rows.assign(old.rows_.begin() + static_cast<std::ptrdiff_t>(begin),
                          old.rows_.begin() + static_cast<std::ptrdiff_t>(old.ends_[from]));
        if (dense != old.dense_.end() && dense->index == from) {
          group.dense = &(dense++)->rows;
        }
        ++from;
      }
      for (; next < old.waiting_.size() && old.waiting_[next].key == key; ++next) {
        group.rows.push_back(old.waiting_[next].row);
      }
      append(std::move(key), group, keep);
    }
  }

  void append(Key key, Group& group, const Bits* keep) {
    if (keep != nullptr) {
      if (group.dense != nullptr) {
        const std::vector<Row> rows = group.dense->rows();
        group.rows.insert(group.rows.begin(), rows.begin(), rows.end());
        group.dense = nullptr;
      }
      std::erase_if(group.rows, [&](Row row) { return !keep->holds(row); });
    }
    if (group.rows.empty() && group.dense == nullptr) {
      return;
    }
    if (group.dense == nullptr && group.rows.size() < kBitmapRowsMin) {
      rows_.insert(rows_.end(), group.rows.begin(), group.rows.end());
      count_ += group.rows.size();
    } else {
      dense_.push_back({.index = keys_.size(), .rows = {}});
      RowBitmap& bitmap = dense_.back().rows;
      if (group.dense != nullptr) {
        bitmap = std::move(*group.dense);
      }
      bitmap.add(group.rows);
      count_ += bitmap.count();
    }
    keys_.push_back(std::move(key));
    ends_.push_back(rows_.size());
  }

  std::size_t count_bytes() const {
    std::size_t bytes = keys_.capacity() * sizeof(Key) + ends_.capacity() * sizeof(ends_[0]) +
                        rows_.capacity() * sizeof(Row);
    for (const Key& key : keys_) {
      bytes += outside_bytes(key);
    }
    for (const Dense& dense : dense_) {
      bytes += sizeof(Dense) + dense.rows.bytes();
    }
    return bytes;
  }

  std::vector<Key> keys_;          // rising
  std::vector<std::size_t> ends_;  // where the rows of each key end in rows_
  std::vector<Row> rows_;
  std::vector<Dense> dense_;  // keys whose rows stand here and not in rows_, rising
  std::vector<Waiting> waiting_;
  std::size_t count_ = 0;  // rows of all keys
  std::size_t settled_bytes_ = 0;
  std::size_t waiting_bytes_ = 0;
};

}  // namespace cognate::store
