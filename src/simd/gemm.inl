// The float32 product: packing, and its arithmetic. Included by each ISA file after product.inl.

void pack(const float* w, std::size_t n, std::size_t k, std::size_t first, std::size_t last,
          float* packed) {
  for (std::size_t panel = first; panel < last; ++panel) {
    float* out = packed + panel * kPanel * k;
    const std::size_t begin = panel * kPanel;
    const std::size_t columns = n - begin < kPanel ? n - begin : kPanel;
    for (std::size_t i = 0; i < k; ++i) {
      for (std::size_t c = 0; c < kPanel; ++c) {
        out[i * kPanel + c] = c < columns ? w[(begin + c) * k + i] : 0.0F;
      }
    }
  }
}

struct Float32 {
  using Job = Gemm;
  using A = float;
  using B = float;
  using Sum = V;
  static constexpr std::size_t kGroup = 1;

  static V set(const float* a) { return V::set(*a); }
  static V load(const float* b) { return V::load(b); }
  static V step(V a, V b, V sum) { return fma(a, b, sum); }
  static V value(const Gemm&, std::size_t, std::size_t, V sum) { return sum; }
};

void gemm(const Gemm& job) { product<Float32>(job); }
