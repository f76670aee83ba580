// A vocabulary as bytes: a head, the three blocks behind each other.

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"
#include "base/limits.h"
#include "text/vocabulary.h"

namespace cognate::text {
namespace {

struct Head {
  std::uint32_t prefix_bytes = 0;
  std::uint32_t tokens = 0;
  std::uint32_t spans = 0;
  std::uint32_t slots = 0;
  std::uint64_t bytes = 0;
  std::array<std::array<std::uint32_t, 256>, 2> longest{};
};
static_assert(sizeof(Head) == 24 + 2048);

template <class T>
std::string_view raw(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

/// `count` values from the start of `bytes`, which loses them.
template <class T>
std::span<const T> take(std::string_view& bytes, std::size_t count) {
  const std::span<const T> values(reinterpret_cast<const T*>(bytes.data()), count);
  bytes.remove_prefix(values.size_bytes());
  return values;
}

}  // namespace

std::string Vocabulary::to_bytes() const {
  const Head head{.prefix_bytes = static_cast<std::uint32_t>(prefix_bytes_),
                  .tokens = static_cast<std::uint32_t>(tokens_),
                  .spans = static_cast<std::uint32_t>(spans_.size()),
                  .slots = static_cast<std::uint32_t>(slots_.size()),
                  .bytes = bytes_.size(),
                  .longest = longest_};
  std::string out(raw(std::span(&head, 1)));
  out += raw(spans_);
  out += raw(slots_);
  return out.append(bytes_);
}

Result<Vocabulary> Vocabulary::from_bytes(std::string_view bytes) {
  Head head;
  if (bytes.size() < sizeof(head)) {
    return fail(Code::corrupt, "the vocabulary is cut short");
  }
  std::memcpy(&head, bytes.data(), sizeof(head));
  bytes.remove_prefix(sizeof(head));
  const std::uint64_t tables =
      std::uint64_t{head.spans} * sizeof(Span) + std::uint64_t{head.slots} * sizeof(Slot);
  if (head.spans > limits::kVocabularySizeMax || !std::has_single_bit(head.slots) ||
      head.prefix_bytes > limits::kTokenBytesMax || tables > bytes.size() ||
      bytes.size() - tables != head.bytes) {
    return fail(Code::corrupt, "the vocabulary's sizes are not those of its tables");
  }
  Vocabulary made;
  made.prefix_bytes_ = head.prefix_bytes;
  made.tokens_ = head.tokens;
  made.longest_ = head.longest;
  made.spans_ = take<Span>(bytes, head.spans);
  made.slots_ = take<Slot>(bytes, head.slots);
  made.bytes_ = bytes;
  const auto inside = [&](const Span& span) {
    return std::uint64_t{span.at} + span.size <= bytes.size();
  };
  if (!std::ranges::all_of(made.spans_, inside)) {
    return fail(Code::corrupt, "a token lies outside of the vocabulary");
  }
  TRY_OK(made.check_slots());
  return made;
}

/// What a lookup relies on: a free slot ends every search, and every other one leads to a key.
Status Vocabulary::check_slots() const {
  std::size_t used = 0;
  for (const Slot& slot : slots_) {
    if (slot.entry == kFree) {
      continue;
    }
    ++used;
    const std::size_t before_key = slot.entry % 2 == 0 ? 0 : prefix_bytes_;
    if (slot.entry / 2 >= spans_.size() || spans_[slot.entry / 2].size <= before_key) {
      return fail(Code::corrupt, "the vocabulary's index leads to no token");
    }
  }
  return used < slots_.size() ? ok()
                              : Status(fail(Code::corrupt, "the vocabulary's index is full"));
}

}  // namespace cognate::text
