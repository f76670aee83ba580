#pragma once
// The index of the store "native": codes that are scanned, and above some thousand rows a graph
// over them.
//
// As VectorIndex says. What it was measured on and why it is as it is: docs/native-index.md.

#include <memory>

#include "base/thread_pool.h"
#include "store/backends/native/efforts.h"
#include "store/backends/native/linker.h"
#include "store/backends/native/plan.h"
#include "store/backends/native/readers.h"
#include "store/backends/native/rows.h"
#include "store/backends/native/saved.h"
#include "store/backends/native/scan.h"
#include "store/vector_index.h"

namespace cognate::store::native {

class NativeIndex final : public VectorIndex {
 public:
  NativeIndex(const Form form, const IndexSetup& setup);

  /// What save() wrote; for an index that has no rows yet. Errors: corrupt, unsupported, io,
  /// not_found.
  Status load(FileSystem& files, const std::string& folder);

  Status add(std::span<const Row> rows, std::span<const float> vectors) override;
  void erase(std::span<const Row> rows) override;
  Status search(std::span<const IndexQuery> queries, std::span<std::vector<Neighbour>> answers,
                std::stop_token stop) override;
  Result<bool> improve(std::stop_token stop) override;
  Status save(FileSystem& files, const std::string& folder) override;
  IndexStats stats() const override;

  const Efforts& efforts() const noexcept { return efforts_; }
  /// For measurements: every walk has this effort; 0 goes back to what the recall wants.
  void force_effort(std::size_t effort) noexcept { forced_effort_ = effort; }

 private:
  struct Request;
  bool has_work() const noexcept;
  std::array<Plane*, kParts> planes() noexcept;
  Status check_small_parts(const IndexFile& file) const;
  Status map_parts(const std::shared_ptr<IndexFile>& file, std::span<const Part> parts);
  void scan(std::span<Request> requests, const std::stop_token& stop);
  std::size_t effort(const IndexQuery& query) const noexcept;
  Plan plan(const IndexQuery& query) const noexcept;
  void walk_all(std::span<Request> requests, const std::stop_token& stop);
  void walk(Walker& walker, Request& request, const std::stop_token& stop);
  void scan_survivors(Request& request, const std::stop_token& stop);

  Space space_;
  Rows rows_;
  Graph graph_;
  Linker linker_;
  Efforts efforts_;
  bool codes_in_memory_;
  Readers readers_;
  std::shared_ptr<IndexFile> file_;  // that parts are mapped of
  std::optional<Saved> loading_;
  ThreadPool pool_;
  std::atomic<std::size_t> forced_effort_{0};
  ThreadPool background_;  // of improve(), so that no search waits for it
};

}  // namespace cognate::store::native
