// The matrix product of every precision, written once over an arithmetic P. Included by each ISA
// file inside its unnamed namespace, after its vector V and the tile: kTileRows rows times
// kTileVectors vectors of sums.
//
// P names Job, A (an element of the rows), B (of the packed weights), Sum (the sums of V::lanes
// columns), kGroup, how many elements of k one step takes, and kExact, whether GELU is; where rows
// and panels lie (Rows, first_row, panel, panel_stride: see Panels); and the functions set, load,
// step, value. A Job has a, a_stride, rows, steps, packed, n, and the fields that finish() reads.
//
// A panel is kPanel = kTileVectors * V::lanes columns of w, stored [steps][kPanel][kGroup], the
// last ones padded with zeros. A tile runs over the whole of k with its sums in registers (k is
// at most a few thousand), so every element is one chain in order of k, whatever the tile's height,
// and the epilogue (scales, bias, GELU, residual) happens before the only store.

constexpr std::size_t kPanel = kTileVectors * V::lanes;

std::size_t packed_columns(std::size_t n) { return (n + kPanel - 1) / kPanel * kPanel; }

/// Where the rows of a tile lie: element i of row r is a[r * stride + i]. Rows are addressed three
/// from one pointer, so that twelve need few registers.
template <class A, std::size_t Rows>
struct RowsApart {
  const A* three[(Rows + 2) / 3];
  std::size_t stride;

  RowsApart(const A* a, std::size_t row_stride) : stride(row_stride) {
#pragma GCC unroll 8
    for (std::size_t g = 0; g < (Rows + 2) / 3; ++g) {
      three[g] = a + 3 * g * stride;
    }
  }
  const A* at(std::size_t r, std::size_t i) const { return three[r / 3] + (r % 3 * stride + i); }
};

/// The transposed matrix: element i of row r is a[i * stride + r].
template <class A, std::size_t Rows>
struct RowsTogether {
  const A* first;
  std::size_t stride;

  RowsTogether(const A* a, std::size_t column_stride) : first(a), stride(column_stride) {}
  const A* at(std::size_t r, std::size_t i) const { return first + i * stride + r; }
};

/// Rows apart, panels one behind the other: where nearly every arithmetic finds its operands.
template <class A, std::size_t Group>
struct Panels {
  static constexpr std::size_t kGroup = Group;
  template <std::size_t Rows>
  using Rows = RowsApart<A, Rows>;
  template <class Job>
  static const A* first_row(const Job& job, std::size_t row) {
    return job.a + row * job.a_stride;
  }
  template <class Job>
  static auto panel(const Job& job, std::size_t column) {
    return job.packed + column * job.steps * kGroup;
  }
  template <class Job>
  static constexpr std::size_t panel_stride(const Job&) {
    return kPanel * kGroup;
  }
};

template <class P, std::size_t Rows>
struct Sums {
  typename P::Sum v[Rows][kTileVectors];
};

// The inner loop.
template <class P, std::size_t Rows>
inline Sums<P, Rows> multiply(const typename P::template Rows<Rows>& a, std::size_t steps,
                              const typename P::B* panel, std::size_t panel_stride) {
  Sums<P, Rows> sums;
#pragma GCC unroll 16
  for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (std::size_t c = 0; c < kTileVectors; ++c) {
      sums.v[r][c] = P::Sum::zero();
    }
  }
  for (std::size_t i = 0; i < steps * P::kGroup; i += P::kGroup) {
    decltype(P::load(panel)) b[kTileVectors];
#pragma GCC unroll 8
    for (std::size_t c = 0; c < kTileVectors; ++c) {
      b[c] = P::load(panel + c * V::lanes * P::kGroup);
    }
    panel += panel_stride;
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r) {
      const auto x = P::set(a.at(r, i));
#pragma GCC unroll 8
      for (std::size_t c = 0; c < kTileVectors; ++c) {
        sums.v[r][c] = P::step(x, b[c], sums.v[r][c]);
      }
    }
  }
  return sums;
}

