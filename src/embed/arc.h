#pragma once
// ARC, the adaptive replacement cache, over entries of any size.
//
// Source: Megiddo and Modha, "ARC: A Self-Tuning, Low Overhead Replacement Cache", FAST 2003, the
// figure with ARC(c). Residents stand in T1 (seen once lately) or T2 (more often), keys of lately
// evicted ones in B1 and B2; a target for T1 grows when B1 is asked for and shrinks when B2 is.
//
// The paper counts pages, all of one size; here |X| is the bytes that the entries of X are charged:
//   - a charge is the payload's memory and twice an entry's own, the second for its time in B1 or
//   B2,
//     where it keeps its charge, so that all four lists are measured alike;
//   - one step of the target is the charge of the entry that arrives, times the paper's ratio, and
//     the target's bound is what fits of entries of that charge;
//   - "exactly c pages" is "no room for this entry more"; deletions and REPLACE run until there is
//     room, not once; the bound 2c on all four lists is kept as |B1| + |B2| <= c, which says the
//     same whenever the cache is full, and there are no ghosts before it is;
//   - REPLACE takes from T1 when T2 is empty, which can be when entries differ;
//   - should ghosts outnumber residents so that memory would pass the bound, the oldest of the
//     longer of B1 and B2 goes.
// With equal sizes each of these is the paper's rule: the tests hold it against the pseudo code.
// What has no place in the paper: an erased entry leaves no ghost, and may leave room.
//
// Invariants: |T1| + |T2| <= c, |T1| + |B1| <= c, |B1| + |B2| <= c, and bytes() <= bytes_max where
// that is enough for an empty cache; in less nothing is stored.
// Thread-safety: none; ArcCache locks.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"

namespace cognate::embed {

class Arc {
 public:
  enum class List : std::uint8_t { t1, t2, b1, b2 };

  /// A key that is resident (it has a payload) or remembered (it has none).
  struct Entry {
    Hash128 key;
    std::pmr::vector<std::byte> payload;
    std::size_t charge_bytes = 0;
    Clock::time_point stored_at = {};
    List list = List::t1;
    Entry* older = nullptr;
    Entry* newer = nullptr;
  };

  /// Memory comes from `memory`, which outlives the object.
  explicit Arc(std::size_t bytes_max,
               std::pmr::memory_resource* memory = std::pmr::new_delete_resource());
  Arc(const Arc&) = delete;
  Arc& operator=(const Arc&) = delete;

  /// The resident entry of the key, its place unchanged; or null.
  Entry* find(const Hash128& key);
  /// The paper's case I, a hit. REQUIRES: resident.
  void touch(Entry& entry);
  /// The paper's cases II to IV, a miss whose page has been fetched: makes room by evicting others
  /// and gives the key an entry with a payload of that size, to be filled in. Null: it is larger
  /// than the cache. REQUIRES: the key is not resident.
  Entry* admit(const Hash128& key, std::size_t payload_bytes);
  /// Forgets a resident entry without a trace. REQUIRES: resident.
  void erase(Entry& entry);

  std::size_t charge_bytes(std::size_t payload_bytes) const noexcept;
  /// What everything takes now, allocator and index included; never more than bytes_max.
  std::size_t bytes() const noexcept;
  std::size_t capacity_bytes() const noexcept { return capacity_bytes_; }  ///< the paper's c
  /// The paper's p.
  double target_bytes() const noexcept { return target_.pages * target_.page_bytes; }
  std::size_t list_bytes(List list) const noexcept { return chain(list).charge_bytes; }
  std::size_t list_entries(List list) const noexcept { return chain(list).entries; }
  /// The most recent entry, from which `older` leads through the list; or null.
  const Entry* newest(List list) const noexcept { return chain(list).newest; }
  std::size_t residents() const noexcept { return list_entries(List::t1) + list_entries(List::t2); }
  std::uint64_t evictions() const noexcept { return evictions_; }

 private:
  struct Chain {
    Entry* oldest = nullptr;
    Entry* newest = nullptr;
    std::size_t charge_bytes = 0;
    std::size_t entries = 0;
  };
  /// The target in pages of the size that was asked for last: equal sizes count exactly as the
  /// paper's pages do, without the rounding of products.
  struct Target {
    double pages = 0;
    double page_bytes = 1;
    void measure_in(std::size_t charge);
  };
  struct KeyHash {
    // Keys are hashes already.
    std::size_t operator()(const Hash128& key) const noexcept { return key.low; }
  };
  using Index = std::pmr::unordered_map<Hash128, Entry, KeyHash>;

  Chain& chain(List list) noexcept { return chains_[static_cast<std::size_t>(list)]; }
  const Chain& chain(List list) const noexcept { return chains_[static_cast<std::size_t>(list)]; }
  void link(Entry& entry, List list);
  void unlink(Entry& entry);
  void free_payload(Entry& entry);
  void forget(Entry& entry);
  void replace(bool asked_in_b2);
  void adapt(List ghosts, std::size_t charge);
  void make_way_in_l1(std::size_t charge);
  void make_room(std::size_t charge, bool asked_in_b2);
  void trim_ghosts(std::size_t bytes_needed);

  std::pmr::memory_resource* memory_;
  Index index_;
  std::array<Chain, 4> chains_;
  std::size_t bytes_max_;
  std::size_t capacity_bytes_;
  std::size_t payload_bytes_ = 0;  // memory of all payloads
  Target target_;
  std::uint64_t evictions_ = 0;
};

}  // namespace cognate::embed
