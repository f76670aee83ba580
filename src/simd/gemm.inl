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

struct Float32 : Panels<float, 1> {
  struct Job : Gemm {
    std::size_t steps = 0;
  };
  using A = float;
  using B = float;
  using Sum = V;
  static constexpr bool kExact = true;

  static V set(const float* a) { return V::set(*a); }
  static V load(const float* b) { return V::load(b); }
  static V step(V a, V b, V sum) { return fma(a, b, sum); }
  static V value(const Job&, std::size_t, std::size_t, V sum) { return sum; }
};

void gemm(const Gemm& job) { product<Float32>({job, job.k}); }

// The precision "f32": a block is the panels and then the bias of every column.

std::size_t float32_bytes(std::size_t n, std::size_t k) {
  return packed_columns(n) * (k + 1) * sizeof(float);
}

void float32_pack(const Weights& weights, void* block) {
  const std::size_t columns = packed_columns(weights.n);
  auto* panels = static_cast<float*>(block);
  pack(weights.w, weights.n, weights.k, 0, columns / kPanel, panels);
  float* bias = panels + columns * weights.k;
  for (std::size_t c = 0; c < columns; ++c) {
    bias[c] = c < weights.n ? weights.bias[c] : 0.0F;
  }
}

void float32_multiply(const Product& job) {
  Gemm gemm_job;
  gemm_job.a = static_cast<const float*>(job.a);
  gemm_job.a_stride = job.a_stride;
  gemm_job.rows = job.rows;
  gemm_job.k = job.k;
  gemm_job.packed = static_cast<const float*>(job.weights);
  gemm_job.n = job.n;
  gemm_job.bias = gemm_job.packed + packed_columns(job.n) * job.k;
  gemm_job.residual = job.residual;
  gemm_job.residual_stride = job.residual_stride;
  gemm_job.out = job.out;
  gemm_job.out_stride = job.out_stride;
  gemm_job.gelu = job.gelu;
  product_share<Float32>({gemm_job, job.k}, job.share);
}

std::size_t no_row_bytes(std::size_t) { return 0; }
