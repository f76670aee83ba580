// The integer precisions, written once over an arithmetic P: weights symmetric with a scale a
// channel, rows asymmetric with a scale and a zero point a row, so that a text never depends on its
// neighbours. Included after product.inl.
//
// P adds to what product.inl asks: kWeightMost (largest weight in steps), row_range(k) (codes of a
// row), place(lane, i) (where element
// i of a step lies for one of a vector's columns), store(codes, lanes, out).
//
// A block: BlockHead, factor [k], copied, then for every column scale, sum of the weights' steps
// and bias, then the panels. Elements of k that are copied stand behind the k others.

struct BlockHead {
  std::uint32_t depth;  // elements of k, copies among them
  std::uint32_t copies;
  std::uint8_t reserved[56];
};

/// What convert() writes behind the codes of a row, in its last bytes.
struct RowTail {
  float scale;
  std::int32_t zero;
};

struct CodeRange {
  float low;
  float high;
};

/// Where the parts of a block begin, in bytes.
struct BlockParts {
  std::size_t factor, copied, scale, sum, bias, panels;
};

inline BlockParts block_parts(std::size_t n, std::size_t k) {
  const std::size_t column_bytes = lines(packed_columns(n) * sizeof(float));
  BlockParts parts = {};
  parts.factor = sizeof(BlockHead);
  parts.copied = parts.factor + lines(k * sizeof(float));
  parts.scale = parts.copied + lines(kCopiesMax * sizeof(std::uint16_t));
  parts.sum = parts.scale + column_bytes;
  parts.bias = parts.sum + column_bytes;
  parts.panels = parts.bias + column_bytes;
  return parts;
}

template <class T>
T* part(void* block, std::size_t at) {
  return reinterpret_cast<T*>(static_cast<std::uint8_t*>(block) + at);
}
template <class T>
const T* part(const void* block, std::size_t at) {
  return reinterpret_cast<const T*>(static_cast<const std::uint8_t*>(block) + at);
}

template <class P>
constexpr std::size_t depth_of(std::size_t elements) {
  return (elements + P::kGroup - 1) / P::kGroup * P::kGroup;
}

template <class P>
std::size_t integer_bytes(std::size_t n, std::size_t k) {
  const std::size_t depth = depth_of<P>(k + kCopiesMax);
  return block_parts(n, k).panels + lines(packed_columns(n) * depth * sizeof(typename P::B));
}

template <class P>
std::size_t integer_row_bytes(std::size_t k) {
  return odd_lines(depth_of<P>(k + kCopiesMax) * sizeof(typename P::A) + sizeof(RowTail));
}

inline float largest_size(const float* x, std::size_t n) {
  float most = 0.0F;
  for (std::size_t i = 0; i < n; ++i) {
    const float size = __builtin_fabsf(x[i]);
    most = size > most ? size : most;
  }
  return most;
}

/// The scale that uses the whole range of P for each channel.
template <class P>
void whole_range_scales(const Weights& weights, float* scale) {
  for (std::size_t c = 0; c < weights.n; ++c) {
    const float most = largest_size(weights.w + c * weights.k, weights.k);
    scale[c] = most > 0.0F ? most / P::kWeightMost : 1.0F;
  }
}

inline float within(float x, float low, float high) { return x < low ? low : x > high ? high : x; }

/// Element i of channel c, the copied ones behind the k others, then zeros.
inline float weight_at(const Weights& weights, std::size_t c, std::size_t i) {
  if (c >= weights.n || i >= weights.k + weights.copies) {
    return 0.0F;
  }
  return weights.w[c * weights.k + (i < weights.k ? i : weights.copied[i - weights.k])];
}

/// The same in steps of the channel's scale.
template <class P>
inline float step_of(const Weights& weights, std::size_t c, std::size_t i, float scale) {
  return within(__builtin_rintf(weight_at(weights, c, i) / scale), -P::kWeightMost, P::kWeightMost);
}

