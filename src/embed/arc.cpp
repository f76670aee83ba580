#include "embed/arc.h"

#include <algorithm>

#include "base/check.h"

namespace cognate::embed {
namespace {

// What an allocator adds to a block of memory, and what it rounds its size to.
constexpr std::size_t kBlockBytes = 16;
// The index has at most three buckets an entry, and while it grows or shrinks two more.
constexpr std::size_t kBucketsPerEntry = 5;
constexpr std::size_t kBucketsShrinkAt = 3;
constexpr std::size_t kBucketsFree = 16;  // that many are never worth shrinking
// An entry's own: its node in the index (with a pointer to the next one) and its buckets.
constexpr std::size_t kEntryBytes = sizeof(std::pair<const Hash128, Arc::Entry>) + sizeof(void*) +
                                    kBlockBytes + kBucketsPerEntry * sizeof(void*);
constexpr std::size_t kEmptyBytes = sizeof(Arc) + 2 * kBucketsFree * sizeof(void*) + kBlockBytes;

constexpr std::size_t block_bytes(std::size_t payload_bytes) {
  return (payload_bytes + kBlockBytes - 1) / kBlockBytes * kBlockBytes + kBlockBytes;
}

}  // namespace

void Arc::Target::measure_in(std::size_t charge) {
  const auto new_page_bytes = static_cast<double>(charge);
  if (new_page_bytes != page_bytes) {
    pages *= page_bytes / new_page_bytes;
    page_bytes = new_page_bytes;
  }
}

Arc::Arc(std::size_t bytes_max, std::pmr::memory_resource* memory)
    : memory_(memory),
      index_(memory),
      bytes_max_(bytes_max),
      capacity_bytes_(bytes_max - std::min(bytes_max, kEmptyBytes)) {}

Arc::Entry* Arc::find(const Hash128& key) {
  const auto found = index_.find(key);
  const bool resident = found != index_.end() && found->second.list <= List::t2;
  return resident ? &found->second : nullptr;
}

void Arc::touch(Entry& entry) {
  CHECK(entry.list <= List::t2, "a hit on what is only remembered");
  unlink(entry);
  link(entry, List::t2);
}

Arc::Entry* Arc::admit(const Hash128& key, std::size_t payload_bytes) {
  const std::size_t charge = charge_bytes(payload_bytes);
  if (charge > capacity_bytes_) {
    return nullptr;
  }
  auto home = List::t1;
  bool asked_in_b2 = false;
  if (const auto found = index_.find(key); found != index_.end()) {  // cases II and III
    Entry& ghost = found->second;
    CHECK(ghost.list >= List::b1, "the key is resident");
    asked_in_b2 = ghost.list == List::b2;
    adapt(ghost.list, charge);
    forget(ghost);
    home = List::t2;
  } else {  // case IV
    make_way_in_l1(charge);
  }
  make_room(charge, asked_in_b2);
  trim_ghosts(block_bytes(payload_bytes) + kEntryBytes);

  std::pmr::vector<std::byte> payload(payload_bytes, memory_);
  Entry& entry =
      index_
          .try_emplace(key,
                       Entry{.key = key, .payload = std::move(payload), .charge_bytes = charge})
          .first->second;
  payload_bytes_ += block_bytes(payload_bytes);
  link(entry, home);
  return &entry;
}

void Arc::erase(Entry& entry) {
  CHECK(entry.list <= List::t2, "only what is resident is erased");
  forget(entry);
}

/// The target after a miss that one of the ghost lists remembers.
void Arc::adapt(List ghosts, std::size_t charge) {
  target_.measure_in(charge);
  const auto b1 = static_cast<double>(chain(List::b1).charge_bytes);
  const auto b2 = static_cast<double>(chain(List::b2).charge_bytes);
  if (ghosts == List::b1) {
    const auto bound = static_cast<double>(capacity_bytes_ / charge);
    target_.pages = std::min(target_.pages + std::max(1.0, b2 / b1), bound);
  } else {
    target_.pages = std::max(target_.pages - std::max(1.0, b1 / b2), 0.0);
  }
}

/// Case IV A: T1 and B1 together leave room for the charge.
void Arc::make_way_in_l1(std::size_t charge) {
  while (list_bytes(List::t1) + list_bytes(List::b1) + charge > capacity_bytes_) {
    const bool remembers = list_entries(List::b1) > 0;
    evictions_ += remembers ? 0 : 1;
    forget(*chain(remembers ? List::b1 : List::t1).oldest);
  }
}

void Arc::make_room(std::size_t charge, bool asked_in_b2) {
  while (list_bytes(List::t1) + list_bytes(List::t2) + charge > capacity_bytes_) {
    replace(asked_in_b2);
  }
}

/// The paper's REPLACE: one resident gives its place, its key is remembered.
void Arc::replace(bool asked_in_b2) {
  const auto t1 = static_cast<double>(list_bytes(List::t1)) / target_.page_bytes;
  const bool over = t1 > target_.pages || (asked_in_b2 && t1 == target_.pages);
  const bool from_t1 = list_entries(List::t1) > 0 && (over || list_entries(List::t2) == 0);
  Entry& entry = *chain(from_t1 ? List::t1 : List::t2).oldest;
  unlink(entry);
  free_payload(entry);
  link(entry, from_t1 ? List::b1 : List::b2);
  ++evictions_;
}

/// Case IV B and its like: what is remembered stays within c, and all memory within the bound when
/// an entry of `bytes_needed` comes.
void Arc::trim_ghosts(std::size_t bytes_needed) {
  while (list_bytes(List::b1) + list_bytes(List::b2) > capacity_bytes_) {
    forget(*chain(list_entries(List::b2) > 0 ? List::b2 : List::b1).oldest);
  }
  while (bytes() + bytes_needed > bytes_max_) {
    const bool longer = list_bytes(List::b1) > list_bytes(List::b2);
    forget(*chain(longer ? List::b1 : List::b2).oldest);
  }
}

/// Makes the entry the most recent of the list.
void Arc::link(Entry& entry, List list) {
  Chain& to = chain(list);
  entry.list = list;
  entry.older = to.newest;
  entry.newer = nullptr;
  (to.newest != nullptr ? to.newest->newer : to.oldest) = &entry;
  to.newest = &entry;
  to.charge_bytes += entry.charge_bytes;
  ++to.entries;
}

void Arc::unlink(Entry& entry) {
  Chain& from = chain(entry.list);
  (entry.older != nullptr ? entry.older->newer : from.oldest) = entry.newer;
  (entry.newer != nullptr ? entry.newer->older : from.newest) = entry.older;
  from.charge_bytes -= entry.charge_bytes;
  --from.entries;
}

void Arc::free_payload(Entry& entry) {
  payload_bytes_ -= block_bytes(entry.payload.size());
  std::pmr::vector<std::byte>(memory_).swap(entry.payload);
}

void Arc::forget(Entry& entry) {
  if (entry.list <= List::t2) {
    free_payload(entry);
  }
  unlink(entry);
  index_.erase(Hash128(entry.key));
  if (index_.bucket_count() > kBucketsShrinkAt * index_.size() + kBucketsFree) {
    index_.rehash(0);
  }
}

std::size_t Arc::charge_bytes(std::size_t payload_bytes) const noexcept {
  return block_bytes(payload_bytes) + 2 * kEntryBytes;
}

std::size_t Arc::bytes() const noexcept {
  return kEmptyBytes + payload_bytes_ + index_.size() * kEntryBytes;
}

}  // namespace cognate::embed
