// Every kernel of every instruction set that this machine has, against plain double arithmetic.

#include "simd/kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "simd/test_numbers.h"

namespace cognate::simd {

// avx512.cpp computed by SIMDe: tested on every machine (avx512_on_simde.cpp).
extern const Kernels avx512_on_simde_kernels;

namespace {

std::vector<const Kernels*> usable() {
  std::vector<const Kernels*> rows;
  for (const Kernels* const* row = all_kernels(); *row != nullptr; ++row) {
    if ((*row)->runs_here()) {
      rows.push_back(*row);
    }
  }
  return rows;
}

std::vector<float> packed(const Kernels& kernels, const std::vector<float>& w, std::size_t n,
                          std::size_t k) {
  const std::size_t panel = kernels.packed_columns(1);
  std::vector<float> out(kernels.packed_columns(n) * k);
  kernels.pack(w.data(), n, k, 0, kernels.packed_columns(n) / panel, out.data());
  return out;
}

class EveryIsa : public testing::TestWithParam<const Kernels*> {};
std::vector<const Kernels*> with_simde() {
  std::vector<const Kernels*> rows = usable();
  rows.push_back(&avx512_on_simde_kernels);
  return rows;
}

INSTANTIATE_TEST_SUITE_P(Kernels, EveryIsa, testing::ValuesIn(with_simde()), [](const auto& isa) {
  return isa.param == &avx512_on_simde_kernels ? "avx512_on_simde" : std::string(isa.param->name);
});

TEST_P(EveryIsa, GemmAgreesWithPlainArithmeticOnOddShapes) {
  const Kernels& kernels = *GetParam();
  for (const Shape shape : {Shape{1, 1, 1}, Shape{3, 7, 5}, Shape{13, 33, 31}, Shape{25, 384, 384},
                            Shape{12, 100, 1536}, Shape{7, 32, 64}}) {
    const auto [rows, n, k] = shape;
    const std::vector<float> a = random_floats(rows * (k + 3), 1);
    const std::vector<float> w = random_floats(n * k, 2);
    std::vector<float> bias = random_floats(kernels.packed_columns(n), 3);
    const std::vector<float> residual = random_floats(rows * n, 4);
    const std::vector<float> panels = packed(kernels, w, n, k);
    std::vector<float> out(rows * (n + 1), -77.0F);
    kernels.gemm({.a = a.data(),
                  .a_stride = k + 3,
                  .rows = rows,
                  .k = k,
                  .packed = panels.data(),
                  .n = n,
                  .bias = bias.data(),
                  .residual = residual.data(),
                  .residual_stride = n,
                  .out = out.data(),
                  .out_stride = n + 1,
                  .gelu = false});
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < n; ++c) {
        double sum = bias[c] + residual[r * n + c];
        double size = 1.0;
        for (std::size_t i = 0; i < k; ++i) {
          const double product = double{a[r * (k + 3) + i]} * w[c * k + i];
          sum += product;
          size += std::abs(product);
        }
        ASSERT_NEAR(out[r * (n + 1) + c], sum, 1e-6 * size) << rows << "x" << n << "x" << k;
      }
      ASSERT_EQ(out[r * (n + 1) + n], -77.0F) << "wrote beyond the row";
    }
  }
}

TEST_P(EveryIsa, ARowsBitsDoNotDependOnTheRowsBesideIt) {
  const Kernels& kernels = *GetParam();
  constexpr std::size_t kRows = 29;
  constexpr std::size_t kN = 70;
  constexpr std::size_t kK = 96;
  const std::vector<float> a = random_floats(kRows * kK, 5);
  const std::vector<float> w = random_floats(kN * kK, 6);
  const std::vector<float> bias = random_floats(kernels.packed_columns(kN), 7);
  const std::vector<float> panels = packed(kernels, w, kN, kK);
  const auto product = [&](std::size_t first, std::size_t rows) {
    std::vector<float> out(rows * kN);
    kernels.gemm({.a = a.data() + first * kK,
                  .a_stride = kK,
                  .rows = rows,
                  .k = kK,
                  .packed = panels.data(),
                  .n = kN,
                  .bias = bias.data(),
                  .out = out.data(),
                  .out_stride = kN,
                  .gelu = true});
    return out;
  };
  const std::vector<float> all = product(0, kRows);
  for (std::size_t first = 0; first < kRows; ++first) {
    for (std::size_t rows = 1; first + rows <= kRows; ++rows) {
      const std::vector<float> some = product(first, rows);
      ASSERT_EQ(0, std::memcmp(some.data(), all.data() + first * kN, rows * kN * sizeof(float)))
          << "rows " << first << " to " << first + rows;
    }
  }
}

TEST_P(EveryIsa, LayerNormAgreesAtEveryLength) {
  const Kernels& kernels = *GetParam();
  for (const std::size_t n : {1UL, 3UL, 8UL, 15UL, 17UL, 384UL, 391UL}) {
    std::vector<float> x = random_floats(2 * n, 9);
    const std::vector<float> in = x;
    const std::vector<float> gamma = random_floats(n, 10);
    const std::vector<float> beta = random_floats(n, 11);
    kernels.layer_norm({.rows = x.data(),
                        .stride = n,
                        .count = 2,
                        .n = n,
                        .gamma = gamma.data(),
                        .beta = beta.data(),
                        .epsilon = 1e-12F});
    for (std::size_t r = 0; r < 2; ++r) {
      double mean = 0;
      double variance = 0;
      for (std::size_t i = 0; i < n; ++i) {
        mean += in[r * n + i] / static_cast<double>(n);
      }
      for (std::size_t i = 0; i < n; ++i) {
        variance += (in[r * n + i] - mean) * (in[r * n + i] - mean) / static_cast<double>(n);
      }
      for (std::size_t i = 0; i < n && n > 1; ++i) {
        const double want =
            (in[r * n + i] - mean) / std::sqrt(variance + 1e-12) * gamma[i] + beta[i];
        ASSERT_NEAR(x[r * n + i], want, 5e-6) << "n = " << n;
      }
    }
  }
}

TEST_P(EveryIsa, AttentionAgreesWithPlainArithmetic) {
  const Kernels& kernels = *GetParam();
  constexpr std::size_t kHeads = 3;
  for (const std::size_t head_size : {1UL, 4UL, 24UL, 32UL, 64UL}) {
    for (const std::size_t tokens : {1UL, 2UL, 17UL, 32UL, 65UL}) {
      const std::size_t hidden = kHeads * head_size;
      const std::size_t stride = 3 * hidden + 5;
      std::vector<float> qkv = random_floats(tokens * stride, 12);
      qkv[0] = 90.0F;  // scores far above and below what exp can take
      qkv[hidden] = tokens % 2 == 0 ? 60.0F : -60.0F;
      std::vector<float> out(tokens * hidden);
      std::vector<float> scratch(kernels.attention_floats(tokens, head_size));
      kernels.attention({.qkv = qkv.data(),
                         .qkv_stride = stride,
                         .tokens = tokens,
                         .heads = kHeads,
                         .head_size = head_size,
                         .out = out.data(),
                         .out_stride = hidden,
                         .scratch = scratch.data()});
      for (std::size_t t = 0; t < tokens; ++t) {
        for (std::size_t h = 0; h < kHeads; ++h) {
          std::vector<double> weight(tokens);
          double total = 0;
          double most = -1e300;
          for (std::size_t s = 0; s < tokens; ++s) {
            double score = 0;
            for (std::size_t i = 0; i < head_size; ++i) {
              score += double{qkv[t * stride + h * head_size + i]} *
                       qkv[s * stride + hidden + h * head_size + i];
            }
            weight[s] = score / std::sqrt(static_cast<double>(head_size));
            most = std::max(most, weight[s]);
          }
          for (double& share : weight) {
            share = std::exp(share - most);
            total += share;
          }
          for (std::size_t i = 0; i < head_size; ++i) {
            double want = 0;
            for (std::size_t s = 0; s < tokens; ++s) {
              want += weight[s] / total * qkv[s * stride + 2 * hidden + h * head_size + i];
            }
            ASSERT_NEAR(out[t * hidden + h * head_size + i], want,
                        2e-5 * std::max(1.0, std::abs(want)));
          }
        }
      }
    }
  }
}

TEST_P(EveryIsa, DotAndAddAgreeAtEveryLength) {
  const Kernels& kernels = *GetParam();
  for (std::size_t n = 0; n <= 100; ++n) {
    const std::vector<float> a = random_floats(n, 13);
    const std::vector<float> b = random_floats(n, 14);
    double want = 0;
    for (std::size_t i = 0; i < n; ++i) {
      want += double{a[i]} * b[i];
    }
    EXPECT_NEAR(kernels.dot(a.data(), b.data(), n), want, 1e-4);
    std::vector<float> sum = a;
    kernels.add(sum.data(), b.data(), n);
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_EQ(sum[i], a[i] + b[i]);
    }
    kernels.add_scaled(sum.data(), a.data(), -0.5F, n);
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_NEAR(sum[i], a[i] + b[i] - 0.5 * a[i], 1e-6);
    }
  }
}

TEST(Dispatch, TakesTheBestOrTheForcedTable) {
  const char* forced = std::getenv("COGNATE_ISA");
  const std::string want = forced != nullptr ? forced : usable().front()->name;
  EXPECT_EQ(kernels().name, want);
  EXPECT_STREQ(forced_isa_problem(), "");
}

}  // namespace
}  // namespace cognate::simd
