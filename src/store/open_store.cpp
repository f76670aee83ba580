// The doors of the vector store: by the name of a back end, or by what a folder says it is.

#include "store/durable_store.h"
#include "store/registry.h"
#include "store/store_file.h"

namespace cognate {

Result<std::unique_ptr<Store>> create_vector_store(std::string_view provider, const StoreSpec& spec,
                                                   const OpenOptions& options) {
  TRY(const store::Backend* backend, store::find_backend(provider));
  return store::create_durable_store(*backend, spec, options);
}

Result<std::unique_ptr<Store>> open_vector_store(const std::string& path,
                                                 const OpenOptions& options) {
  TRY(const StoreDescription description, describe_vector_store(path));
  auto backend = store::find_backend(description.provider);
  if (!backend) {
    return std::move(backend).error().within(path);
  }
  return store::open_durable_store(**backend, path, options);
}

Result<StoreDescription> describe_vector_store(const std::string& path) {
  return store::read_store_file(real_file_system(), path);
}

}  // namespace cognate
