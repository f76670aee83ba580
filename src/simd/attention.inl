// Attention of one sequence, head by head, a panel of queries at a time. Scores are kept
// transposed, [key][query]: then the keys are rows as they lie in memory, the softmax of a query
// runs down a column, so vectors need no sums across, and the values are panels as they lie in
// memory. Scores of a panel stay in the first cache for the lengths that matter. Included by each
// ISA file.

constexpr std::size_t kQueries = kPanel;

std::size_t attention_floats(std::size_t tokens, std::size_t head_size) {
  return kQueries * head_size                   // queries
         + tokens * kQueries                    // scores
         + tokens * packed_columns(head_size);  // values
}

/// A product whose rows lie together, and whose panels are a matrix [k][n] with a stride.
struct Float32Mix : Float32 {
  struct Job : Float32::Job {
    std::size_t packed_stride = 0;
  };
  template <std::size_t Rows>
  using Rows = RowsTogether<float, Rows>;
  static const float* first_row(const Job& job, std::size_t row) { return job.a + row; }
  static const float* panel(const Job& job, std::size_t column) {
    return job.packed_stride == 0 ? job.packed + column * job.k : job.packed + column;
  }
  static std::size_t panel_stride(const Job& job) {
    return job.packed_stride == 0 ? kPanel : job.packed_stride;
  }
};

// Panels of a matrix given as [k][n] with a stride: the values, where a head is no whole panels.
void pack_transposed(const float* w, std::size_t stride, std::size_t n, std::size_t k,
                     float* packed) {
  for (std::size_t begin = 0; begin < n; begin += kPanel) {
    const std::size_t columns = n - begin < kPanel ? n - begin : kPanel;
    for (std::size_t i = 0; i < k; ++i) {
      for (std::size_t c = 0; c < kPanel; ++c) {
        packed[begin * k + i * kPanel + c] = c < columns ? w[i * stride + begin + c] : 0.0F;
      }
    }
  }
}

// One panel of queries, scaled: [head_size][kQueries]. Columns from `count` on keep what was there:
// nothing of theirs reaches another column, and no result of theirs is read.
void pack_queries(const float* queries, std::size_t stride, std::size_t count,
                  std::size_t head_size, float scale, float* packed) {
  for (std::size_t c = 0; c < count; ++c) {
    for (std::size_t i = 0; i < head_size; ++i) {
      packed[i * kQueries + c] = queries[c * stride + i] * scale;
    }
  }
}

/// In place: the softmax of each column of scores [tokens][kQueries].
void softmax_columns(float* scores, std::size_t tokens) {
  for (std::size_t c = 0; c < kQueries; c += V::lanes) {
    V most = V::load(scores + c);
    for (std::size_t s = 1; s < tokens; ++s) {
      most = max(most, V::load(scores + s * kQueries + c));
    }
    V total = V::zero();
    for (std::size_t s = 0; s < tokens; ++s) {
      const V e = exp(V::load(scores + s * kQueries + c) - most);
      e.store(scores + s * kQueries + c);
      total = total + e;
    }
    const V share = V::set(1.0F) / total;
    for (std::size_t s = 0; s < tokens; ++s) {
      (V::load(scores + s * kQueries + c) * share).store(scores + s * kQueries + c);
    }
  }
}

/// The values of a head, as they lie or, where a head is no whole panels, packed.
struct Values {
  const float* first;
  std::size_t stride;  // 0: packed
};

Values values_of(const Attention& job, const float* v, float* room) {
  if (job.head_size % kPanel == 0) {
    return {v, job.qkv_stride};
  }
  pack_transposed(v, job.qkv_stride, job.head_size, job.tokens, room);
  return {room, 0};
}

void attention_head(const Attention& job, std::size_t head) {
  const std::size_t hidden = job.heads * job.head_size;
  float* queries = job.scratch;
  float* scores = queries + kQueries * job.head_size;
  const float* q = job.qkv + head * job.head_size;
  const Values values = values_of(job, q + 2 * hidden, scores + job.tokens * kQueries);
  const float scale = 1.0F / root(static_cast<float>(job.head_size));
  for (std::size_t first = 0; first < job.tokens; first += kQueries) {
    const std::size_t count = job.tokens - first < kQueries ? job.tokens - first : kQueries;
    pack_queries(q + first * job.qkv_stride, job.qkv_stride, count, job.head_size, scale, queries);
    Gemm score;
    score.a = q + hidden;
    score.a_stride = job.qkv_stride;
    score.rows = job.tokens;
    score.k = job.head_size;
    score.packed = queries;
    score.n = kQueries;
    score.out = scores;
    score.out_stride = kQueries;
    gemm(score);
    softmax_columns(scores, job.tokens);
    Float32Mix::Job mix;
    mix.a = scores;
    mix.a_stride = kQueries;
    mix.rows = count;
    mix.k = job.tokens;
    mix.steps = job.tokens;
    mix.packed = values.first;
    mix.packed_stride = values.stride;
    mix.n = job.head_size;
    mix.out = job.out + first * job.out_stride + head * job.head_size;
    mix.out_stride = job.out_stride;
    product<Float32Mix>(mix);
  }
}

void attention(const Attention& job) {
  const std::size_t last = job.heads * (job.share.part + 1) / job.share.parts;
  for (std::size_t head = job.heads * job.share.part / job.share.parts; head < last; ++head) {
    attention_head(job, head);
  }
}
