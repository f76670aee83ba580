#include "io/duckdb/library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "base/error.h"
#include "io/duckdb/duckdb_source.h"

namespace cognate::io {
namespace {

constexpr const char* kLibraryName = "libduckdb.so";

std::vector<std::string> places() {
  if (const char* named = std::getenv("COGNATE_DUCKDB_LIB"); named != nullptr && *named != '\0') {
    return {named};
  }
  std::error_code failure;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
  std::vector<std::string> found;
  if (!failure) {
    found.push_back((program.parent_path().parent_path() / "lib" / kLibraryName).string());
  }
  found.emplace_back(kLibraryName);
  return found;
}

Result<const DuckDb*> load() {
  void* library = nullptr;
  std::string why;
  for (const std::string& place : places()) {
    library = ::dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library != nullptr) {
      break;
    }
    why = ::dlerror();
  }
  if (library == nullptr) {
    return fail(Code::unavailable,
                "Parquet and JSON need the library of DuckDB ({}). tools/get_duckdb.sh fetches it; "
                "or set COGNATE_DUCKDB_LIB to its path",
                why);
  }
  static DuckDb api;
  const auto take = [&](auto& function, const char* name) {
    function =
        reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
    why = function == nullptr ? name : why;
    return function != nullptr;
  };
  bool complete = true;
#define X(name) complete &= take(api.name, "duckdb_" #name);
  COGNATE_DUCKDB_FUNCTIONS(X)
#undef X
  if (!complete) {
    return fail(Code::unavailable,
                "the DuckDB library that was found lacks {}; one of version 1.4 or later is needed "
                "(tools/get_duckdb.sh)",
                why);
  }
  return &api;
}

}  // namespace

Result<const DuckDb*> duckdb_library() {
  static std::mutex mutex;
  static const DuckDb* loaded = nullptr;
  const std::lock_guard lock(mutex);
  if (loaded == nullptr) {
    TRY(loaded, load());
  }
  return loaded;
}

Status duckdb_ready() {
  TRY_OK(duckdb_library());
  return ok();
}

}  // namespace cognate::io
