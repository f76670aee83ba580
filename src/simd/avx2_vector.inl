// The vector of the AVX2 files: eight floats. Included inside their unnamed namespaces.

#include "simd/reductions.inl"

struct V {
  static constexpr std::size_t lanes = 8;
  __m256 r;

  static V zero() { return {_mm256_setzero_ps()}; }
  static V set(float x) { return {_mm256_set1_ps(x)}; }
  static V load(const float* p) { return {_mm256_loadu_ps(p)}; }
  static V load_some(const float* p, std::size_t n) {
    return n == lanes ? load(p) : V{_mm256_maskload_ps(p, mask(n))};
  }
  static V load_or(const float* p, std::size_t n, float other) {
    return n == lanes ? load(p)
                      : V{_mm256_blendv_ps(_mm256_set1_ps(other), _mm256_maskload_ps(p, mask(n)),
                                           _mm256_castsi256_ps(mask(n)))};
  }
  void store(float* p) const { _mm256_storeu_ps(p, r); }
  void store_some(float* p, std::size_t n) const {
    if (n == lanes) {
      store(p);
    } else {
      _mm256_maskstore_ps(p, mask(n), r);
    }
  }
  float sum() const { return sum_of(r); }
  float largest() const { return largest_of(r); }

  friend V operator+(V a, V b) { return {_mm256_add_ps(a.r, b.r)}; }
  friend V operator-(V a, V b) { return {_mm256_sub_ps(a.r, b.r)}; }
  friend V operator*(V a, V b) { return {_mm256_mul_ps(a.r, b.r)}; }
  friend V operator/(V a, V b) { return {_mm256_div_ps(a.r, b.r)}; }
  friend V fma(V a, V b, V c) { return {_mm256_fmadd_ps(a.r, b.r, c.r)}; }
  friend V max(V a, V b) { return {_mm256_max_ps(a.r, b.r)}; }
  friend V min(V a, V b) { return {_mm256_min_ps(a.r, b.r)}; }
  friend V round(V a) {
    return {_mm256_round_ps(a.r, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
  }
  /// 2^n for whole n in [-126, 127].
  friend V power_of_two(V n) {
    const __m256i i = _mm256_add_epi32(_mm256_cvtps_epi32(n.r), _mm256_set1_epi32(127));
    return {_mm256_castsi256_ps(_mm256_slli_epi32(i, 23))};
  }

 private:
  static __m256i mask(std::size_t n) {
    alignas(32) static constexpr int bits[2 * lanes] = {-1, -1, -1, -1, -1, -1, -1, -1,
                                                        0,  0,  0,  0,  0,  0,  0,  0};
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bits + lanes - n));
  }
};

inline float root(float x) { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }
