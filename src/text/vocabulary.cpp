#include "text/vocabulary.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"
#include "base/limits.h"

namespace cognate::text {
namespace {

template <class T>
std::uint64_t load(const char* from) noexcept {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

/// A hash for keys of a few bytes, inlined because a word asks for dozens: two overlapping loads
/// cover up to 16 bytes, then two multiplications mix them.
std::uint64_t hash_key(std::string_view key, Place place) noexcept {
  constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio
  const char* p = key.data();
  const std::size_t n = key.size();
  std::uint64_t hash = n * 2 + static_cast<std::uint64_t>(place);
  std::uint64_t last = 0;
  if (n >= 8) {
    for (std::size_t i = 0; i + 8 < n; i += 8) {
      hash = std::rotl((hash ^ load<std::uint64_t>(p + i)) * kMix, 29);
    }
    last = load<std::uint64_t>(p + n - 8);
  } else if (n >= 4) {
    last = load<std::uint32_t>(p) | load<std::uint32_t>(p + n - 4) << 32;
  } else if (n > 0) {
    last = load<unsigned char>(p) | load<unsigned char>(p + n / 2) << 8 |
           load<unsigned char>(p + n - 1) << 16;
  }
  hash = (hash * kMix ^ last) * kMix;
  return (hash ^ hash >> 32) * kMix;
}

std::uint32_t tag_of(std::uint64_t hash) noexcept { return static_cast<std::uint32_t>(hash >> 32); }

}  // namespace

Status Vocabulary::add(std::uint64_t id, std::string_view token) {
  if (id >= limits::kVocabularySizeMax) {
    return fail(Code::unsupported, "token \"{}\" has id {}; ids up to {} are supported", token, id,
                limits::kVocabularySizeMax - 1);
  }
  if (token.size() > limits::kTokenBytesMax || bytes_.size() > limits::kModelJsonBytesMax) {
    return fail(Code::unsupported, "the token with id {} is longer than {} bytes", id,
                limits::kTokenBytesMax);
  }
  if (id < spans_.size() && spans_[id].size != 0) {
    return fail(Code::corrupt, "id {} is given to two tokens, \"{}\" and \"{}\"", id,
                this->token(static_cast<std::uint32_t>(id)), token);
  }
  own_.spans.resize(std::max<std::size_t>(own_.spans.size(), id + 1));
  own_.spans[id] = {static_cast<std::uint32_t>(bytes_.size()),
                    static_cast<std::uint32_t>(token.size())};
  own_.bytes.insert(own_.bytes.end(), token.begin(), token.end());
  bytes_ = {own_.bytes.data(), own_.bytes.size()};
  spans_ = own_.spans;
  ++tokens_;
  return ok();
}

Status Vocabulary::seal(std::string_view continuation_prefix) {
  prefix_bytes_ = continuation_prefix.size();
  own_.slots.assign(std::bit_ceil(4 * tokens_ + 2), Slot{});
  slots_ = own_.slots;
  longest_ = {};
  for (std::uint32_t id = 0; id < spans_.size(); ++id) {
    const std::string_view whole = token(id);
    if (whole.empty()) {
      continue;
    }
    TRY_OK(index(id, Place::start));
    if (whole.size() > prefix_bytes_ && whole.starts_with(continuation_prefix)) {
      TRY_OK(index(id, Place::inside));
    }
  }
  return ok();
}

Status Vocabulary::index(std::uint32_t id, Place place) {
  const std::uint32_t entry = id * 2 + static_cast<std::uint32_t>(place);
  const std::string_view text = key(entry);
  Slot& slot = own_.slots[find_slot(text, place)];
  if (slot.entry != kFree) {
    return fail(Code::corrupt, "token \"{}\" stands twice, with ids {} and {}", token(id),
                slot.entry / 2, id);
  }
  slot = {tag_of(hash_key(text, place)), entry};
  auto& longest = longest_[static_cast<std::size_t>(place)][static_cast<unsigned char>(text[0])];
  longest = std::max(longest, static_cast<std::uint32_t>(text.size()));
  return ok();
}

std::string_view Vocabulary::token(std::uint32_t id) const noexcept {
  if (id >= spans_.size()) {
    return {};
  }
  return bytes_.substr(spans_[id].at, spans_[id].size);
}

std::string_view Vocabulary::key(std::uint32_t entry) const noexcept {
  const std::string_view whole = token(entry / 2);
  return entry % 2 == 0 ? whole : whole.substr(prefix_bytes_);
}

/// The slot of the key, or the free one where it belongs.
std::size_t Vocabulary::find_slot(std::string_view key, Place place) const noexcept {
  const std::uint64_t hash = hash_key(key, place);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.entry == kFree) {
      return at;
    }
    if (slot.tag == tag_of(hash) && slot.entry % 2 == static_cast<std::uint32_t>(place) &&
        this->key(slot.entry) == key) {
      return at;
    }
  }
}

std::optional<std::uint32_t> Vocabulary::id_of(std::string_view token) const noexcept {
  if (token.empty() || slots_.empty()) {
    return std::nullopt;
  }
  const Slot& slot = slots_[find_slot(token, Place::start)];
  return slot.entry == kFree ? std::nullopt : std::optional(slot.entry / 2);
}

Vocabulary::Piece Vocabulary::longest(std::string_view text, Place place) const noexcept {
  const auto& longest = longest_[static_cast<std::size_t>(place)];
  std::size_t bytes =
      std::min<std::size_t>(text.size(), longest[static_cast<unsigned char>(text[0])]);
  for (; bytes > 0; --bytes) {
    const Slot& slot = slots_[find_slot(text.substr(0, bytes), place)];
    if (slot.entry != kFree) {
      return {slot.entry / 2, bytes};
    }
  }
  return {};
}

}  // namespace cognate::text
