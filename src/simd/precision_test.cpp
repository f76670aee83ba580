// Every precision of every instruction set that this machine has, against plain double arithmetic.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <vector>

#include "simd/kernels.h"
#include "simd/table.h"
#include "simd/test_numbers.h"

namespace cognate::simd {

// Files of AVX-512 computed by SIMDe: tested on every machine.
extern const Precision avx512_on_simde_f32;
extern const Precision avx512_bf16_on_simde;
extern const Precision avx512_int8_on_simde;

namespace {

constexpr const Precision* kAll[] = {&scalar_f32, &avx2_f32,    &avx2_int16, &avx2_int8,
                                     &avx512_f32, &avx512_bf16, &avx512_int8};

std::vector<const Precision*> usable() {
  std::vector<const Precision*> rows;
  for (const Precision* row : kAll) {
    if (row->runs_here()) {
      rows.push_back(row);
    }
  }
  rows.insert(rows.end(), {&avx512_on_simde_f32, &avx512_bf16_on_simde, &avx512_int8_on_simde});
  return rows;
}

bool on_simde(const Precision* row) {
  return row == &avx512_on_simde_f32 || row == &avx512_bf16_on_simde ||
         row == &avx512_int8_on_simde;
}

/// Bytes aligned to a cache line, as blocks and converted rows must be.
struct Aligned {
  explicit Aligned(std::size_t size)
      : bytes(static_cast<std::uint8_t*>(std::aligned_alloc(64, (size + 63) / 64 * 64))) {
    std::memset(bytes.get(), 0xA5, size);
  }
  struct Free {
    void operator()(std::uint8_t* p) const { std::free(p); }
  };
  std::unique_ptr<std::uint8_t, Free> bytes;
};

constexpr Shape kShapes[] = {{1, 1, 1},   {2, 9, 3},  {13, 33, 31}, {25, 384, 384}, {12, 100, 1536},
                             {7, 32, 64}, {10, 8, 8}, {31, 40, 72}, {3, 16, 4096}};

/// A layer with its numbers, and what a precision makes of it.
struct Layer {
  Layer(const Shape& s, unsigned seed)
      : shape(s),
        a(random_floats(s.rows * (s.k + 3), seed)),
        w(random_floats(s.n * s.k, seed + 1)),
        bias(random_floats(s.n, seed + 2)) {}

  std::vector<float> multiply(const Precision& precision, const Weights& weights, std::size_t first,
                              std::size_t rows, bool gelu = false) const {
    std::vector<float> out(rows * (shape.n + 1), -77.0F);
    multiply_into(precision, weights, first, rows, gelu, {}, out);
    return out;
  }

  void multiply_into(const Precision& precision, const Weights& weights, std::size_t first,
                     std::size_t rows, bool gelu, const Share& share,
                     std::vector<float>& out) const {
    Aligned block(precision.packed_bytes(shape.n, shape.k));
    precision.pack(weights, block.bytes.get());
    Aligned converted(rows * precision.row_bytes(shape.k) + 64);
    Product job = {.a = a.data() + first * (shape.k + 3),
                   .a_stride = shape.k + 3,
                   .rows = rows,
                   .weights = block.bytes.get(),
                   .n = shape.n,
                   .k = shape.k,
                   .gelu = gelu,
                   .share = share};
    if (precision.convert != nullptr) {
      precision.convert({.rows = a.data() + first * (shape.k + 3),
                         .stride = shape.k + 3,
                         .count = rows,
                         .n = shape.n,
                         .k = shape.k,
                         .weights = block.bytes.get(),
                         .out = converted.bytes.get()});
      job.a = converted.bytes.get();
    }
    job.out = out.data();
    job.out_stride = shape.n + 1;
    precision.multiply(job);
  }

  Weights weights() const {
    return {.w = w.data(), .n = shape.n, .k = shape.k, .bias = bias.data()};
  }

