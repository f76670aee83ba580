// The vector of the AVX-512 files: sixteen floats. Included inside their unnamed namespaces.

#include "simd/reductions.inl"

struct V {
  static constexpr std::size_t lanes = 16;
  __m512 r;

  static V zero() { return {_mm512_setzero_ps()}; }
  static V set(float x) { return {_mm512_set1_ps(x)}; }
  static V load(const float* p) { return {_mm512_loadu_ps(p)}; }
  static V load_some(const float* p, std::size_t n) {
    return n == lanes ? load(p) : V{_mm512_maskz_loadu_ps(mask(n), p)};
  }
  static V load_or(const float* p, std::size_t n, float other) {
    return n == lanes ? load(p) : V{_mm512_mask_loadu_ps(_mm512_set1_ps(other), mask(n), p)};
  }
  void store(float* p) const { _mm512_storeu_ps(p, r); }
  void store_some(float* p, std::size_t n) const {
    if (n == lanes) {
      store(p);
    } else {
      _mm512_mask_storeu_ps(p, mask(n), r);
    }
  }
  float sum() const {
    alignas(64) float t[lanes];
    _mm512_store_ps(t, r);
    return sum_of(_mm256_add_ps(_mm256_load_ps(t), _mm256_load_ps(t + 8)));
  }
  float largest() const {
    alignas(64) float t[lanes];
    _mm512_store_ps(t, r);
    return largest_of(_mm256_max_ps(_mm256_load_ps(t), _mm256_load_ps(t + 8)));
  }

  friend V operator+(V a, V b) { return {_mm512_add_ps(a.r, b.r)}; }
  friend V operator-(V a, V b) { return {_mm512_sub_ps(a.r, b.r)}; }
  friend V operator*(V a, V b) { return {_mm512_mul_ps(a.r, b.r)}; }
  friend V operator/(V a, V b) { return {_mm512_div_ps(a.r, b.r)}; }
  friend V fma(V a, V b, V c) { return {_mm512_fmadd_ps(a.r, b.r, c.r)}; }
  friend V max(V a, V b) { return {_mm512_maskz_max_ps(0xFFFF, a.r, b.r)}; }
  friend V min(V a, V b) { return {_mm512_maskz_min_ps(0xFFFF, a.r, b.r)}; }
  friend V round(V a) { return {_mm512_maskz_roundscale_ps(0xFFFF, a.r, 0)}; }
  /// 2^n for whole n in [-126, 127].
  friend V power_of_two(V n) {
    const __m512i i = _mm512_maskz_cvtps_epi32(0xFFFF, n.r);
    return {_mm512_castsi512_ps(
        _mm512_maskz_slli_epi32(0xFFFF, _mm512_add_epi32(i, _mm512_set1_epi32(127)), 23))};
  }

 private:
  static __mmask16 mask(std::size_t n) { return static_cast<__mmask16>((1U << n) - 1U); }
};

inline float root(float x) { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }
