#pragma once
// The one implementation of Store: a truth on disk, an index of a back end beside it.
//
// A store's folder (docs/formats/store.md) holds store.json, the truth, the saved index, a lock and
// the mark of the last close. Searches ask the index for rows and the truth, as the index knows it
// (moment.h), for documents. A thread of its own improves and saves the index. Thread-safety: as
// Store.

#include <memory>

#include "base/file_system.h"
#include "cognate/store.h"
#include "store/vector_index.h"

namespace rocksdb {
class Env;
}

namespace cognate::store {

/// What a store stands on; tests put others in place.
struct Ground {
  FileSystem* files = &real_file_system();
  rocksdb::Env* env = nullptr;
};

/// As create_vector_store and open_vector_store, with the back end itself.
Result<std::unique_ptr<Store>> create_durable_store(const Backend& backend, const StoreSpec& spec,
                                                    const OpenOptions& options,
                                                    const Ground& ground = {});
Result<std::unique_ptr<Store>> open_durable_store(const Backend& backend, const std::string& path,
                                                  const OpenOptions& options,
                                                  const Ground& ground = {});

}  // namespace cognate::store
