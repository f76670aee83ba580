#pragma once
// Everything the engine knows of one column, gathered in one pass over its sampled cells.
// A profile is a plain value of bounded size, whatever the column: safe to read from any thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cognate/mapping.h"
#include "cognate/table.h"
#include "schema/column_type.h"
#include "schema/name.h"

namespace cognate::schema {

/// Quantiles 0, 1/10 .. 1 of numbers; empty where there were none.
struct Quantiles {
  static constexpr std::size_t kPoints = 11;
  std::array<double, kPoints> at{};
  std::size_t count = 0;

  bool empty() const noexcept { return count == 0; }
};

/// The quantiles of `numbers`, which are reordered.
Quantiles quantiles_of(std::vector<double>& numbers);

/// The smallest hashes of a set (bottom-k, Cohen 1997): two such samples of the same hash function
/// tell how much the sets overlap.
struct Sketch {
  static constexpr std::size_t kHashesMax = 512;
  std::vector<std::uint64_t> hashes;  ///< ascending, no two equal
  bool whole = true;                  ///< false: the set has more, all of greater hash
};

/// The sketch of a set; `hashes` may repeat and stand in any order.
Sketch sketch_of(std::vector<std::uint64_t> hashes);

struct ShapeShare {
  std::uint64_t hash = 0;
  float share = 0;
};

struct ColumnProfile {
  static constexpr std::size_t kGramBuckets = 128;
  static constexpr std::size_t kShapesMax = 12;
  static constexpr std::size_t kFrequentMax = 20;
  static constexpr std::size_t kSampledMax = 12;

  Name name;
  std::string description;
  std::string declared_type;
  bool unique = false;          ///< declared so
  bool nullable = true;         ///< false only where declared
  bool generated = false;       ///< computed by the database
  bool allowed_values = false;  ///< the cells list what may stand in it, once each
  CellFormat format;
  ColumnType type = ColumnType::unknown;
  std::size_t rows = 0;
  std::size_t values = 0;             ///< cells that are not null
  std::size_t distinct = 0;           ///< distinct normalised values among the sampled cells
  Quantiles numbers;                  ///< of the cells that are numbers or dates, when most are
  Quantiles lengths;                  ///< bytes
  std::array<float, 6> characters{};  ///< shares: lower, upper, digit, space, punctuation, other
  std::vector<ShapeShare> shapes;     ///< most frequent shapes, by hash
  Sketch value_sketch;                ///< of normalised values
  Sketch word_sketch;                 ///< of the words in textual values
  Sketch trigram_sketch;              ///< of the letter trigrams of those words
  std::vector<float> grams;           ///< hashed letter trigrams of values, length 1; or empty
  std::vector<std::pair<std::string, std::size_t>> frequent;  ///< values with counts, most first
  std::vector<std::string> sampled;                           ///< by priority: see priority_sample

  double null_share() const noexcept;      ///< 0 to 1; 0 for a table without rows
  double distinct_share() const noexcept;  ///< distinct values over values; 0 without values
};

ColumnProfile profile_column(const Column& column);

/// Profiles many columns, one after another, in the same memory. One object a thread.
class Profiler {
 public:
  Profiler();
  ~Profiler();
  Profiler(Profiler&&) noexcept;
  ColumnProfile profile(const Column& column);

 private:
  class Gathering;
  std::unique_ptr<Gathering> gathering_;
};

/// A distinct value, and how often it occurs.
struct CountedValue {
  std::string_view value;
  std::size_t count = 0;
};

/// The n values of greatest frequency / frac(0.618.. * hash(value)), greatest first. The hash is
/// the same for every column, so that columns with common values tend to show the same ones.
/// `counted` holds distinct values in any order.
std::vector<std::string> priority_sample(std::span<const CountedValue> counted, std::size_t n);

}  // namespace cognate::schema
