// The one thing that the store knows of this folder: its row in the registry.

#include <fmt/format.h>

#include "base/error.h"
#include "store/backends/faiss/faiss_library.h"
#include "store/backends/library/library_index.h"
#include "store/backends/library/options.h"

namespace cognate::store {
namespace {

constexpr Backend::Option kOptions[] = {
    {"factory", "auto",
     "any string of faiss::index_factory, as IVF1024,PQ48; auto: HNSW by m and the quantization"},
    {"m", "32", "links of a vector where the factory is auto (2 to 512)"},
    {"ef_construction", "auto", "candidates while a vector is linked in; auto: FAISS's 40"},
    {"ef_search", "auto", "candidates of a search; auto: by the recall asked for"},
    {"nprobe", "auto", "lists that a search reads; auto: by the recall asked for"},
    {"pq_m", "auto", "parts of a vector where the quantization is pq; auto: of 8 numbers each"},
    {"train_rows", "auto", "vectors that are waited for and trained on; auto: what FAISS advises"},
    {"search", "", "further parameters in FAISS's words, as quantizer_efSearch=64,ht=20"},
};

constexpr WholeRange kM = {.least = 2, .most = 512};
constexpr WholeRange kEf = {.least = 1, .most = 100'000};
constexpr WholeRange kParts = {.least = 1, .most = 65'536};
constexpr WholeRange kTrainRows = {.least = 1, .most = 10'000'000};
constexpr std::size_t kPartNumbers = 8;

struct Codes {
  const char* method;
  int bits;
  const char* name;
};
constexpr Codes kCodes[] = {
    {"sq", 8, "SQ8"}, {"sq", 4, "SQ4"}, {"fp16", 0, "SQfp16"}, {"none", 0, "Flat"}};

/// The largest number of parts of at least eight numbers that divides the dimension.
std::size_t parts_of(std::size_t dimension) {
  std::size_t parts = std::max<std::size_t>(dimension / kPartNumbers, 1);
  while (dimension % parts != 0) {
    --parts;
  }
  return parts;
}

Result<std::string> factory(const StoreSpec& spec) {
  const std::string given = option_text(spec, kOptions, "factory");
  if (given != "auto") {
    return given;
  }
  TRY(const auto m, option_number(spec, kOptions, "m", kM));
  const std::string graph = fmt::format("HNSW{},", m.value_or(32));
  const QuantizationConfig& wanted = spec.quantization;
  if (wanted.method == "pq") {
    TRY(const auto parts, option_number(spec, kOptions, "pq_m", kParts));
    return graph + fmt::format("PQ{}", parts.value_or(parts_of(spec.dimension)));
  }
  for (const Codes& codes : kCodes) {
    if (wanted.method == codes.method && (codes.bits == 0 || codes.bits == wanted.bits)) {
      return graph + codes.name;
    }
  }
  return fail(Code::invalid_argument,
              "quantization '{}' to {} bits: the store 'faiss' has sq (8 or 4 bits), fp16, pq and "
              "none",
              wanted.method, wanted.bits);
}

Result<LibraryMaker> maker(const IndexSetup& setup) {
  const StoreSpec& spec = setup.spec;
  FaissSettings settings = {.metric = spec.metric, .dimension = spec.dimension, .factory = {}};
  TRY(settings.factory, factory(spec));
  TRY(settings.ef_construction, option_number(spec, kOptions, "ef_construction", kEf));
  TRY(settings.ef_search, option_number(spec, kOptions, "ef_search", kEf));
  TRY(settings.nprobe, option_number(spec, kOptions, "nprobe", kEf));
  settings.search = option_text(spec, kOptions, "search");
  settings.keeps_originals = spec.quantization.rescore;
  TRY(const std::size_t advised, rows_to_train(settings));
  TRY(const auto train_rows, option_number(spec, kOptions, "train_rows", kTrainRows));
  return LibraryMaker{.name = "faiss",
                      .first_rows = advised == 1 ? 1 : train_rows.value_or(advised),
                      .make = [settings] { return make_faiss_library(settings); },
                      .load =
                          [settings](CheckedReader& in, std::size_t vectors) {
                            return load_faiss_library(settings, in, vectors);
                          }};
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

extern const Backend kFaissBackend;
constinit const Backend kFaissBackend = {
    .name = "faiss",
    .summary = "any index of FAISS's factory (Debian's FAISS is built without AVX2: slow)",
    .options = kOptions,
    .make = make,
    .load = load};

}  // namespace cognate::store