  Shape shape;
  std::vector<float> a, w, bias;
};

/// How far one product may be off: the rounding of each operand, in units of its row's or channel's
/// largest number.
double tolerance(const Precision& precision, double row_most, double channel_most, double sizes,
                 std::size_t k) {
  const std::string name = precision.name;
  const double terms = std::sqrt(static_cast<double>(k)) * 3 + 1;
  if (name == "int8") {
    return terms * row_most * channel_most * (0.5 / 127 + 1.0 / 255) * 1.2;
  }
  if (name == "int16") {
    return terms * row_most * channel_most * (1.0 / 511);
  }
  return name == "bf16" ? sizes / 256 : 2e-6 * sizes;
}

std::vector<const Precision*> usable_integers() {
  std::vector<const Precision*> rows = usable();
  std::erase_if(rows, [](const Precision* row) { return row->scales == nullptr; });
  return rows;
}

std::string name_of(const testing::TestParamInfo<const Precision*>& row) {
  return std::string(row.param->isa) + "_" + row.param->name +
         (on_simde(row.param) ? "_on_simde" : "");
}

class EveryPrecision : public testing::TestWithParam<const Precision*> {};
class EveryIntegerPrecision : public testing::TestWithParam<const Precision*> {};
INSTANTIATE_TEST_SUITE_P(Precisions, EveryPrecision, testing::ValuesIn(usable()), name_of);
INSTANTIATE_TEST_SUITE_P(Precisions, EveryIntegerPrecision, testing::ValuesIn(usable_integers()),
                         name_of);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EveryIntegerPrecision);  // a processor may have none

TEST_P(EveryPrecision, AgreesWithPlainArithmeticOnOddShapes) {
  const Precision& precision = *GetParam();
  for (const Shape& shape : kShapes) {
    const Layer layer(shape, 1);
    const std::vector<float> out = layer.multiply(precision, layer.weights(), 0, shape.rows);
    for (std::size_t r = 0; r < shape.rows; ++r) {
      for (std::size_t c = 0; c < shape.n; ++c) {
        double sum = layer.bias[c];
        double sizes = 1.0;
        double row_most = 0;
        double channel_most = 0;
        for (std::size_t i = 0; i < shape.k; ++i) {
          const double x = layer.a[r * (shape.k + 3) + i];
          const double y = layer.w[c * shape.k + i];
          sum += x * y;
          sizes += std::abs(x * y);
          row_most = std::max(row_most, std::abs(x));
          channel_most = std::max(channel_most, std::abs(y));
        }
        ASSERT_NEAR(out[r * (shape.n + 1) + c], sum,
                    tolerance(precision, row_most, channel_most, sizes, shape.k))
            << shape.rows << "x" << shape.n << "x" << shape.k;
      }
      ASSERT_EQ(out[r * (shape.n + 1) + shape.n], -77.0F) << "wrote beyond the row";
    }
  }
}

TEST_P(EveryPrecision, ARowsBitsDoNotDependOnTheRowsBesideIt) {
  const Precision& precision = *GetParam();
  const Layer layer({29, 70, 96}, 5);
  const auto all = layer.multiply(precision, layer.weights(), 0, 29, true);
  for (std::size_t first = 0; first < 29; ++first) {
    for (const std::size_t rows : {1UL, 2UL, 11UL}) {
      if (first + rows <= 29) {
        const auto some = layer.multiply(precision, layer.weights(), first, rows, true);
        ASSERT_EQ(0, std::memcmp(some.data(), all.data() + first * 71, rows * 71 * sizeof(float)));
      }
    }
  }
}

// Weights of zero: the product is the bias, so what comes out is its GELU.
TEST_P(EveryPrecision, GeluIsTheErfForm) {
  const Precision& precision = *GetParam();
  std::vector<float> in;
  for (float x = -12.0F; x < 12.0F; x += 0.001F) {
    in.push_back(x);
  }
  in.insert(in.end(), {0.0F, -0.0F, 1e-30F, -1e-30F, 100.0F, -100.0F, 1e30F});
  Layer layer({1, in.size(), 1}, 1);
  layer.w.assign(in.size(), 0.0F);
  layer.bias = in;
  const auto out = layer.multiply(precision, layer.weights(), 0, 1, true);
  const double bound = precision.name == std::string("f32") ? 6e-7 : 5e-5;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const double x = in[i];
    const double want = 0.5 * x * (1.0 + std::erf(x / std::sqrt(2.0)));
    ASSERT_NEAR(out[i], want, bound * std::max(1.0, std::abs(x))) << "x = " << x;
  }
}

TEST_P(EveryPrecision, PartsMakeTheWhole) {
  const Precision& precision = *GetParam();
  for (const std::size_t n : {1UL, 40UL, 96UL, 200UL}) {
    const Layer layer({3, n, 24}, 7);
    const auto whole = layer.multiply(precision, layer.weights(), 0, 3);
    for (const std::size_t parts : {2UL, 3UL, 7UL}) {
      std::vector<float> out(3 * (n + 1), -77.0F);
      for (std::size_t part = 0; part < parts; ++part) {
        layer.multiply_into(precision, layer.weights(), 0, 3, false, {part, parts}, out);
      }
      ASSERT_EQ(out, whole) << n << " columns in " << parts;
    }
  }
}

