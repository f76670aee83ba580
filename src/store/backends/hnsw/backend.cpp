// The one thing that the store knows of this folder: its row in the registry.

#include "base/error.h"
#include "store/backends/hnsw/hnsw_library.h"
#include "store/backends/library/library_index.h"
#include "store/backends/library/options.h"

namespace cognate::store {
namespace {

constexpr Backend::Option kOptions[] = {
    {"m", "16", "links of a vector; twice as many on the lowest level (2 to 512)"},
    {"ef_construction", "200", "candidates while a vector is linked in (1 to 100000)"},
    {"ef_search", "auto", "candidates of a search; auto: by the recall asked for"},
    {"random_seed", "100", "of the levels that vectors are on"},
};

constexpr WholeRange kM = {.least = 2, .most = 512};
constexpr WholeRange kEf = {.least = 1, .most = 100'000};
constexpr WholeRange kSeed = {.least = 0, .most = 0xFFFFFFFF};

Result<LibraryMaker> maker(const IndexSetup& setup) {
  const StoreSpec& spec = setup.spec;
  if (spec.quantization.method != "none") {
    return fail(Code::invalid_argument,
                "quantization '{}': hnswlib keeps vectors as 32-bit floats, so the store 'hnsw' "
                "has 'none' only",
                spec.quantization.method);
  }
  HnswSettings settings = {.metric = spec.metric, .dimension = spec.dimension};
  TRY(const auto m, option_number(spec, kOptions, "m", kM));
  TRY(const auto ef_construction, option_number(spec, kOptions, "ef_construction", kEf));
  TRY(const auto ef_search, option_number(spec, kOptions, "ef_search", kEf));
  TRY(const auto seed, option_number(spec, kOptions, "random_seed", kSeed));
  settings.m = m.value_or(settings.m);
  settings.ef_construction = ef_construction.value_or(settings.ef_construction);
  settings.ef_search = ef_search.value_or(settings.ef_search);
  settings.random_seed = seed.value_or(settings.random_seed);
  return LibraryMaker{
      .name = "hnsw",
      .make = [settings] { return make_hnsw_library(settings); },
      .load = [settings](CheckedReader& in,
                         std::size_t vectors) { return load_hnsw_library(settings, in, vectors); }};
}

Result<std::unique_ptr<VectorIndex>> make(const IndexSetup& setup) {
  TRY(LibraryMaker made, maker(setup));
  return std::unique_ptr<VectorIndex>(std::make_unique<LibraryIndex>(setup, std::move(made)));
}

Result<std::unique_ptr<VectorIndex>> load(const IndexSetup& setup, FileSystem& files,
                                          const std::string& folder) {
  TRY(LibraryMaker made, maker(setup));
  return LibraryIndex::load(setup, std::move(made), files, folder);
}

}  // namespace

extern const Backend kHnswBackend;
constinit const Backend kHnswBackend = {.name = "hnsw",
                                        .summary = "hnswlib's graph over 32-bit floats",
                                        .options = kOptions,
                                        .make = make,
                                        .load = load,
                                        .quantization = "none"};

}  // namespace cognate::store
