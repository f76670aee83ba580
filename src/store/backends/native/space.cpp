#include "store/backends/native/space.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/half.h"
#include "simd/kernels.h"

namespace cognate::store::native {
namespace {

constexpr std::size_t kBlockElements = simd::kNibbleBlockElements;
constexpr std::size_t kHalfBlock = kBlockElements / 2;

/// Step of the upper plane in standard deviations of the elements, and the length that codes are
/// brought to along their vectors. Least error of four bits alone; with eight bits the range is
/// wider, so that next to no element lies outside of it. (Measured on normal numbers.)
struct Steps {
  float step;
  float gain;
};
constexpr Steps kSteps4 = {0.335F, 0.992F};
constexpr Steps kSteps8 = {0.40F, 1.0F};

// How far from its place, in sixteenths of a step, an element may be moved over a border.
constexpr int kReaches[] = {1, 2, 3, 4, 6, 8};
constexpr float kGainTolerance = 2e-4F;

std::size_t blocks_of(std::size_t dimension) {
  return (dimension + kBlockElements - 1) / kBlockElements;
}

double norm_of(std::span<const float> vector) {
  double sum = 0;
  for (const float x : vector) {
    sum += double{x} * x;
  }
  return std::sqrt(sum);
}

/// Moves element codes over the border next to them until `missing`, what lacks of the code's
/// length along the vector, is gone. `unit` is the vector, `step` what a cell of the upper plane is
/// worth.
void balance(std::span<const float> unit, float step, float missing,
             std::span<std::uint8_t> codes) {
  for (const int reach : kReaches) {
    for (std::size_t i = 0; i < unit.size(); ++i) {
      const int low = codes[i] & 15;
      const bool up = low >= 16 - reach && codes[i] < 240;
      if (!up && !(low < reach && codes[i] >= 16)) {
        continue;
      }
      const float gained = up ? unit[i] * step : -unit[i] * step;
      if (gained * missing > 0.0F && std::fabs(gained) <= 2.0F * std::fabs(missing)) {
        codes[i] = static_cast<std::uint8_t>(up ? (codes[i] | 15) + 1 : (codes[i] & 0xF0) - 1);
        missing -= gained;
      }
    }
    if (std::fabs(missing) < kGainTolerance) {
      return;
    }
  }
}

/// Four bits of every element, as simd/codes.h has them.
void put_plane(std::span<const std::uint8_t> codes, int shift, std::vector<std::uint8_t>& plane) {
  plane.resize(codes.size() / 2);
  for (std::size_t block = 0; block < codes.size() / kBlockElements; ++block) {
    const std::uint8_t* in = codes.data() + block * kBlockElements;
    std::uint8_t* out = plane.data() + block * kHalfBlock;
    for (std::size_t j = 0; j < kHalfBlock; ++j) {
      out[j] = static_cast<std::uint8_t>(((in[j] >> shift) & 15) |
                                         (((in[j + kHalfBlock] >> shift) & 15) << 4));
    }
  }
}

/// A block of codes as signed bytes, sixteen to a step of the upper plane; returns their sum.
std::int32_t widen(const std::uint8_t* upper, std::int8_t* out) {
  std::int32_t sum = 0;
  for (std::size_t j = 0; j < kHalfBlock; ++j) {
    out[j] = static_cast<std::int8_t>((upper[j] & 15) * 16 + 8 - 128);
    out[j + kHalfBlock] = static_cast<std::int8_t>((upper[j] >> 4) * 16 + 8 - 128);
    sum += out[j] + out[j + kHalfBlock];
  }
  return sum;
}

/// The same of both planes.
std::int32_t widen(const std::uint8_t* upper, const std::uint8_t* lower, std::int8_t* out) {
  std::int32_t sum = 0;
  for (std::size_t j = 0; j < kHalfBlock; ++j) {
    out[j] = static_cast<std::int8_t>((upper[j] & 15) * 16 + (lower[j] & 15) - 128);
    out[j + kHalfBlock] = static_cast<std::int8_t>((upper[j] & 0xF0) + (lower[j] >> 4) - 128);
    sum += out[j] + out[j + kHalfBlock];
  }
  return sum;
}

}  // namespace

Space::Space(std::size_t dimension, Metric metric, Form form)
    : dimension_(dimension),
      metric_(metric),
      form_(form),
      blocks_(blocks_of(dimension)),
      rotation_(blocks_ * kBlockElements) {
  const Steps steps = form == Form::bits8 ? kSteps8 : kSteps4;
  step_ = static_cast<float>(steps.step / std::sqrt(static_cast<double>(elements())));
  gain_ = steps.gain;
}

std::size_t Space::row_bytes_of(Form form, std::size_t dimension) noexcept {
  switch (form) {
    case Form::halves:
      return dimension * sizeof(std::uint16_t);
    case Form::floats:
      return dimension * sizeof(float);
    default:
      return blocks_of(dimension) * simd::kNibbleBlockBytes;
  }
}

std::size_t Space::lower_bytes_of(Form form, std::size_t dimension) noexcept {
  return form == Form::bits8 ? blocks_of(dimension) * simd::kNibbleBlockBytes : 0;
}

void Space::turned(std::span<const float> vector, std::vector<float>& out) const {
  out.assign(elements(), 0.0F);
  std::ranges::copy(vector, out.begin());
  std::vector<float> scratch(elements());
  rotation_.turn(out, scratch);
}

void Space::encode(std::span<const float> vector, Coding& code) const {
  const double norm = norm_of(vector);
  code = {};
  code.norm = static_cast<float>(norm);
  if (form_ == Form::floats) {
    code.upper.resize(row_bytes());
    std::memcpy(code.upper.data(), vector.data(), row_bytes());
    return;
  }
  if (form_ == Form::halves) {
    std::vector<std::uint16_t> halves(dimension_);
    to_half(vector, halves);
    code.upper.resize(row_bytes());
    std::memcpy(code.upper.data(), halves.data(), row_bytes());
    return;
  }
  std::vector<float> unit;
  turned(vector, unit);
  const auto to_unit = static_cast<float>(norm > 0 ? 1.0 / norm : 0.0);
  const float fine = step_ / 16;
  const float to_fine = 1.0F / fine;
  std::vector<std::uint8_t> codes(unit.size());
  double along = 0;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    unit[i] *= to_unit;
    const float place = std::min(std::max(unit[i] * to_fine + 128.0F, 0.0F), 255.0F);
    codes[i] = static_cast<std::uint8_t>(place);
    along += static_cast<double>(unit[i]) * (static_cast<float>(codes[i] / 16) - 7.5F) * step_;
  }
  if (norm > 0) {
    balance(unit, step_, gain_ - static_cast<float>(along), codes);
  }
  double upper_left = 0;
  double left = 0;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    const double upper = unit[i] - (codes[i] / 16 - 7.5) * double{step_} / double{gain_};
    const double both = unit[i] - (codes[i] - 127.5) * double{fine};
    upper_left += upper * upper;
    left += both * both;
  }
  code.upper_error = norm > 0 ? static_cast<float>(std::sqrt(upper_left)) : 0.0F;
  code.error = norm > 0 ? static_cast<float>(std::sqrt(left)) : 0.0F;
  put_plane(codes, 4, code.upper);
  if (form_ == Form::bits8) {
    put_plane(codes, 0, code.lower);
  }
}

