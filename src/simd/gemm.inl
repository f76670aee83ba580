// Matrix product over packed panels. Included by each ISA file inside its unnamed namespace, after
// it has named its vector type V and the tile: kTileRows rows times kTileVectors vectors of
// accumulators.
//
// A panel is kPanel = kTileVectors * V::lanes columns of w, stored [k][kPanel], the last one padded
// with zeros. A tile runs over the whole of k with its sums in registers (k is at most a few
// thousand), so every element is one chain of multiply-adds in order of k, whatever the tile's
// height, and the epilogue (bias, GELU, residual) happens before the only store.

constexpr std::size_t kPanel = kTileVectors * V::lanes;

std::size_t packed_columns(std::size_t n) { return (n + kPanel - 1) / kPanel * kPanel; }

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

template <std::size_t Rows>
struct Sums {
  V v[Rows][kTileVectors];
};

// The inner loop. Rows are addressed three from one pointer, so that twelve need few registers.
template <std::size_t Rows>
inline Sums<Rows> multiply(const float* a, std::size_t stride, std::size_t k, const float* panel) {
  Sums<Rows> sums;
#pragma GCC unroll 16
  for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (std::size_t c = 0; c < kTileVectors; ++c) {
      sums.v[r][c] = V::zero();
    }
  }
  const float* group[(Rows + 2) / 3];
#pragma GCC unroll 8
  for (std::size_t g = 0; g < (Rows + 2) / 3; ++g) {
    group[g] = a + 3 * g * stride;
  }
  for (std::size_t i = 0; i < k; ++i) {
    V b[kTileVectors];
#pragma GCC unroll 8
    for (std::size_t c = 0; c < kTileVectors; ++c) {
      b[c] = V::load(panel + c * V::lanes);
    }
    panel += kPanel;
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r) {
      const V x = V::set(group[r / 3][r % 3 * stride + i]);
#pragma GCC unroll 8
      for (std::size_t c = 0; c < kTileVectors; ++c) {
        sums.v[r][c] = fma(x, b[c], sums.v[r][c]);
      }
    }
  }
  return sums;
}

inline void finish(const Gemm& job, std::size_t row, std::size_t column, V value) {
  const std::size_t left = job.n - column;
  const std::size_t lanes = left < V::lanes ? left : V::lanes;
  if (job.bias != nullptr) {
    value = value + V::load(job.bias + column);
  }
  if (job.gelu) {
    value = gelu(value);
  }
  if (job.residual != nullptr) {
    value = value + V::load_some(job.residual + row * job.residual_stride + column, lanes);
  }
  value.store_some(job.out + row * job.out_stride + column, lanes);
}

template <std::size_t Rows>
void tile(const Gemm& job, std::size_t row, std::size_t column) {
  const Sums<Rows> sums =
      multiply<Rows>(job.a + row * job.a_stride, job.a_stride, job.k, job.packed + column * job.k);
#pragma GCC unroll 16
  for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (std::size_t c = 0; c < kTileVectors; ++c) {
      if (column + c * V::lanes < job.n) {
        finish(job, row + r, column + c * V::lanes, sums.v[r][c]);
      }
    }
  }
}

using Tile = void (*)(const Gemm&, std::size_t, std::size_t);

template <std::size_t... Rows>
struct Tiles {
  static constexpr Tile by_rows[] = {nullptr, tile<Rows + 1>...};
};
template <class Sequence>
struct MakeTiles;
template <std::size_t... Rows>
struct MakeTiles<Indices<Rows...>> : Tiles<Rows...> {};

// Rows are cut into tiles of nearly one height: 13 rows are 7 and 6, not 12 and a slow 1.
void gemm(const Gemm& job) {
  const std::size_t tiles = (job.rows + kTileRows - 1) / kTileRows;
  for (std::size_t column = 0; column < job.n; column += kPanel) {
    std::size_t row = 0;
    for (std::size_t t = 0; t < tiles; ++t) {
      const std::size_t height = (job.rows - row + (tiles - t) - 1) / (tiles - t);
      MakeTiles<TileIndices>::by_rows[height](job, row, column);
      row += height;
    }
  }
}
