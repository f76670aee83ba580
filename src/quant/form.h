#pragma once
// The forms in which embeddings go out: float32, float16, int8, uint8, binary, ubinary.
//
// All but float16 give the very numbers that quantize_embeddings of sentence-transformers gives:
//   int8, uint8     each dimension has a range, from the least to the greatest value of it that was
//                   seen, cut into 255 steps; floor((value - least) / step), kept within 0 to 255,
//                   is the uint8, and 128 less the int8. A range without width has steps of 1.
//   binary, ubinary a bit a value, set where it is greater than 0; eight to a byte, the first in
//   the
//                   highest bit, the last byte filled up with zeros. ubinary is that byte, binary
//                   128 less as a signed one.
// float16 is rounded to nearest, ties to even. Thread-safety: plain values and pure functions.

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "cognate/embedder.h"
#include "core/number_type.h"

namespace cognate::quant {

enum class Form { float32, float16, int8, uint8, binary, ubinary };

/// By its name, as above. Error invalid_argument lists them.
Result<Form> form_of(std::string_view name);
std::string_view form_name(Form form) noexcept;

/// What one number of the form is, and how many a vector has.
NumberType number_type(Form form) noexcept;
std::size_t number_count(Form form, std::size_t dimension) noexcept;

/// int8 and uint8 are nothing without Ranges.
bool needs_ranges(Form form) noexcept;

/// Fewer vectors make ranges that others leave too easily; sentence-transformers warns then too.
inline constexpr std::size_t kRangeVectorsAdvised = 100;

/// The least and the greatest value of each dimension among all vectors seen.
class Ranges {
 public:
  /// REQUIRES: as many columns at each call.
  void widen(const Matrix& vectors);

  std::span<const float> least() const noexcept { return least_; }
  std::span<const float> greatest() const noexcept { return greatest_; }
  std::size_t vectors() const noexcept { return vectors_; }

 private:
  std::vector<float> least_;
  std::vector<float> greatest_;
  std::size_t vectors_ = 0;
};

/// All rows in the form, number_count numbers a row, into `out`. REQUIRES: where the form needs
/// them, `ranges` that have seen vectors of this dimension; all values finite.
void encode(const Matrix& vectors, Form form, const Ranges& ranges, std::vector<std::byte>& out);

/// The first `dimensions` values of each row (Matryoshka), brought back to length 1 where
/// `normalize`; a row of zeros stays one. REQUIRES: 1 <= dimensions <= columns.
Matrix cut_dimensions(const Matrix& vectors, std::size_t dimensions, bool normalize);

}  // namespace cognate::quant
