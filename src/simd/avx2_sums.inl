// What the integer precisions of AVX2 share. Included after integer.inl.

/// Eight 32-bit sums. Named as ints: with __m256i, g++ 12 keeps the sums of a tile in memory.
struct Sums32 {
  using Lanes = int __attribute__((vector_size(32)));
  Lanes r;
  static Sums32 zero() { return {Lanes{}}; }
};

/// Whole numbers that fit 16 bits.
inline __m128i narrowed(V codes) {
  const __m256i integers = _mm256_cvtps_epi32(codes.r);
  return _mm_packs_epi32(_mm256_castsi256_si128(integers), _mm256_extracti128_si256(integers, 1));
}

/// sum (q - zero) w = sum q w - zero * sum w, times both scales. Exact: the difference of two sums
/// below 2^31 wraps back to the true one, which is below 2^31 as well.
template <class Job>
inline V scaled(const Job& job, std::size_t row, std::size_t column, Sums32 sum) {
  const RowTail& tail = job.tail(row);
  const auto* weight_sum = reinterpret_cast<const __m256i*>(job.sum + column);
  const __m256i shift =
      _mm256_mullo_epi32(_mm256_set1_epi32(tail.zero), _mm256_loadu_si256(weight_sum));
  const V exact = {_mm256_cvtepi32_ps(_mm256_sub_epi32((__m256i)sum.r, shift))};
  return exact * (V::set(tail.scale) * V::load(job.scale + column));
}
