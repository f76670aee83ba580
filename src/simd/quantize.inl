// 8-bit forms: weights symmetric with a scale a channel, rows asymmetric with a scale and a zero
// point a row (so that a text never depends on its neighbours). Included after product.inl.

template <class P>
std::size_t packed_bytes(std::size_t n, std::size_t k) {
  return packed_columns(n) * steps_of<P>(k) * P::kGroup * sizeof(typename P::B);
}

// Whole cache lines and one more: see the padding of float rows in the encoder.
template <class P>
std::size_t row_bytes(std::size_t k) {
  constexpr std::size_t kLine = 64;
  const std::size_t bytes = steps_of<P>(k) * P::kGroup * sizeof(typename P::A);
  return (bytes + kLine - 1) / kLine * kLine + kLine;
}

inline float largest_size(const float* x, std::size_t n) {
  float most = 0.0F;
  for (std::size_t i = 0; i < n; ++i) {
    const float size = __builtin_fabsf(x[i]);
    most = size > most ? size : most;
  }
  return most;
}

/// Channels [panel * kPanel, ...) of w [n][k] with their scales and sums.
template <class P>
void pack_int8(const float* w, std::size_t n, std::size_t k, std::size_t first, std::size_t last,
               const PackedInt8& out) {
  constexpr float kMost = 127.0F;
  const std::size_t depth = steps_of<P>(k) * P::kGroup;
  auto* packed = static_cast<std::int8_t*>(out.packed);
  for (std::size_t c = first * kPanel; c < last * kPanel; ++c) {
    const float most = c < n ? largest_size(w + c * k, k) : 0.0F;
    const float scale = most > 0.0F ? most / kMost : 1.0F;
    std::int8_t* panel = packed + c / kPanel * kPanel * depth + c % kPanel * P::kGroup;
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < depth; ++i) {
      const float x = c < n && i < k ? w[c * k + i] : 0.0F;
      const auto q = static_cast<std::int8_t>(__builtin_rintf(x / scale));
      panel[i / P::kGroup * kPanel * P::kGroup + i % P::kGroup] = q;
      sum += q;
    }
    out.column_scale[c] = scale;
    out.column_sum[c] = sum;
  }
}

template <class Store>
void quantize_rows(const QuantizeRows& job, Store store) {
  constexpr float kMost = 255.0F;
  for (std::size_t r = 0; r < job.count; ++r) {
    const float* x = job.rows + r * job.stride;
    V low = V::zero();
    V high = V::zero();
    each(job.n, [&](std::size_t i, std::size_t lanes) {
      const V value = V::load_some(x + i, lanes);
      low = min(low, value);
      high = max(high, value);
    });
    const float least = -(V::zero() - low).largest();
    const float range = high.largest() - least;
    const float scale = range > 0.0F ? range / kMost : 1.0F;
    const float zero = __builtin_rintf(-least / scale);
    const V to_steps = V::set(1.0F / scale);
    auto* out = static_cast<std::uint8_t*>(job.out) + r * job.out_stride;
    each(job.n, [&](std::size_t i, std::size_t lanes) {
      const V steps = round(V::load_some(x + i, lanes) * to_steps) + V::set(zero);
      store(min(max(steps, V::zero()), V::set(kMost)), lanes, out + i);
    });
    job.row_scale[r] = scale;
    job.row_zero[r] = static_cast<std::int32_t>(zero);
  }
}
