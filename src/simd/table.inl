// The ceiling loop and the row of the table. Included last by each ISA file.

constexpr std::size_t kChains = 12;  // enough independent sums to hide the latency of two units
constexpr std::size_t kMultiplyAddsPerRound = kChains * V::lanes;

float spin_multiply_adds(std::size_t rounds) {
  V sums[kChains];
#pragma GCC unroll 12
  for (std::size_t c = 0; c < kChains; ++c) {
    sums[c] = V::set(static_cast<float>(c));
  }
  const V x = V::set(0.999F);
  const V y = V::set(0.001F);
  for (std::size_t round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (std::size_t c = 0; c < kChains; ++c) {
      sums[c] = fma(sums[c], x, y);
    }
  }
  V total = V::zero();
#pragma GCC unroll 12
  for (std::size_t c = 0; c < kChains; ++c) {
    total = total + sums[c];
  }
  return total.sum();
}
