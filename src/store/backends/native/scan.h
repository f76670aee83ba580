#pragma once
// Measuring every row, for one query or for many in one pass.
//
// Functions of a part of the rows: callers divide rows among threads and merge the lists.

#include <cstddef>
#include <span>
#include <stop_token>

#include "store/backends/native/shortlist.h"

namespace cognate::store::native {

/// One query on its way through the rows.
struct Wanted {
  const Probe* probe = nullptr;
  const RowMask* allowed = nullptr;  ///< null: all
  Shortlist* list = nullptr;
};

/// Offers every row of slots [first, last) that was not erased and is allowed to every list. Stops
/// early where asked to; then lists are not whole.
void scan_all(const Rows& rows, std::span<const Wanted> queries, Slot first, Slot last,
              const std::stop_token& stop);

/// The same for one query, reading allowed rows only: quicker where few are. REQUIRES: `allowed`.
void scan_allowed(const Rows& rows, const Wanted& query, Slot first, Slot last,
                  const std::stop_token& stop);

}  // namespace cognate::store::native
