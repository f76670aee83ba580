#include "quant/form.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "base/check.h"
#include "base/error.h"
#include "core/half.h"

namespace cognate::quant {
namespace {

constexpr std::size_t kBitsPerByte = 8;
constexpr float kSteps = 255;
constexpr double kNormMin = 1e-12;  // as PyTorch's normalize: below it a vector counts as zero

using Row = std::span<const float>;

/// One vector in its form, to `out`.
using EncodeRow = void (*)(Row values, const Ranges& ranges, std::byte* out);

void encode_float32(Row values, const Ranges&, std::byte* out) {
  std::memcpy(out, values.data(), values.size_bytes());
}

void encode_float16(Row values, const Ranges&, std::byte* out) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint16_t half = half_of(values[i]);
    std::memcpy(out + i * sizeof half, &half, sizeof half);
  }
}

/// `flip` is 0 for unsigned numbers; 0x80 subtracts 128 from a byte and makes it signed.
template <unsigned flip>
void encode_steps(Row values, const Ranges& ranges, std::byte* out) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float least = ranges.least()[i];
    const float step = (ranges.greatest()[i] - least) / kSteps;
    const float position = std::floor((values[i] - least) / (step == 0 ? 1 : step));
    const float kept = position > 0 ? std::min(position, kSteps) : 0;
    out[i] = static_cast<std::byte>(static_cast<unsigned>(kept) ^ flip);
  }
}

template <unsigned flip>
void encode_bits(Row values, const Ranges&, std::byte* out) {
  for (std::size_t start = 0; start < values.size(); start += kBitsPerByte) {
    const std::size_t count = std::min(values.size() - start, kBitsPerByte);
    unsigned byte = 0;
    for (std::size_t i = 0; i < count; ++i) {
      byte |= values[start + i] > 0 ? 0x80U >> i : 0;
    }
    out[start / kBitsPerByte] = static_cast<std::byte>(byte ^ flip);
  }
}

struct FormRow {
  Form form;
  std::string_view name;
  NumberType type;
  std::size_t values_per_number;
  bool needs_ranges;
  EncodeRow encode;
};
constexpr unsigned kSigned = 0x80;
constexpr FormRow kForms[] = {
    {Form::float32, "float32", NumberType::float32, 1, false, encode_float32},
    {Form::float16, "float16", NumberType::float16, 1, false, encode_float16},
    {Form::int8, "int8", NumberType::int8, 1, true, encode_steps<kSigned>},
    {Form::uint8, "uint8", NumberType::uint8, 1, true, encode_steps<0>},
    {Form::binary, "binary", NumberType::int8, kBitsPerByte, false, encode_bits<kSigned>},
    {Form::ubinary, "ubinary", NumberType::uint8, kBitsPerByte, false, encode_bits<0>},
};

const FormRow& row_of(Form form) { return kForms[static_cast<std::size_t>(form)]; }

double length_of(Row values) {
  double squares = 0;
  for (const float value : values) {
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  return std::sqrt(squares);
}

}  // namespace

Result<Form> form_of(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kForms), std::end(kForms),
                                         [&](const FormRow& row) { return row.name == name; });
  if (found == std::end(kForms)) {
    return fail(Code::invalid_argument,
                "no form of vectors is called \"{}\"; there are float32, float16, int8, uint8, "
                "binary, ubinary",
                name);
  }
  return found->form;
}

std::string_view form_name(Form form) noexcept { return row_of(form).name; }

NumberType number_type(Form form) noexcept { return row_of(form).type; }

std::size_t number_count(Form form, std::size_t dimension) noexcept {
  const std::size_t values = row_of(form).values_per_number;
  return (dimension + values - 1) / values;
}

bool needs_ranges(Form form) noexcept { return row_of(form).needs_ranges; }

void Ranges::widen(const Matrix& vectors) {
  for (std::size_t r = 0; r < vectors.rows(); ++r) {
    const Row row = vectors.row(r);
    if (vectors_++ == 0) {
      least_.assign(row.begin(), row.end());
      greatest_ = least_;
    }
    CHECK(row.size() == least_.size(), "ranges of another dimension");
    for (std::size_t i = 0; i < row.size(); ++i) {
      least_[i] = std::min(least_[i], row[i]);
      greatest_[i] = std::max(greatest_[i], row[i]);
    }
  }
}

void encode(const Matrix& vectors, Form form, const Ranges& ranges, std::vector<std::byte>& out) {
  const FormRow& how = row_of(form);
  CHECK(!how.needs_ranges || vectors.rows() == 0 || ranges.least().size() == vectors.columns(),
        "no ranges for this dimension");
  const std::size_t row_bytes = number_count(form, vectors.columns()) * bytes_of(how.type);
  out.resize(vectors.rows() * row_bytes);
  for (std::size_t r = 0; r < vectors.rows(); ++r) {
    how.encode(vectors.row(r), ranges, out.data() + r * row_bytes);
  }
}

Matrix cut_dimensions(const Matrix& vectors, std::size_t dimensions, bool normalize) {
  CHECK(dimensions >= 1 && dimensions <= vectors.columns(), "no such number of dimensions");
  Matrix result(vectors.rows(), dimensions);
  for (std::size_t r = 0; r < vectors.rows(); ++r) {
    const Row kept = vectors.row(r).first(dimensions);
    const double length = normalize ? std::max(length_of(kept), kNormMin) : 1;
    std::transform(kept.begin(), kept.end(), result.row(r).begin(),
                   [&](float value) { return static_cast<float>(value / length); });
  }
  return result;
}

}  // namespace cognate::quant