template <class P>
inline void finish(const typename P::Job& job, std::size_t row, std::size_t column, V value) {
  const std::size_t left = job.n - column;
  const std::size_t lanes = left < V::lanes ? left : V::lanes;
  if (job.bias != nullptr) {
    value = value + V::load(job.bias + column);
  }
  if (job.gelu) {
    value = P::kExact ? gelu(value) : quick_gelu(value);
  }
  if (job.residual != nullptr) {
    value = value + V::load_some(job.residual + row * job.residual_stride + column, lanes);
  }
  value.store_some(job.out + row * job.out_stride + column, lanes);
}

template <class P, std::size_t Rows>
void tile(const typename P::Job& job, std::size_t row, std::size_t column) {
  const typename P::template Rows<Rows> a(P::first_row(job, row), job.a_stride);
  const Sums<P, Rows> sums =
      multiply<P, Rows>(a, job.steps, P::panel(job, column), P::panel_stride(job));
#pragma GCC unroll 16
  for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (std::size_t c = 0; c < kTileVectors; ++c) {
      const std::size_t at = column + c * V::lanes;
      if (at < job.n) {
        finish<P>(job, row + r, at, P::value(job, row + r, at, sums.v[r][c]));
      }
    }
  }
}

template <class P, class Sequence>
struct Tiles;
template <class P, std::size_t... Rows>
struct Tiles<P, Indices<Rows...>> {
  using Tile = void (*)(const typename P::Job&, std::size_t, std::size_t);
  static constexpr Tile by_rows[] = {nullptr, tile<P, Rows + 1>...};
};

// Rows are cut into tiles of nearly one height: 13 rows are 7 and 6, not 12 and a slow 1.
template <class P>
void product(const typename P::Job& job, std::size_t first, std::size_t last) {
  const std::size_t tiles = (job.rows + kTileRows - 1) / kTileRows;
  for (std::size_t column = first; column < last; column += kPanel) {
    std::size_t row = 0;
    for (std::size_t t = 0; t < tiles; ++t) {
      const std::size_t height = (job.rows - row + (tiles - t) - 1) / (tiles - t);
      Tiles<P, TileIndices>::by_rows[height](job, row, column);
      row += height;
    }
  }
}

template <class P>
void product(const typename P::Job& job) {
  product<P>(job, 0, job.n);
}

/// The part of a product that `share` asks for: whole panels, as even as they go.
template <class P>
void product_share(const typename P::Job& job, const Share& share) {
  const std::size_t panels = (job.n + kPanel - 1) / kPanel;
  const std::size_t last = panels * (share.part + 1) / share.parts * kPanel;
  product<P>(job, panels * share.part / share.parts * kPanel, last < job.n ? last : job.n);
}

constexpr std::size_t kLine = 64;
constexpr std::size_t lines(std::size_t bytes) { return (bytes + kLine - 1) / kLine * kLine; }

// Converted rows are an odd number of cache lines long: with an even one the rows of a tile would
// share few sets of the first cache.
constexpr std::size_t odd_lines(std::size_t bytes) { return (lines(bytes) / kLine | 1) * kLine; }

// Enough independent sums to hide the latency of two units.
constexpr std::size_t kSpinChains = 12;

/// The ceiling of a precision with operands of its own: the step of P on registers alone. P adds
/// hide (see COGNATE_OPAQUE) and to_floats.
template <class P>
float product_spin(std::size_t rounds) {
  typename P::Sum sums[kSpinChains];
#pragma GCC unroll 12
  for (std::size_t c = 0; c < kSpinChains; ++c) {
    sums[c] = P::Sum::zero();
  }
  alignas(kLine) typename P::A a[4 * kLine] = {1, 2, 3, 4, 5, 6, 7, 8};
  alignas(kLine) typename P::B b[4 * kLine] = {1, 2, 3, 4, 5, 6, 7, 8};
  __asm__ volatile("" : "+m"(a), "+m"(b));  // nor what they are: products with zeros would go
  auto x = P::set(a);
  const auto y = P::load(b);
  for (std::size_t round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (std::size_t c = 0; c < kSpinChains; ++c) {
      P::hide(x);  // the compiler must not see that the operands never change
      sums[c] = P::step(x, y, sums[c]);
    }
  }
  V total = V::zero();
#pragma GCC unroll 12
  for (std::size_t c = 0; c < kSpinChains; ++c) {
    total = total + P::to_floats(sums[c]);
  }
  return total.sum();
}
