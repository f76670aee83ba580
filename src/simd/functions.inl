// Functions of a vector: exponential, erf, GELU. Included by each ISA file after its vector.

// e^x for x <= 0 and a little above. x = n ln 2 + r, |r| <= ln 2 / 2; e^r by its Taylor series to
// r^7 (error below 1e-8), times 2^n. The split of ln 2 in two floats is Cody and Waite's.
inline V exp(V x) {
  x = max(x, V::set(-87.0F));
  const V n = round(x * V::set(1.44269504088896341F));
  V r = fma(n, V::set(-0.693359375F), x);
  r = fma(n, V::set(2.12194440e-4F), r);
  V p = V::set(1.0F / 5040);
  p = fma(p, r, V::set(1.0F / 720));
  p = fma(p, r, V::set(1.0F / 120));
  p = fma(p, r, V::set(1.0F / 24));
  p = fma(p, r, V::set(1.0F / 6));
  p = fma(p, r, V::set(0.5F));
  p = fma(p, r, V::set(1.0F));
  p = fma(p, r, V::set(1.0F));
  return p * power_of_two(n);
}

// erf(z) as z P(z^2) / Q(z^2), fitted to 1.8e-8 on |z| <= 3.95, beyond which erf is 1 to the last
// float bit. Own least-squares fit at Chebyshev points; in float32 the whole stays within 4e-7.
inline V erf(V z) {
  z = min(max(z, V::set(-3.95F)), V::set(3.95F));
  const V t = z * z;
  V p = V::set(2.0117600746856462e-06F);
  p = fma(p, t, V::set(2.87595268128383e-04F));
  p = fma(p, t, V::set(3.917134275210757e-03F));
  p = fma(p, t, V::set(5.320650456608136e-02F));
  p = fma(p, t, V::set(1.9403157216806139e-01F));
  p = fma(p, t, V::set(1.1283790064940493F));
  V q = V::set(3.783960713582093e-05F);
  q = fma(q, t, V::set(1.1981537154412874e-03F));
  q = fma(q, t, V::set(1.527034118005102e-02F));
  q = fma(q, t, V::set(1.1558903837449741e-01F));
  q = fma(q, t, V::set(5.052874935640079e-01F));
  q = fma(q, t, V::set(1.0F));
  return z * p / q;
}

inline V gelu(V x) {
  const V half = V::set(0.5F) * x;
  return fma(half, erf(x * V::set(0.70710678118654752F)), half);
}

// The same within 5e-5 (of |x| above 1) and without a division, for the precisions that are coarser
// than that: the normal distribution function less 1/2 as an odd polynomial on [-4, 4], own minimax
// fit.
inline V quick_gelu(V x) {
  const V z = min(max(x, V::set(-4.0F)), V::set(4.0F));
  const V t = z * z;
  V p = V::set(-1.301165477e-09F);
  p = fma(p, t, V::set(1.041877815e-07F));
  p = fma(p, t, V::set(-3.656918938e-06F));
  p = fma(p, t, V::set(7.485219244e-05F));
  p = fma(p, t, V::set(-1.006469787e-03F));
  p = fma(p, t, V::set(9.505321757e-03F));
  p = fma(p, t, V::set(-6.588772476e-02F));
  p = fma(p, t, V::set(3.986733690e-01F));
  return x * fma(z, p, V::set(0.5F));
}

// Calls step(offset, lanes) over n elements, whole vectors first.
template <class Step>
inline void each(std::size_t n, Step step) {
  std::size_t i = 0;
  for (; i + V::lanes <= n; i += V::lanes) {
    step(i, V::lanes);
  }
  if (i < n) {
    step(i, n - i);
  }
}
