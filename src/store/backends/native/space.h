#pragma once
// What numbers a vector becomes, and how near two of them are.
//
// A vector is turned (rotation.h), and its direction coded with one step size for all: eight bits
// an element, kept as two planes of four. The upper plane alone is the code that searches read;
// both together are finer. No scale is kept beside a code: when it is made, elements that lie next
// to the border of a cell are moved over it until the code has the same length along its vector as
// every other code, so that dot products with it are right on average.
//
// A key says how near a row is, greater is nearer: cosine and ip their dot product, l2 the dot
// product less half the squared norm. Immutable and safe for any thread.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cognate/result.h"
#include "cognate/store.h"
#include "simd/codes.h"
#include "store/backends/native/rotation.h"

namespace cognate::store::native {

/// How the rows that searches read are kept.
enum class Form : std::uint32_t {
  bits4,   ///< one plane of four bits
  bits8,   ///< two planes
  halves,  ///< float16
  floats,  ///< float32: the originals themselves
};

/// A vector as a row's numbers.
struct Coding {
  std::vector<std::uint8_t> upper;  ///< of the plane that searches read
  std::vector<std::uint8_t> lower;  ///< the four bits below, of Form::bits8 only
  float norm = 0;
  float upper_error = 0;  ///< length of what the upper plane alone leaves of a unit vector
  float error = 0;        ///< the same of both
};

/// A vector that others are compared with.
struct Probe {
  std::vector<float> vector;       ///< as given
  std::vector<std::int8_t> codes;  ///< of coded forms, packed as simd/codes.h wants queries
  float norm = 0;
  float unit = 0;  ///< what a sum is worth: see Space::key
  std::int32_t shift = 0;
  float error = 0;  ///< length of what the codes leave
};

class Space {
 public:
  Space(std::size_t dimension, Metric metric, Form form);

  std::size_t dimension() const noexcept { return dimension_; }
  Metric metric() const noexcept { return metric_; }
  Form form() const noexcept { return form_; }
  bool coded() const noexcept { return form_ == Form::bits4 || form_ == Form::bits8; }
  /// Whether rows differ in length, so that their norms are kept.
  bool has_norms() const noexcept { return metric_ != Metric::cosine; }
  std::size_t blocks() const noexcept { return blocks_; }
  std::size_t elements() const noexcept { return blocks_ * simd::kNibbleBlockElements; }
  /// Bytes of a row that searches read, and of its lower plane.
  std::size_t row_bytes() const noexcept { return row_bytes_of(form_, dimension_); }
  std::size_t lower_bytes() const noexcept { return lower_bytes_of(form_, dimension_); }
  static std::size_t row_bytes_of(Form form, std::size_t dimension) noexcept;
  static std::size_t lower_bytes_of(Form form, std::size_t dimension) noexcept;

  void encode(std::span<const float> vector, Coding& code) const;
  void encode(std::span<const float> vector, Probe& probe) const;

  /// A row as a probe, from its planes (`lower` of Form::bits8 only).
  void decode(const std::uint8_t* row, const std::uint8_t* lower, float norm, Probe& probe) const;

  /// The key of a row by the sum of products of its upper plane.
  float key(const Probe& probe, std::int32_t sum, float norm) const noexcept {
    return with_norm(static_cast<float>(2 * std::int64_t{sum} - probe.shift) * probe.unit, norm);
  }
  /// The same by those of both planes.
  float fine_key(const Probe& probe, std::int32_t upper, std::int32_t lower,
                 float norm) const noexcept;
  /// By a row of the other forms.
  float key_of_row(const Probe& probe, const std::uint8_t* row, float norm) const noexcept;

  /// Squared distance of the probe to the row of that key and norm. Under ip both are taken to the
  /// sphere of radius `radius`, which no norm exceeds, in one more dimension: there nearer is
  /// greater.
  float gap(const Probe& probe, float key, float norm, float radius) const noexcept;

  /// The distance that Metric speaks of, from a key or from the vector itself.
  float distance(const Probe& probe, float key) const noexcept;
  float exact_distance(const Probe& probe, const float* vector) const noexcept;

 private:
  /// The key, from a dot product with the row's direction.
  float with_norm(float dot, float norm) const noexcept {
    return metric_ == Metric::cosine ? dot
           : metric_ == Metric::ip   ? dot * norm
                                     : dot * norm - norm * norm * 0.5F;
  }
  void turned(std::span<const float> vector, std::vector<float>& out) const;

  std::size_t dimension_;
  Metric metric_;
  Form form_;
  std::size_t blocks_;
  Rotation rotation_;
  float step_ = 0;  // of the upper plane, of unit vectors
  float gain_ = 1;  // length of every code along its unit vector
};

}  // namespace cognate::store::native
