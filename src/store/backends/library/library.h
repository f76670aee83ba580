#pragma once
// What an index needs of a library of nearest neighbours (hnswlib, FAISS), so that one LibraryIndex
// makes a whole back end of each.
//
// A library holds vectors at positions 0, 1, 2, ... in the order in which they came. Thread-safety:
// const functions may run side by side; nothing runs beside add() and erase().

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cognate/result.h"
#include "cognate/store.h"
#include "store/backends/library/checked_file.h"

namespace cognate::store {

using Position = std::uint32_t;

struct Found {
  Position position = 0;
  float distance = 0;  ///< as Metric says
};

/// Whether a search may give a position.
using Allows = std::function<bool(Position position)>;

struct LibraryQuery {
  std::span<const float> vector;
  std::size_t k = 10;
  double recall = .97;
  const Allows* allows = nullptr;  ///< null: all positions
};

struct LibraryStats {
  std::string form;
  std::uint64_t resident_bytes = 0;
  std::vector<std::pair<std::string, std::string>> details = {};
};

class Library {
 public:
  virtual ~Library() = default;
  /// Vectors at the next positions. The first call trains on its vectors where there is something
  /// to train.
  virtual Status add(std::span<const float> vectors) = 0;
  /// The position will not be asked for again, but may still serve as a way to others.
  virtual void erase(Position position) = 0;
  /// About the k nearest, in any order.
  virtual Result<std::vector<Found>> search(const LibraryQuery& query) const = 0;
  /// The vector as the library holds it: a pointer into itself, or to `scratch`.
  virtual const float* vector(Position position, float* scratch) const = 0;
  virtual Status save(CheckedWriter& out) const = 0;
  virtual LibraryStats stats() const = 0;
};

/// How a LibraryIndex comes by libraries.
struct LibraryMaker {
  std::string name;            ///< of the back end; stands in its files
  std::size_t first_rows = 1;  ///< that the first add() wants at least
  std::function<Result<std::unique_ptr<Library>>()> make;
  /// What save() of a library of so many vectors wrote. Error corrupt.
  std::function<Result<std::unique_ptr<Library>>(CheckedReader& in, std::size_t vectors)> load;
};

/// The distance that Metric speaks of; cosine of vectors of length 1.
float distance_of(Metric metric, const float* a, const float* b, std::size_t dimension);

}  // namespace cognate::store
