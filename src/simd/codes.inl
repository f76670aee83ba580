// Codes, written once over what each ISA file defines before: four_dots() (the sums of four rows
// with one query), scan_tile<rows, packs>() (the sums of a few rows with all queries of the packs),
// kScanRows and kScanPacks, the size of its tile; below(), bits of the kCompared numbers that are
// less than their limits; load_halves(), V::lanes numbers of float16.

void dots(const std::int8_t* query, std::size_t blocks, const std::uint8_t* const* rows,
          std::size_t count, std::int32_t* sums) {
  std::size_t r = 0;
  for (; r + 4 <= count; r += 4) {
    four_dots(query, blocks, rows + r, sums + r);
  }
  if (r < count) {
    const std::uint8_t* some[4] = {rows[r], rows[r], rows[r], rows[r]};
    for (std::size_t i = 1; r + i < count; ++i) {
      some[i] = rows[r + i];
    }
    std::int32_t four[4];
    four_dots(query, blocks, some, four);
    __builtin_memcpy(sums + r, four, (count - r) * sizeof(four[0]));
  }
}

template <std::size_t kRows, std::size_t kPacks>
void scan_rows(const NibbleScan& job, std::size_t first) {
  const std::size_t elements = job.blocks * kNibbleBlockElements;
  const std::uint8_t* rows = job.rows + first * job.blocks * kNibbleBlockBytes;
  std::int32_t* sums = job.sums + first * job.queries;
  std::size_t q = 0;
  for (; q + kPacks * kPackQueries <= job.queries; q += kPacks * kPackQueries) {
    scan_tile<kRows, kPacks>(job.packed + q * elements, job.blocks, rows, sums + q, job.queries);
  }
  for (; q < job.queries; q += kPackQueries) {
    scan_tile<kRows, 1>(job.packed + q * elements, job.blocks, rows, sums + q, job.queries);
  }
}

void scan(const NibbleScan& job) {
  std::size_t r = 0;
  for (; r + kScanRows <= job.count; r += kScanRows) {
    scan_rows<kScanRows, kScanPacks>(job, r);
  }
  for (; r < job.count; ++r) {
    scan_rows<1, kScanPacks>(job, r);
  }
}

std::size_t reaching(const std::int32_t* numbers, const std::int32_t* limits, std::size_t count,
                     std::uint32_t* positions) {
  constexpr unsigned kAll = (1U << kCompared) - 1U;
  std::size_t found = 0;
  std::size_t i = 0;
  for (; i + kCompared <= count; i += kCompared) {
    for (unsigned mask = kAll & ~below(numbers + i, limits + i); mask != 0; mask &= mask - 1) {
      positions[found++] =
          static_cast<std::uint32_t>(i) + static_cast<std::uint32_t>(__builtin_ctz(mask));
    }
  }
  for (; i < count; ++i) {
    if (numbers[i] >= limits[i]) {
      positions[found++] = static_cast<std::uint32_t>(i);
    }
  }
  return found;
}

float squared_distance(const float* a, const float* b, std::size_t n) {
  V s0 = V::zero();
  V s1 = V::zero();
  std::size_t i = 0;
  for (; i + 2 * V::lanes <= n; i += 2 * V::lanes) {
    const V d0 = V::load(a + i) - V::load(b + i);
    const V d1 = V::load(a + i + V::lanes) - V::load(b + i + V::lanes);
    s0 = fma(d0, d0, s0);
    s1 = fma(d1, d1, s1);
  }
  each(n - i, [&](std::size_t j, std::size_t lanes) {
    const V d = V::load_some(a + i + j, lanes) - V::load_some(b + i + j, lanes);
    s0 = fma(d, d, s0);
  });
  return (s0 + s1).sum();
}

float half_dot(const float* a, const std::uint16_t* halves, std::size_t n) {
  V s0 = V::zero();
  V s1 = V::zero();
  std::size_t i = 0;
  for (; i + 2 * V::lanes <= n; i += 2 * V::lanes) {
    s0 = fma(V::load(a + i), load_halves(halves + i), s0);
    s1 = fma(V::load(a + i + V::lanes), load_halves(halves + i + V::lanes), s1);
  }
  each(n - i, [&](std::size_t j, std::size_t lanes) {
    std::uint16_t some[V::lanes] = {};
    __builtin_memcpy(some, halves + i + j, lanes * sizeof(some[0]));
    s0 = fma(V::load_some(a + i + j, lanes), load_halves(some), s0);
  });
  return (s0 + s1).sum();
}
