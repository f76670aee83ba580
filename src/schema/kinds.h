#pragma once
// What is compared of columns as sets of hashes, and what as vectors. A new kind is a row here and
// one in the tables of prepared.cpp that say how a column yields it.

#include <array>
#include <cstddef>
#include <cstdint>

namespace cognate::schema {

enum class SetKind : std::uint8_t {
  name_words,
  concepts,  ///< what the words of the name stand for (vocabulary.h)
  values,
  value_words,
  value_trigrams,
  count
};
enum class VectorKind : std::uint8_t {
  name,         ///< of name_text, by the embedder
  values,       ///< of value_text, by the embedder
  description,  ///< of description_text, by the embedder
  value_grams,  ///< letter trigrams of the values, counted
  count
};

/// One T a kind.
template <class Kind, class T>
class PerKind {
 public:
  static constexpr std::size_t kSize = static_cast<std::size_t>(Kind::count);

  T& operator[](Kind kind) { return items_[static_cast<std::size_t>(kind)]; }
  const T& operator[](Kind kind) const { return items_[static_cast<std::size_t>(kind)]; }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }

 private:
  std::array<T, kSize> items_{};
};

template <class T>
using PerSet = PerKind<SetKind, T>;
template <class T>
using PerVector = PerKind<VectorKind, T>;

/// All kinds, for loops.
template <class Kind>
constexpr std::array<Kind, PerKind<Kind, char>::kSize> all_kinds() {
  std::array<Kind, PerKind<Kind, char>::kSize> kinds{};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    kinds[i] = static_cast<Kind>(i);
  }
  return kinds;
}
inline constexpr auto kSetKinds = all_kinds<SetKind>();
inline constexpr auto kVectorKinds = all_kinds<VectorKind>();

}  // namespace cognate::schema
