#pragma once
// Arithmetic on codes of four bits: what the vector index spends its time with.
//
// A row of codes is `blocks` blocks of 64 bytes; byte j of a block holds element j of its 128 in
// its low half and element 64 + j in its high half, as numbers 0 to 15. A query is the same
// elements in their order, 128 a block, as signed bytes. All sums are exact 32-bit integers, so
// every instruction set gives the same: 15 * 128 * 128 * blocks stays below 2^31 for the blocks
// that limits::kStoreDimensionMax needs. Pure functions, for any thread.

#include <cstddef>
#include <cstdint>

namespace cognate::simd {

inline constexpr std::size_t kNibbleBlockBytes = 64;
inline constexpr std::size_t kNibbleBlockElements = 128;
/// Queries of a pack: a multiple of what any instruction set takes at once.
inline constexpr std::size_t kPackQueries = 16;

/// sums[r * queries + q] = sum over i of row r's element i * query q's element i.
struct NibbleScan {
  const std::int8_t* packed = nullptr;  ///< what pack_queries() wrote
  std::size_t queries = 0;              ///< a multiple of kPackQueries
  std::size_t blocks = 0;
  const std::uint8_t* rows = nullptr;  ///< `count` rows, one behind the other
  std::size_t count = 0;
  std::int32_t* sums = nullptr;
};

struct CodeKernels {
  const char* isa;  ///< the least Kernels it goes with
  bool (*runs_here)();
  /// sums[r] = sum over i of row r's element i * the query's, r < count; rows lie anywhere.
  void (*dots)(const std::int8_t* query, std::size_t blocks, const std::uint8_t* const* rows,
               std::size_t count, std::int32_t* sums);
  /// Many queries over many rows.
  void (*scan)(const NibbleScan& job);
  /// The positions of the numbers that reach their limit, in order; returns how many.
  std::size_t (*reaching)(const std::int32_t* numbers, const std::int32_t* limits,
                          std::size_t count, std::uint32_t* positions);
  /// Sum of (a[i] - b[i])^2, i < n.
  float (*squared_distance)(const float* a, const float* b, std::size_t n);
  /// Sum of a[i] * halves[i], i < n; those are float16.
  float (*half_dot)(const float* a, const std::uint16_t* halves, std::size_t n);
};

/// Queries in the order in which scan() reads them: four elements of each of kPackQueries queries,
/// then the next four. `queries` is a multiple of kPackQueries, each of `blocks` blocks, one behind
/// the other; `packed` has the same size.
void pack_queries(const std::int8_t* queries, std::size_t count, std::size_t blocks,
                  std::int8_t* packed) noexcept;

/// The best table that goes with kernels() and runs here.
const CodeKernels& code_kernels() noexcept;

/// Every table of this build, best first, then nullptr.
const CodeKernels* const* all_code_kernels() noexcept;

extern const CodeKernels kScalarCodes;
extern const CodeKernels kAvx2Codes;
extern const CodeKernels kAvx512Codes;

}  // namespace cognate::simd

/// The row of the ISA file that names it: the functions of its unnamed namespace.
#define COGNATE_CODES(name)                                                                \
  {                                                                                        \
    .isa = name, .runs_here = runs_here, .dots = dots, .scan = scan, .reaching = reaching, \
    .squared_distance = squared_distance, .half_dot = half_dot,                            \
  }