void Space::encode(std::span<const float> vector, Probe& probe) const {
  probe.vector.assign(vector.begin(), vector.end());
  probe.norm = static_cast<float>(norm_of(vector));
  if (!coded()) {
    return;
  }
  std::vector<float> all;
  turned(vector, all);
  float most = 0;
  for (const float x : all) {
    most = std::max(most, std::fabs(x));
  }
  const float scale = most > 0 ? most / 127.0F : 1.0F;
  const float to_codes = 1.0F / scale;
  probe.codes.resize(all.size());
  std::int32_t sum = 0;
  double left = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    // Cutting the number moved above 0 is rounding to the nearest.
    const int code = static_cast<int>(all[i] * to_codes + 128.5F) - 128;
    probe.codes[i] = static_cast<std::int8_t>(std::min(code, 127));
    sum += probe.codes[i];
    const double off = double{all[i]} - double{scale} * probe.codes[i];
    left += off * off;
  }
  probe.unit = scale * step_ / (2.0F * gain_);
  probe.shift = 15 * sum;
  probe.error = static_cast<float>(std::sqrt(left));
}

void Space::decode(const std::uint8_t* row, const std::uint8_t* lower, float norm,
                   Probe& probe) const {
  probe.norm = norm;
  if (form_ == Form::floats) {
    probe.vector.resize(dimension_);
    std::memcpy(probe.vector.data(), row, row_bytes());
    return;
  }
  if (form_ == Form::halves) {
    probe.vector.resize(dimension_);
    from_half({reinterpret_cast<const std::uint16_t*>(row), dimension_}, probe.vector);
    return;
  }
  probe.codes.resize(elements());
  std::int32_t sum = 0;
  for (std::size_t block = 0; block < blocks_; ++block) {
    const std::uint8_t* upper = row + block * kHalfBlock;
    std::int8_t* out = probe.codes.data() + block * kBlockElements;
    if (lower == nullptr) {
      sum += widen(upper, out);
    } else {
      sum += widen(upper, lower + block * kHalfBlock, out);
    }
  }
  probe.unit = norm * step_ / 16 * step_ / (2.0F * gain_);
  probe.shift = 15 * sum;
}

float Space::gap(const Probe& probe, float key, float norm, float radius) const noexcept {
  const auto above = [radius](float length) {
    return std::sqrt(std::max(radius * radius - length * length, 0.0F));
  };
  switch (metric_) {
    case Metric::cosine:
      return 2.0F - 2.0F * key;
    case Metric::l2:
      return probe.norm * probe.norm - 2.0F * key;
    default:
      return 2.0F * (radius * radius - key - above(probe.norm) * above(norm));
  }
}

float Space::fine_key(const Probe& probe, std::int32_t upper, std::int32_t lower,
                      float norm) const noexcept {
  const std::int64_t sum = 2 * (16 * std::int64_t{upper} + lower) - 17 * std::int64_t{probe.shift};
  return with_norm(static_cast<float>(sum) * (probe.unit * gain_ / 16.0F), norm);
}

float Space::key_of_row(const Probe& probe, const std::uint8_t* row, float norm) const noexcept {
  const float* vector = probe.vector.data();
  const float dot =
      form_ == Form::halves
          ? simd::code_kernels().half_dot(vector, reinterpret_cast<const std::uint16_t*>(row),
                                          dimension_)
          : simd::kernels().dot(vector, reinterpret_cast<const float*>(row), dimension_);
  return metric_ == Metric::l2 ? dot - norm * norm * 0.5F : dot;
}

float Space::distance(const Probe& probe, float key) const noexcept {
  return metric_ == Metric::l2 ? std::max(probe.norm * probe.norm - 2.0F * key, 0.0F) : 1.0F - key;
}

float Space::exact_distance(const Probe& probe, const float* vector) const noexcept {
  return metric_ == Metric::l2
             ? simd::code_kernels().squared_distance(probe.vector.data(), vector, dimension_)
             : 1.0F - simd::kernels().dot(probe.vector.data(), vector, dimension_);
}

}  // namespace cognate::store::native