template <class P>
void integer_pack(const Weights& weights, void* block) {
  const std::size_t columns = packed_columns(weights.n);
  const std::size_t depth = depth_of<P>(weights.k + weights.copies);
  const BlockParts parts = block_parts(weights.n, weights.k);
  __builtin_memset(block, 0, integer_bytes<P>(weights.n, weights.k));
  auto* head = static_cast<BlockHead*>(block);
  head->depth = static_cast<std::uint32_t>(depth);
  head->copies = static_cast<std::uint32_t>(weights.copies);
  for (std::size_t i = 0; i < weights.k; ++i) {
    part<float>(block, parts.factor)[i] = weights.factor != nullptr ? weights.factor[i] : 1.0F;
  }
  for (std::size_t i = 0; i < weights.copies; ++i) {
    part<std::uint16_t>(block, parts.copied)[i] = weights.copied[i];
  }
  auto* scale = part<float>(block, parts.scale);
  if (weights.scale != nullptr) {
    __builtin_memcpy(scale, weights.scale, weights.n * sizeof(float));
  } else {
    P::scales(weights, scale);
  }
  auto* panels = part<typename P::B>(block, parts.panels);
  for (std::size_t c = 0; c < columns; ++c) {
    scale[c] = c < weights.n ? scale[c] : 1.0F;
    part<float>(block, parts.bias)[c] = c < weights.n ? weights.bias[c] : 0.0F;
    typename P::B* panel = panels + c / kPanel * kPanel * depth;
    std::int32_t sum = 0;
    for (std::size_t first = 0; first < depth; first += P::kGroup) {
      typename P::B group[P::kGroup];
      for (std::size_t i = 0; i < P::kGroup; ++i) {
        group[i] = static_cast<typename P::B>(step_of<P>(weights, c, first + i, scale[c]));
      }
      P::hold(group);
      for (std::size_t i = 0; i < P::kGroup; ++i) {
        const std::size_t vector = c % kPanel / V::lanes;
        panel[first * kPanel + vector * V::lanes * P::kGroup + P::place(c % V::lanes, i)] =
            group[i];
        sum += group[i];
      }
    }
    part<std::int32_t>(block, parts.sum)[c] = sum;
  }
}

/// One row: its range, then its codes, then the codes that are copied.
template <class P>
void convert_row(const float* x, const RowConversion& job, typename P::A* out, RowTail& tail) {
  const BlockParts parts = block_parts(job.n, job.k);
  const auto* factor = part<float>(job.weights, parts.factor);
  V low = V::zero();
  V high = V::zero();
  each(job.k, [&](std::size_t i, std::size_t lanes) {
    const V value = V::load_some(x + i, lanes) * V::load_some(factor + i, lanes);
    low = min(low, value);
    high = max(high, value);
  });
  const CodeRange range = P::row_range(job.k);
  const float least = -(V::zero() - low).largest();
  const float width = high.largest() - least;
  const float scale = width > 0.0F ? width / (range.high - range.low) : 1.0F;
  const float zero = __builtin_rintf(range.low - least / scale);
  const V to_steps = V::set(1.0F / scale);
  each(job.k, [&](std::size_t i, std::size_t lanes) {
    const V value = V::load_some(x + i, lanes) * V::load_some(factor + i, lanes);
    const V code = round(value * to_steps) + V::set(zero);
    P::store(min(max(code, V::set(range.low)), V::set(range.high)), lanes, out + i);
  });
  const auto* head = part<BlockHead>(job.weights, 0);
  const auto* copied = part<std::uint16_t>(job.weights, parts.copied);
  for (std::size_t i = 0; i < head->copies; ++i) {
    out[job.k + i] = out[copied[i]];
  }
  for (std::size_t i = job.k + head->copies; i < head->depth; ++i) {
    out[i] = 0;  // meets weights of 0
  }
  tail.scale = scale;
  tail.zero = static_cast<std::int32_t>(zero);
}

template <class P>
void integer_convert(const RowConversion& job) {
  const std::size_t bytes = integer_row_bytes<P>(job.k);
  for (std::size_t r = 0; r < job.count; ++r) {
    auto* row = static_cast<std::uint8_t*>(job.out) + r * bytes;
    convert_row<P>(job.rows + r * job.stride, job, reinterpret_cast<typename P::A*>(row),
                   *part<RowTail>(static_cast<void*>(row), bytes - sizeof(RowTail)));
  }
}

/// A product as product.inl wants it.
template <class P>
struct IntegerJob {
  const typename P::A* a;
  std::size_t a_stride;  // elements
  std::size_t rows;
  std::size_t steps;
  const typename P::B* packed;
  std::size_t n;
  const float* scale;
  const std::int32_t* sum;
  const float* bias;
  const float* residual;
  std::size_t residual_stride;
  float* out;
  std::size_t out_stride;
  bool gelu;

  const RowTail& tail(std::size_t row) const {
    const typename P::A* next = a + (row + 1) * a_stride;
    return *reinterpret_cast<const RowTail*>(reinterpret_cast<const std::uint8_t*>(next) -
                                             sizeof(RowTail));
  }
};

template <class P>
void integer_multiply(const Product& job) {
  const BlockParts parts = block_parts(job.n, job.k);
  product_share<P>({.a = static_cast<const typename P::A*>(job.a),
                    .a_stride = integer_row_bytes<P>(job.k) / sizeof(typename P::A),
                    .rows = job.rows,
                    .steps = part<BlockHead>(job.weights, 0)->depth / P::kGroup,
                    .packed = part<typename P::B>(job.weights, parts.panels),
                    .n = job.n,
                    .scale = part<float>(job.weights, parts.scale),
                    .sum = part<std::int32_t>(job.weights, parts.sum),
                    .bias = part<float>(job.weights, parts.bias),
                    .residual = job.residual,
                    .residual_stride = job.residual_stride,
                    .out = job.out,
                    .out_stride = job.out_stride,
                    .gelu = job.gelu},
                   job.share);
}
