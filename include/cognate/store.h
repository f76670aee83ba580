#pragma once
// Where vectors live: one contract for every back end.
//
//   auto store = cognate::create_vector_store("native", {.path = "lake", .dimension = 384});
//   (*store)->upsert(documents);
//   auto hits = (*store)->search({{.vector = wanted, .top_k = 5}});
//
// What upsert() and erase() acknowledged survives kill -9 and loss of power (unless the store was
// told to be `relaxed`); what they did not is absent or whole. A call is taken whole or refused
// whole. One process at a time has a store open. Every function may be called from many threads at
// once; a search sees all that was acknowledged before it began.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/payload.h"
#include "cognate/result.h"

namespace cognate {

struct Document {
  std::string id;             ///< UTF-8, 1 byte to 64 KiB; unique in a store
  std::vector<float> vector;  ///< finite, as many as the store's dimension
  Payload payload = {};
  std::optional<std::string> text = {};
};

/// What the raw distance is: cosine 1 - cos (vectors are brought to length 1; one of zeros is
/// refused), l2 the squared Euclidean distance, ip 1 - dot product. Less is nearer.
enum class Metric { cosine, l2, ip };
std::string_view metric_name(Metric metric) noexcept;
Result<Metric> metric_of(std::string_view name);

/// In what form searches read the vectors. Originals are kept whatever it says.
struct QuantizationConfig {
  /// "sq" (scalar), "fp16", "pq" (faiss only), "none"; "auto": what suits the back end (native and
  /// faiss sq, hnsw none).
  std::string method = "auto";
  int bits = 8;            ///< of a number, for sq: 8 or 4
  bool always_ram = true;  ///< codes are kept in memory; else the system may drop their pages
  bool rescore = true;     ///< the best are measured once more by their originals
};

/// What a store is made with. All of it is kept in the store's folder.
struct StoreSpec {
  std::string path;           ///< a folder that is new or empty
  std::size_t dimension = 0;  ///< 1 to 65,536
  Metric metric = Metric::cosine;
  QuantizationConfig quantization = {};
  /// Of the back end, by name (docs/stores.md): "m", "ef_construction", "factory", ...
  std::map<std::string, std::string, std::less<>> options = {};
  std::string model = {};  ///< of the embedder, for people and for checks; may be empty
};

struct OpenOptions {
  bool relaxed = false;     ///< answer before the write is on disk: the last second may be lost
  bool read_only = false;   ///< several processes may read at once; writes are refused
  std::size_t threads = 0;  ///< of searches and of the index; 0: every processor
};

/// What is returned of a document besides its id.
struct Projection {
  bool payload = true;
  /// Only these fields of the payload, where it is not empty.
  std::vector<std::string> fields = {};
  bool text = true;
  bool vector = false;
};

struct SearchQuery {
  std::vector<float> vector;
  std::size_t top_k = 10;
  Filter filter = {};
  /// Survivors of the filter are found first and only they are searched: as many hits as there are.
  /// false: the nearest are searched and then filtered, so there may be fewer.
  bool pre_filter = true;
  std::optional<double> score_threshold = {};  ///< hits below are left out
  std::size_t offset = 0;                      ///< so many of the best are left out
  Projection with = {.payload = true, .fields = {}, .text = false, .vector = false};
  double recall = .97;  ///< share of the true nearest that an approximate index should find
  bool exact = false;   ///< measure every vector that the filter lets pass
};

struct Hit {
  std::string id;
  double score = 0;     ///< cosine and ip: 1 - distance / 2; l2: 1 / (1 + distance)
  double distance = 0;  ///< as Metric says
  Payload payload = {};
  std::optional<std::string> text = {};
  std::vector<float> vector = {};  ///< under cosine of length 1
};

/// Nearest first; of equal distances, in the order in which they were written.
using Hits = std::vector<Hit>;

/// What to erase: these ids, and all that the filter lets pass if there is one. Not both empty.
struct Selection {
  std::vector<std::string> ids = {};
  std::optional<Filter> filter = {};
};

struct ScanRequest {
  std::string cursor = {};  ///< empty: from the start; else what the page before gave
  std::size_t limit = 1000;
  Filter filter = {};
  Projection with = {};
};

struct Page {
  std::vector<Document> documents;  ///< in the order in which they were written
  std::string cursor = {};          ///< of the next page; empty: this was the last
};

struct StoreStats {
  std::string provider;
  std::size_t documents = 0;
  std::size_t dimension = 0;
  Metric metric = Metric::cosine;
  std::string index;        ///< in words: "graph of degree 32 over 8-bit codes"
  std::size_t indexed = 0;  ///< documents that the index proper holds; others are scanned
  std::size_t erased = 0;   ///< rows that wait for compaction
  std::uint64_t disk_bytes = 0;
  std::uint64_t resident_bytes = 0;   ///< of the index, by its own count
  double bytes_per_vector = 0;        ///< resident
  std::optional<double> recall = {};  ///< of 10, at the default; measured on this store's vectors
  std::map<std::string, std::string, std::less<>> details = {};
};

enum class Chore {
  flush,    ///< the index is saved, so that the next open need not catch up
  compact,  ///< erased rows go, everything waiting is indexed
  verify,   ///< every checksum and every link between truth and index; corrupt says what and where
  rebuild,  ///< the index is made anew from the truth
};

class Store {
 public:
  virtual ~Store() = default;

  /// Writes documents; one whose id is there replaces it. Errors: invalid_argument (which
  /// document, and why), io, unavailable (read only, or an earlier write failed).
  virtual Status upsert(std::span<const Document> documents) = 0;
  /// How many were there and are gone. Unknown ids are no error.
  virtual Result<std::size_t> erase(const Selection& selection) = 0;
  /// In the order of the ids; unknown ones are left out.
  virtual Result<std::vector<Document>> get(std::span<const std::string> ids,
                                            const Projection& with) = 0;
  /// All documents, page by page. Those that are written or erased meanwhile may be seen or not;
  /// all others are seen once.
  virtual Result<Page> scan(const ScanRequest& request) = 0;
  /// The nearest of each query. Fewer than top_k where there are no more.
  virtual Result<std::vector<Hits>> search(std::span<const SearchQuery> queries,
                                           std::stop_token stop = {}) = 0;
  virtual Result<StoreStats> stats() = 0;
  virtual Status maintain(Chore chore, std::stop_token stop = {}) = 0;
};

/// Makes a store by the name of its back end: "native", "hnsw", "faiss". Errors: invalid_argument
/// (no such back end, an option it does not know), unsupported (not in this build; the message says
/// how to build it), already_exists (the folder is not empty), io.
Result<std::unique_ptr<Store>> create_vector_store(std::string_view provider, const StoreSpec& spec,
                                                   const OpenOptions& options = {});

/// Opens what create_vector_store made. Errors: not_found, corrupt, unsupported (made by a later
/// version), unavailable (another process has it open), io.
Result<std::unique_ptr<Store>> open_vector_store(const std::string& path,
                                                 const OpenOptions& options = {});

/// The spec that a store was made with, without opening it.
struct StoreDescription {
  std::string provider;
  StoreSpec spec;
};
Result<StoreDescription> describe_vector_store(const std::string& path);

}  // namespace cognate
