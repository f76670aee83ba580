#include "io/postgres/library.h"

#include <dlfcn.h>

#include <mutex>
#include <type_traits>

#include "base/error.h"

namespace cognate::io {
namespace {

Result<const Postgres*> load() {
  void* const library = ::dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return fail(Code::unavailable, "PostgreSQL needs the library libpq ({}); install libpq5",
                ::dlerror());
  }
  static Postgres api;
  const char* missing = nullptr;
  const auto take = [&](auto& function, const char* name) {
    function =
        reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
    missing = function == nullptr ? name : missing;
  };
#define X(name) take(api.name, "PQ" #name);
  COGNATE_POSTGRES_FUNCTIONS(X)
#undef X
  if (missing != nullptr) {
    return fail(Code::unavailable, "the libpq that was found lacks {}; install libpq5", missing);
  }
  return &api;
}

}  // namespace

Result<const Postgres*> postgres_library() {
  static std::mutex mutex;
  static const Postgres* loaded = nullptr;
  const std::lock_guard lock(mutex);
  if (loaded == nullptr) {
    TRY(loaded, load());
  }
  return loaded;
}

}  // namespace cognate::io
