#pragma once
// The documents of a file into a store, in batches.
//
// Each batch is taken by the store whole; after any end, running the import again completes it,
// since a document that is there already is written over by itself. A wrong row is told, and then
// left out or the end. Used by one thread.

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "cognate/store.h"
#include "store/exchange/reader.h"

namespace cognate::store {

struct ImportOptions {
  /// What the store is, or shall be, made with. A dimension of 0 becomes that of the first right
  /// document.
  StoreSpec spec = {};
  /// Called once, with the spec, when the first right document is there. The store stays the
  /// caller's.
  std::function<Result<Store*>(const StoreSpec& spec)> open;
  /// Told of each wrong row; its error ends the import before the rows around are written.
  std::function<Status(std::uint64_t row, const std::string& why)> wrong;
  /// Told after each batch.
  std::function<void(std::uint64_t rows_done, std::uint64_t rows_expected)> progress;
  std::stop_token stop = {};
};

struct ImportCounts {
  std::uint64_t documents = 0;  ///< that the store took
  std::uint64_t wrong = 0;      ///< rows that are none
};

/// Errors: those of the reader, of the store and of the functions; deadline (stopped).
Result<ImportCounts> import_documents(DocumentReader& reader, const ImportOptions& options);

}  // namespace cognate::store