TEST_P(EveryPrecision, RowsOfOneNumberSurvive) {
  const Precision& precision = *GetParam();
  for (const float value : {0.0F, 3.5F, -2.0F, 1e-30F, -1e20F}) {
    Layer layer({1, 5, 37}, 9);
    layer.a.assign(layer.a.size(), value);
    const auto out = layer.multiply(precision, layer.weights(), 0, 1);
    for (std::size_t c = 0; c < 5; ++c) {
      double sum = 0;
      double sizes = 0;
      for (std::size_t i = 0; i < 37; ++i) {
        sum += double{value} * layer.w[c * 37 + i];
        sizes += std::abs(double{value} * layer.w[c * 37 + i]);
      }
      ASSERT_NEAR(out[c], sum + layer.bias[c], 0.02 * sizes + 1e-6) << value;
    }
  }
}

// Weights on the grid of their scale, rows on the grid of theirs: the integers are exact, so are
// the sums, whatever signs meet. The largest steps of both sides find an overflow in any 16-bit
// sum.
TEST_P(EveryIntegerPrecision, ExtremeStepsNeverOverflow) {
  const Precision& precision = *GetParam();
  for (const std::size_t k : {8UL, 64UL, 1536UL}) {
    for (unsigned seed = 0; seed < 40; ++seed) {
      Layer layer({4, 16, k}, seed);
      std::mt19937 random(seed);
      for (float& w : layer.w) {
        w = random() % 3 == 0 ? -1.0F : 1.0F;
        w *= seed % 2 == 0 ? 1.0F : static_cast<float>(random() % 100) / 100.0F;
      }
      for (float& x : layer.a) {
        x = random() % 4 == 0 ? -1.0F : seed % 3 == 0 ? 1.0F : 0.97F;
      }
      const auto out = layer.multiply(precision, layer.weights(), 0, 4);
      for (std::size_t r = 0; r < 4; ++r) {
        for (std::size_t c = 0; c < 16; ++c) {
          double sum = layer.bias[c];
          for (std::size_t i = 0; i < k; ++i) {
            sum += double{layer.a[r * (k + 3) + i]} * layer.w[c * k + i];
          }
          ASSERT_NEAR(out[r * 17 + c], sum, 0.012 * static_cast<double>(k) + 0.02)
              << "k " << k << " seed " << seed;
        }
      }
    }
  }
}

TEST_P(EveryIntegerPrecision, FactorsAndCopiesKeepTheProduct) {
  const Precision& precision = *GetParam();
  Layer layer({9, 24, 40}, 3);
  for (std::size_t r = 0; r < 9; ++r) {
    layer.a[r * 43 + 7] = 60.0F;  // one element is far above the others
  }
  std::vector<float> factor(40, 1.0F);
  factor[7] = 1.0F / 16;
  const std::vector<std::uint16_t> copied(15, 7);
  Weights weights = layer.weights();
  const auto plain = layer.multiply(precision, weights, 0, 9);
  weights.factor = factor.data();
  weights.copied = copied.data();
  weights.copies = copied.size();
  const auto split = layer.multiply(precision, weights, 0, 9);
  double plain_error = 0;
  double split_error = 0;
  for (std::size_t r = 0; r < 9; ++r) {
    for (std::size_t c = 0; c < 24; ++c) {
      double sum = layer.bias[c];
      for (std::size_t i = 0; i < 40; ++i) {
        // The weights' own rounding is in both.
        sum += double{layer.a[r * 43 + i]} * layer.w[c * 40 + i];
      }
      plain_error += std::abs(plain[r * 25 + c] - sum);
      split_error += std::abs(split[r * 25 + c] - sum);
    }
  }
  EXPECT_LT(split_error, plain_error);
  EXPECT_LT(split_error / (9 * 24), 0.6);
}

// What SIMDe computes is what the processor computes, to the bit: the rows of a table without VNNI
// or BF16 were tested, then.
TEST(Precisions, SimdeAndTheProcessorAgree) {
  const std::pair<const Precision*, const Precision*> pairs[] = {
      {&avx512_int8, &avx512_int8_on_simde}, {&avx512_f32, &avx512_on_simde_f32}};
  for (const auto& [real, simde] : pairs) {
    if (!real->runs_here()) {
      continue;  // then this machine has no other word on it than SIMDe's
    }
    const Layer layer({13, 33, 72}, 4);
    EXPECT_EQ(layer.multiply(*real, layer.weights(), 0, 13),
              layer.multiply(*simde, layer.weights(), 0, 13))
        << real->layout;
  }
}

TEST(Precisions, ExactComesFirstAndFastNamesTheNext) {
  EXPECT_STREQ(precisions()[0]->name, "f32");
  EXPECT_EQ(precision("fast"), precisions()[1]);
  EXPECT_EQ(precision("f32"), precisions()[0]);
  EXPECT_EQ(precision("int3"), nullptr);
}

}  // namespace
}  // namespace cognate::simd
