// Attention of one sequence, head by head, built on gemm: the keys of a head are packed like
// weights, so are its values. Everything of a head (keys, scores, values) stays in the first two
// caches for the lengths that matter. Included by each ISA file.

std::size_t attention_floats(std::size_t tokens, std::size_t head_size) {
  return packed_columns(tokens) * head_size    // keys
         + tokens * packed_columns(tokens)     // scores
         + tokens * packed_columns(head_size)  // values
         + tokens * head_size                  // scaled queries
         + kPanel;                             // room to align
}

// Panels of a matrix given as [k][n] with a stride: the values, which gemm takes as its weights.
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

// Panels of keys given as [tokens][head_size] with a stride.
void pack_keys(const float* keys, std::size_t stride, std::size_t tokens, std::size_t head_size,
               float* packed) {
  for (std::size_t begin = 0; begin < tokens; begin += kPanel) {
    float* out = packed + begin * head_size;
    for (std::size_t c = 0; c < kPanel; ++c) {
      const float* key = keys + (begin + c) * stride;
      for (std::size_t i = 0; i < head_size; ++i) {
        out[i * kPanel + c] = begin + c < tokens ? key[i] : 0.0F;
      }
    }
  }
}

void attention_head(const Attention& job, std::size_t head) {
  const std::size_t hidden = job.heads * job.head_size;
  const std::size_t width = packed_columns(job.tokens);
  float* keys = job.scratch;
  float* scores = keys + width * job.head_size;
  float* values = scores + job.tokens * width;
  float* queries = values + job.tokens * packed_columns(job.head_size);
  const float* q = job.qkv + head * job.head_size;
  pack_keys(q + hidden, job.qkv_stride, job.tokens, job.head_size, keys);
  pack_transposed(q + 2 * hidden, job.qkv_stride, job.head_size, job.tokens, values);
  const float scale = 1.0F / root(static_cast<float>(job.head_size));
  for (std::size_t t = 0; t < job.tokens; ++t) {
    for (std::size_t i = 0; i < job.head_size; ++i) {
      queries[t * job.head_size + i] = q[t * job.qkv_stride + i] * scale;
    }
  }
  Gemm score;
  score.a = queries;
  score.a_stride = job.head_size;
  score.rows = job.tokens;
  score.k = job.head_size;
  score.packed = keys;
  score.n = job.tokens;
  score.out = scores;
  score.out_stride = width;
  gemm(score);
  for (std::size_t t = 0; t < job.tokens; ++t) {
    softmax(scores + t * width, job.tokens);
  }
  Gemm mix;
  mix.a = scores;
  mix.a_stride = width;
  mix.rows = job.tokens;
  mix.k = job.tokens;
  mix.packed = values;
  mix.n = job.head_size;
  mix.out = job.out + head * job.head_size;
  mix.out_stride = job.out_stride;
  gemm(mix);
}

void attention(const Attention& job) {
  for (std::size_t head = 0; head < job.heads; ++head) {
    attention_head(job, head);
  }
}
