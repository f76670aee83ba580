#include "store/backends/native/scan.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

namespace cognate::store::native {
namespace {

constexpr std::size_t kRunRows = 256;   // that one query measures before they are looked at
constexpr std::size_t kBatchRows = 48;  // the same for many queries: a multiple of all tiles
constexpr std::size_t kBatchQueries = 64;
constexpr std::size_t kBatchLeast = 8;  // queries; fewer go one by one
constexpr std::size_t kGathered = 64;

bool passes(const Rows& rows, const Wanted& query, Slot slot) {
  return !rows.erased(slot) && (query.allowed == nullptr || query.allowed->holds(rows.row(slot)));
}

void offer(const Rows& rows, const Wanted& query, float key, Slot slot) {
  const float norm = rows.norm(slot);
  if (key >= query.list->floor(norm) && passes(rows, query, slot)) {
    query.list->add(key, norm, slot);
  }
}

void scan_one(const Rows& rows, const Wanted& query, Slot first, Slot last,
              const std::stop_token& stop) {
  float keys[kRunRows];
  for (std::size_t at = first; at < last && !stop.stop_requested(); at += kRunRows) {
    const std::size_t count = std::min(kRunRows, last - at);
    rows.keys_of_run(*query.probe, static_cast<Slot>(at), count, keys);
    for (std::size_t i = 0; i < count; ++i) {
      offer(rows, query, keys[i], static_cast<Slot>(at + i));
    }
  }
}

/// Up to kBatchQueries queries side by side.
class Batch {
 public:
  Batch(const Rows& rows, std::span<const Wanted> queries)
      : rows_(rows),
        queries_(queries),
        width_((queries.size() + simd::kPackQueries - 1) / simd::kPackQueries * simd::kPackQueries),
        packed_(width_ * rows.space().elements()),
        limits_(width_, std::numeric_limits<std::int32_t>::max()),
        sums_(kBatchRows * width_),
        found_(width_) {
    std::vector<std::int8_t> codes(packed_.size());
    for (std::size_t q = 0; q < queries.size(); ++q) {
      std::ranges::copy(queries[q].probe->codes,
                        codes.begin() + static_cast<std::ptrdiff_t>(q * rows.space().elements()));
      set_limit(q);
    }
    simd::pack_queries(codes.data(), width_, rows.space().blocks(), packed_.data());
  }

  void scan(Slot first, Slot last, const std::stop_token& stop) {
    for (std::size_t at = first; at < last && !stop.stop_requested();) {
      const std::size_t count = std::min({kBatchRows, last - at, Plane::run(at)});
      simd::code_kernels().scan({.packed = packed_.data(),
                                 .queries = width_,
                                 .blocks = rows_.space().blocks(),
                                 .rows = rows_.codes(static_cast<Slot>(at)),
                                 .count = count,
                                 .sums = sums_.data()});
      for (std::size_t i = 0; i < count; ++i) {
        look_at(static_cast<Slot>(at + i), sums_.data() + i * width_);
      }
      at += count;
    }
  }

 private:
  void look_at(Slot slot, const std::int32_t* sums) {
    if (rows_.space().has_norms()) {
      for (std::size_t q = 0; q < queries_.size(); ++q) {
        offer(rows_, queries_[q], rows_.space().key(*queries_[q].probe, sums[q], rows_.norm(slot)),
              slot);
      }
      return;
    }
    const std::size_t found =
        simd::code_kernels().reaching(sums, limits_.data(), width_, found_.data());
    for (std::size_t i = 0; i < found; ++i) {
      const std::size_t q = found_[i];
      if (q < queries_.size()) {
        offer(rows_, queries_[q], rows_.space().key(*queries_[q].probe, sums[q], 1.0F), slot);
        set_limit(q);
      }
    }
  }

  /// The least sum that reaches the list's floor, or a little less.
  void set_limit(std::size_t q) {
    const Probe& probe = *queries_[q].probe;
    const double least =
        (static_cast<double>(queries_[q].list->floor()) / probe.unit + probe.shift) / 2 - 2;
    limits_[q] = least > -1e9 ? static_cast<std::int32_t>(std::min(least, 2e9))
                              : std::numeric_limits<std::int32_t>::min();
  }

  const Rows& rows_;
  std::span<const Wanted> queries_;
  std::size_t width_;
  std::vector<std::int8_t> packed_;
  std::vector<std::int32_t> limits_;
  std::vector<std::int32_t> sums_;
  std::vector<std::uint32_t> found_;
};

}  // namespace

void scan_all(const Rows& rows, std::span<const Wanted> queries, Slot first, Slot last,
              const std::stop_token& stop) {
  if (rows.space().coded() && queries.size() >= kBatchLeast) {
    for (std::size_t q = 0; q < queries.size(); q += kBatchQueries) {
      Batch(rows, queries.subspan(q, std::min(kBatchQueries, queries.size() - q)))
          .scan(first, last, stop);
    }
    return;
  }
  for (const Wanted& query : queries) {
    scan_one(rows, query, first, last, stop);
  }
}

void scan_allowed(const Rows& rows, const Wanted& query, Slot first, Slot last,
                  const std::stop_token& stop) {
  std::vector<Slot> slots;
  slots.reserve(kGathered);
  float keys[kGathered];
  const auto measure = [&] {
    rows.keys(*query.probe, slots, keys);
    for (std::size_t i = 0; i < slots.size(); ++i) {
      offer(rows, query, keys[i], slots[i]);
    }
    slots.clear();
  };
  Slot hint = first;
  const auto words = query.allowed->words;
  for (std::size_t w = first < last ? rows.row(first) / 64 : words.size();
       w < words.size() && hint < last && !stop.stop_requested(); ++w) {
    for (std::uint64_t bits = words[w]; bits != 0; bits &= bits - 1) {
      const Row wanted =
          static_cast<Row>(w * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
      hint = rows.slot_from(wanted, hint);
      if (hint >= last) {
        break;
      }
      if (rows.row(hint) == wanted) {
        rows.prefetch(hint);
        slots.push_back(hint);
      }
      if (slots.size() == kGathered) {
        measure();
      }
    }
  }
  measure();
}

}  // namespace cognate::store::native
