// Functions of rows: sums, layer norm, dot. Included by each ISA file.

void add(float* out, const float* row, std::size_t n) {
  each(n, [&](std::size_t i, std::size_t lanes) {
    (V::load_some(out + i, lanes) + V::load_some(row + i, lanes)).store_some(out + i, lanes);
  });
}

void add_scaled(float* out, const float* row, float factor, std::size_t n) {
  const V f = V::set(factor);
  each(n, [&](std::size_t i, std::size_t lanes) {
    fma(f, V::load_some(row + i, lanes), V::load_some(out + i, lanes)).store_some(out + i, lanes);
  });
}

void layer_norm_row(float* x, const LayerNorm& job) {
  const float n = static_cast<float>(job.n);
  V total = V::zero();
  each(job.n,
       [&](std::size_t i, std::size_t lanes) { total = total + V::load_some(x + i, lanes); });
  const float middle = total.sum() / n;
  const V mean = V::set(middle);
  V squares = V::zero();
  each(job.n, [&](std::size_t i, std::size_t lanes) {
    const V d = V::load_or(x + i, lanes, middle) - mean;
    squares = fma(d, d, squares);
  });
  const V scale = V::set(1.0F / root(squares.sum() / n + job.epsilon));
  each(job.n, [&](std::size_t i, std::size_t lanes) {
    const V d = (V::load_some(x + i, lanes) - mean) * scale;
    fma(d, V::load_some(job.gamma + i, lanes), V::load_some(job.beta + i, lanes))
        .store_some(x + i, lanes);
  });
}

void layer_norm(const LayerNorm& job) {
  for (std::size_t r = 0; r < job.count; ++r) {
    layer_norm_row(job.rows + r * job.stride, job);
  }
}

float dot(const float* a, const float* b, std::size_t n) {
  V s0 = V::zero();
  V s1 = V::zero();
  std::size_t i = 0;
  for (; i + 2 * V::lanes <= n; i += 2 * V::lanes) {
    s0 = fma(V::load(a + i), V::load(b + i), s0);
    s1 = fma(V::load(a + i + V::lanes), V::load(b + i + V::lanes), s1);
  }
  each(n - i, [&](std::size_t j, std::size_t lanes) {
    s0 = fma(V::load_some(a + i + j, lanes), V::load_some(b + i + j, lanes), s0);
  });
  return (s0 + s1).sum();
}
