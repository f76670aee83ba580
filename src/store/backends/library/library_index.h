#pragma once
// An index around a library of nearest neighbours.
//
// What is added waits in a flat buffer, where every vector is measured, until improve() gives it to
// the library: so an upsert is quick, a row is found at once, and a library that wants training has
// vectors to train on. Erased rows are marked; when many are, improve() builds another library of
// what is left, beside the one that answers, and puts it in its place.
//
// Searches measure every vector where that is exact for no more work: few vectors, few rows that a
// filter lets pass, recall 1. Invariants: rows of the library rise with their positions and are
// below those that wait. Thread-safety: as VectorIndex.

#include <memory>
#include <optional>
#include <vector>

#include "base/thread_pool.h"
#include "store/backends/library/library.h"
#include "store/fair_mutex.h"
#include "store/filter/bits.h"
#include "store/vector_index.h"

namespace cognate::store {

class NearestRows;

class LibraryIndex final : public VectorIndex {
 public:
  LibraryIndex(const IndexSetup& setup, LibraryMaker maker);

  /// What save() wrote into `folder`. Errors: not_found, corrupt, unsupported, io.
  static Result<std::unique_ptr<VectorIndex>> load(const IndexSetup& setup, LibraryMaker maker,
                                                   FileSystem& files, const std::string& folder);
  /// The same from the bytes of its file.
  static Result<std::unique_ptr<VectorIndex>> parse(const IndexSetup& setup, LibraryMaker maker,
                                                    std::string_view bytes);

  Status add(std::span<const Row> rows, std::span<const float> vectors) override;
  void erase(std::span<const Row> rows) override;
  Status search(std::span<const IndexQuery> queries, std::span<std::vector<Neighbour>> answers,
                std::stop_token stop) override;
  Result<bool> improve(std::stop_token stop) override;
  Status save(FileSystem& files, const std::string& folder) override;
  IndexStats stats() const override;

 private:
  /// A library and the rows at its positions.
  struct Part {
    std::unique_ptr<Library> library;
    std::vector<Row> rows;
    Bits erased;  // positions
    std::size_t erased_count = 0;

    std::optional<Position> position(Row row) const;
    void erase(Row row);
    bool live(Position position) const { return !erased.holds(position); }
    std::size_t live_count() const { return rows.size() - erased_count; }
  };
  /// Vectors that are in no library yet.
  struct Waiting {
    std::vector<Row> rows;
    std::vector<float> vectors;
    std::vector<bool> erased;
    std::size_t begin = 0;  // those before are in the library
    std::size_t erased_count = 0;

    std::size_t live_count() const { return rows.size() - begin - erased_count; }
  };

  std::span<const float> waiting_vector(std::size_t index) const;
  Result<bool> improve_step(std::size_t rows);
  bool wants_rebuild() const;
  Status begin_library();
  Status link(std::size_t rows);
  Status rebuild_step(std::size_t rows);
  void let_wait_again();
  void forget_linked();

  Result<std::vector<Neighbour>> nearest(const IndexQuery& query) const;
  Status search_library(const IndexQuery& query, NearestRows& best) const;
  bool measures_all(const IndexQuery& query) const;
  void measure_all(const IndexQuery& query, NearestRows& best) const;
  void measure_allowed(const IndexQuery& query, NearestRows& best) const;
  void measure_waiting(const IndexQuery& query, NearestRows& best) const;

  Status write(WritableFile& file) const;
  Status read(CheckedReader& in);

  const Metric metric_;
  const std::size_t dimension_;
  const LibraryMaker maker_;
  ThreadPool pool_;
  mutable FairMutex mutex_;
  // Written under mutex_ by the one thread that writes; that thread reads them without it.
  Part linked_;
  Waiting waiting_;
  // Of that thread alone: what will take the place of linked_.
  Part next_;
  std::size_t next_from_ = 0;  // positions of linked_ before are in next_
};

}  // namespace cognate::store
