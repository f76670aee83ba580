#pragma once
// Rows of texts and vectors to and from Parquet, by DuckDB. In a build without it both say so:
// unsupported; unavailable where its library cannot be loaded.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "core/number_type.h"

namespace cognate::io {

/// A column of texts, nulls among them.
using TextCells = std::vector<std::optional<std::string>>;

/// What is written: columns of texts (VARCHAR), then one of lists of numbers.
struct ParquetShape {
  std::vector<std::string> texts = {};  ///< their names
  NumberType type = NumberType::float32;
  std::size_t count = 0;  ///< of numbers in a list; the column is called "vector"
};

/// Some rows. The numbers of all lists stand one behind the other and stay there until the next
/// call for a block.
struct ParquetBlock {
  std::size_t rows = 0;
  std::vector<TextCells> texts = {};
  std::span<const std::byte> numbers = {};
};

/// Fills the block; false when there are no more. Its errors end the writing. Called from the
/// thread that called write_parquet.
using NextParquet = std::function<Result<bool>(ParquetBlock& block)>;

/// Written beside its place and renamed. REQUIRES: blocks have the shape. Errors: io, those of
/// `next`, invalid_argument (not a file).
Status write_parquet(FileSystem& fs, const std::string& path, const ParquetShape& shape,
                     const NextParquet& next);

struct ParquetColumn {
  std::string name;
  std::string type;  ///< as DuckDB calls it: BIGINT, VARCHAR, FLOAT[]
};

/// What is read of each row.
struct ParquetWish {
  std::vector<std::string> texts = {};    ///< columns as texts, nested ones as JSON
  std::vector<std::string> members = {};  ///< these together as one JSON object, the last text
  std::string numbers;                    ///< the column of lists
};

/// Some rows that were read. A list that is null is empty; in it, what is null or no number that a
/// float holds is NaN.
struct ParquetRows {
  std::size_t rows = 0;
  std::vector<TextCells> texts = {};
  std::vector<float> numbers = {};
  std::vector<std::size_t> ends = {};  ///< of each row's list among the numbers
};

/// A Parquet file, its rows in order. Used by one thread.
class ParquetReader {
 public:
  virtual ~ParquetReader() = default;
  virtual const std::vector<ParquetColumn>& columns() const = 0;
  virtual std::uint64_t rows_total() const = 0;
  /// Starts at the first row. REQUIRES: once, before next(), with columns that are there.
  virtual Status select(const ParquetWish& wish, const std::stop_token& stop) = 0;
  /// Replaces `rows` by the next ones, at most rows_max (1 or more) and no more than begun when
  /// bytes_max are reached; false at the end. Errors: corrupt, deadline (stopped).
  virtual Result<bool> next(std::size_t rows_max, std::size_t bytes_max, ParquetRows& rows) = 0;
};

/// Errors: not_found, io, corrupt.
Result<std::unique_ptr<ParquetReader>> open_parquet(FileSystem& fs, const std::string& path);

}  // namespace cognate::io
