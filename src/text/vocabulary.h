#pragma once
// The tokens of a model: id to text and text to id, in three flat blocks of memory.
//
// Filled once (add for every token, then seal), then immutable: any thread may look up. The blocks
// can be written to a file and used from there, mapped, without any work (to_bytes, from_bytes).
// Lookups are by open addressing over 8-byte slots of hash tag and id, so that a miss costs one
// cache line. A token that starts with the continuation prefix ("##ing") is also found without it,
// as a piece inside a word.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/result.h"

namespace cognate::text {

/// Where in a word a piece stands.
enum class Place : std::uint8_t { start, inside };

class Vocabulary {
 public:
  Vocabulary() = default;
  Vocabulary(Vocabulary&&) = default;  // the blocks keep their addresses
  Vocabulary& operator=(Vocabulary&&) = default;

  /// Errors: corrupt (id used twice), unsupported (id or text past base/limits.h).
  /// REQUIRES: not made by from_bytes.
  Status add(std::uint64_t id, std::string_view token);

  /// Builds the index. Error corrupt: two ids have the same token.
  Status seal(std::string_view continuation_prefix);

  /// A sealed vocabulary as bytes (docs/packed-model.md, "Tokenizer").
  std::string to_bytes() const;
  /// From what to_bytes wrote; the bytes are used where they are, so they must outlive it. Lookups
  /// in it never leave the bytes, whatever they hold. Error corrupt: sizes or places that cannot
  /// be. REQUIRES: aligned to 8 bytes.
  static Result<Vocabulary> from_bytes(std::string_view bytes);

  /// One past the largest id. Ids that no token has are allowed and have the empty text.
  std::size_t size() const noexcept { return spans_.size(); }
  std::string_view token(std::uint32_t id) const noexcept;
  std::optional<std::uint32_t> id_of(std::string_view token) const noexcept;

  struct Piece {
    std::uint32_t id = 0;
    std::size_t bytes = 0;  ///< 0: no token fits
  };
  /// The longest token that `text` starts with. REQUIRES: not empty, sealed.
  Piece longest(std::string_view text, Place place) const noexcept;

 private:
  struct Span {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
  };
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t entry = kFree;  // 2 * id + place
  };
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;

  std::string_view key(std::uint32_t entry) const noexcept;
  std::size_t find_slot(std::string_view key, Place place) const noexcept;
  Status index(std::uint32_t id, Place place);

  Status check_slots() const;

  // Views of the three blocks, which lie in own_ or in a file.
  std::string_view bytes_;
  std::span<const Span> spans_;
  std::span<const Slot> slots_;  // a power of two of them, half or more free
  struct {
    std::vector<char> bytes;
    std::vector<Span> spans;
    std::vector<Slot> slots;
  } own_;
  std::size_t tokens_ = 0;
  std::size_t prefix_bytes_ = 0;
  // By place and first byte: bytes of the longest key.
  std::array<std::array<std::uint32_t, 256>, 2> longest_{};
};

}  // namespace cognate::text
