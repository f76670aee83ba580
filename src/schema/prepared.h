#pragma once
// A table made ready for matching: everything that it yields by itself, whatever it is matched
// with. Made once, it may be matched with many others, and by many threads at once.
//
// Plain values without pointers. Some of them (also in SetTable and VectorTable) are derived from
// the rest by derive(): who stores a prepared table stores the rest and calls derive() after
// reading it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/limits.h"
#include "cognate/embedder.h"
#include "cognate/table.h"
#include "schema/kinds.h"
#include "schema/profile.h"
#include "schema/set_table.h"
#include "schema/vector_table.h"
#include "schema/vocabulary.h"

namespace cognate::schema {

/// How much of the machine a call may take, when it is to give up, and what it is to know.
struct Effort {
  std::size_t threads = 0;  ///< 0: every processor this process may use
  std::stop_token stop = {};
  /// Up to so many pairs of columns all are compared, above only likely ones.
  std::size_t all_pairs_max = limits::kAllPairsMax;
  const Vocabulary* vocabulary = nullptr;  ///< of names; null: the built-in one

  const Vocabulary& words() const { return vocabulary ? *vocabulary : Vocabulary::built_in(); }
};

/// How many threads so many pieces of work are worth, 1 at least.
std::size_t threads_for(std::size_t pieces, const Effort& effort);

struct PreparedTable {
  std::string name;
  /// Columns stand in an order of their own that does not depend on how the table orders them:
  /// columns[i] is the table's column order[i]. All lists with one entry a column follow it.
  std::vector<std::size_t> order;
  std::vector<ColumnProfile> columns;  ///< their sketches and grams are in the tables below
  PerSet<SetTable> sets;
  PerVector<VectorTable> vectors;
  std::string model;  ///< which made the vectors: its name, revision and precision

  SetTable name_grams;  ///< derived: letter trigrams of the names
};

/// Makes what is derived. REQUIRES: everything else is there.
void derive(PreparedTable& table);

/// Profiles the columns of all tables and embeds each distinct text of them once, in one call.
/// The answer follows the order of `tables`. Errors: deadline (stopped), and the embedder's.
Result<std::vector<PreparedTable>> prepare(std::span<const Table* const> tables, Embedder& embedder,
                                           const Effort& effort);
Result<PreparedTable> prepare(const Table& table, Embedder& embedder, const Effort& effort = {});

}  // namespace cognate::schema
