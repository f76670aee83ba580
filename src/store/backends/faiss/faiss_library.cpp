#include "store/backends/faiss/faiss_library.h"

#include <faiss/AutoTune.h>
#include <faiss/IndexIDMap.h>
#include <faiss/IndexIVFFastScan.h>
#include <faiss/IndexPQ.h>
#include <faiss/impl/IDSelector.h>
#include <faiss/impl/io.h>
#include <faiss/index_factory.h>
#include <faiss/index_io.h>
#include <faiss/utils/utils.h>
#include <omp.h>

#include <algorithm>
#include <cmath>

#include "store/backends/faiss/faiss_parts.h"
#include "store/backends/library/effort.h"

namespace cognate::store {
namespace {

constexpr std::size_t kFetchedPerHit = 4;  // candidates that are measured once more
constexpr std::size_t kFetchedLeast = 32;
constexpr std::size_t kWidenings = 4;
constexpr double kRecallDefault = .97;

class Selector final : public faiss::IDSelector {
 public:
  explicit Selector(const Allows& allows) : allows_(allows) {}
  bool is_member(faiss_id id) const override { return allows_(static_cast<Position>(id)); }

 private:
  const Allows& allows_;
};

/// FAISS's writer and reader on our files. An error of ours is kept.
class Writer final : public faiss::IOWriter {
 public:
  explicit Writer(CheckedWriter& out) : out_(out) { name = "the saved index"; }
  size_t operator()(const void* bytes, size_t size, size_t count) override {
    status = out_.append({static_cast<const char*>(bytes), size * count});
    return status ? count : 0;
  }
  Status status = ok();

 private:
  CheckedWriter& out_;
};

class Reader final : public faiss::IOReader {
 public:
  explicit Reader(CheckedReader& in) : in_(in) { name = "the saved index"; }
  size_t operator()(void* bytes, size_t size, size_t count) override {
    status = in_.read({static_cast<char*>(bytes), size * count});
    return status ? count : 0;
  }
  Status status = ok();

 private:
  CheckedReader& in_;
};

using Index = std::unique_ptr<faiss::Index>;

/// A search of one query runs on its own thread: others serve other queries.
void use_one_thread() { omp_set_num_threads(1); }

class FaissLibrary final : public Library {
 public:
  FaissLibrary(const FaissSettings& settings, Index index)
      : settings_(settings),
        index_(std::move(index)),
        graph_(find_part<faiss::IndexHNSW>(index_.get())),
        lists_(find_part<faiss::IndexIVF>(index_.get())) {}

  Status add(std::span<const float> vectors) override {
    use_one_thread();
    return faiss_guarded([&] {
      const bool first = index_->ntotal == 0;
      const auto count = static_cast<faiss_id>(vectors.size() / settings_.dimension);
      if (!index_->is_trained) {
        index_->train(count, vectors.data());
      }
      index_->add(count, vectors.data());
      if (first) {
        probe();
      }
      if (keeps_) {
        originals_.insert(originals_.end(), vectors.begin(), vectors.end());
      }
      return ok();
    });
  }

  void erase(Position /*position*/) override {}

  Result<std::vector<Found>> search(const LibraryQuery& query) const override {
    use_one_thread();
    return faiss_guarded([&]() -> Result<std::vector<Found>> {
      const auto total = static_cast<std::size_t>(index_->ntotal);
      std::size_t fetched = std::max(query.k * kFetchedPerHit, kFetchedLeast);
      std::vector<Found> found;
      for (std::size_t round = 0; round < kWidenings; ++round) {
        fetched = std::min(fetched, total);
        found = search_once(query, fetched);
        if (found.size() >= query.k || fetched == total || selects_) {
          break;
        }
        fetched *= kFetchedPerHit;
      }
      return measured(query, std::move(found));
    });
  }

  const float* vector(Position position, float* scratch) const override {
    if (keeps_) {
      return originals_.data() + position * settings_.dimension;
    }
    index_->reconstruct(position, scratch);
    return scratch;
  }

  Status save(CheckedWriter& out) const override {
    Writer writer(out);
    const Status written = faiss_guarded([&]() -> Status {
      faiss::write_index(index_.get(), &writer);
      return ok();
    });
    TRY_OK(writer.status);
    TRY_OK(written);
    return out.put_all(std::span<const float>(originals_));
  }

  Status load(CheckedReader& in) {
    TRY_OK(in.get_all(originals_));
    return faiss_guarded([&]() -> Status {
      probe();
      const auto wanted =
          keeps_ ? static_cast<std::size_t>(index_->ntotal) * settings_.dimension : 0;
      return originals_.size() == wanted
                 ? ok()
                 : fail(Code::corrupt, "the saved index has other originals than vectors");
    });
  }

  LibraryStats stats() const override {
    return {.form = "FAISS " + settings_.factory,
            .resident_bytes = resident_bytes(index_.get()) + originals_.capacity() * sizeof(float),
            .details = {{"faiss built with", faiss::get_compile_options()},
                        {"originals", keeps_ ? "in memory" : "decoded from the codes"},
                        {"filters", selects_ ? "during the search" : "after the search"}}};
  }

 private:
  /// What this kind of index can do, which FAISS tells by exceptions only.
  void probe() {
    std::vector<float> scratch(settings_.dimension);
    try {
      index_->reconstruct(0, scratch.data());
      keeps_ = settings_.keeps_originals;
    } catch (const std::exception&) {
      keeps_ = true;
    }
    try {
      const Allows all = [](Position) { return true; };
      selects_ = true;
      search_once({.vector = scratch, .k = 1, .allows = &all}, 1);
    } catch (const std::exception&) {
      selects_ = false;
    }
  }

  /// Parameters of one search, wrapped as the index is.
  struct Parameters {
    faiss::SearchParameters plain;
    faiss::SearchParametersHNSW graph;
    faiss::SearchParametersIVF lists;
    faiss::SearchParametersPreTransform outer;
    const faiss::SearchParameters* all = nullptr;
  };

  void fill(Parameters& to, const LibraryQuery& query, std::size_t fetched,
            faiss::IDSelector* selector) const {
    faiss::SearchParameters* inner = &to.plain;
    if (graph_ != nullptr) {
      to.graph.efSearch = static_cast<int>(
          std::max(settings_.ef_search.value_or(ef_of(query.recall, query.k)), fetched));
      inner = &to.graph;
    } else if (lists_ != nullptr) {
      to.lists.nprobe = settings_.nprobe.value_or(nprobe_of(query.recall, lists_->nlist));
      inner = &to.lists;
    }
    inner->sel = selector;
    to.outer.index_params = inner;
    const bool wrapped = dynamic_cast<const faiss::IndexPreTransform*>(index_.get()) != nullptr;
    to.all = wrapped ? &to.outer : inner;
  }

  std::vector<Found> search_once(const LibraryQuery& query, std::size_t fetched) const {
    std::vector<float> distances(fetched);
    std::vector<faiss_id> ids(fetched);
    const Allows all = [](Position) { return true; };
    const Allows& allows = query.allows == nullptr ? all : *query.allows;
    Selector selector(allows);
    Parameters parameters;
    fill(parameters, query, fetched, query.allows == nullptr ? nullptr : &selector);
    index_->search(1, query.vector.data(), static_cast<faiss_id>(fetched), distances.data(),
                   ids.data(), selects_ ? parameters.all : nullptr);
    std::vector<Found> found;
    for (const faiss_id id : ids) {
      if (id >= 0 && allows(static_cast<Position>(id))) {
        found.push_back({.position = static_cast<Position>(id)});
      }
    }
    return found;
  }

  std::vector<Found> measured(const LibraryQuery& query, std::vector<Found> found) const {
    std::vector<float> scratch(settings_.dimension);
    for (Found& one : found) {
      one.distance = distance_of(settings_.metric, query.vector.data(),
                                 vector(one.position, scratch.data()), settings_.dimension);
    }
    return found;
  }

  FaissSettings settings_;
  Index index_;
  faiss::IndexHNSW* graph_;  // parts of the index, or null
  faiss::IndexIVF* lists_;
  bool selects_ = false;  // takes parameters and selectors with a search
  bool keeps_ = true;
  std::vector<float> originals_;
};

faiss::MetricType metric_of(Metric metric) {
  return metric == Metric::ip ? faiss::METRIC_INNER_PRODUCT : faiss::METRIC_L2;
}

/// Sets what stands in the index itself.
void apply(const FaissSettings& settings, faiss::Index* index) {
  if (auto* graph = find_part<faiss::IndexHNSW>(index)) {
    graph->hnsw.efConstruction = static_cast<int>(
        settings.ef_construction.value_or(static_cast<std::size_t>(graph->hnsw.efConstruction)));
    if (auto* codes = dynamic_cast<faiss::IndexPQ*>(graph->storage)) {
      codes->do_polysemous_training = false;  // takes minutes; a graph never looks at it
    }
  }
  if (auto* lists = find_part<faiss::IndexIVF>(index)) {
    lists->nprobe = settings.nprobe.value_or(nprobe_of(kRecallDefault, lists->nlist));
    if (!settings.keeps_originals && dynamic_cast<faiss::IndexIVFFastScan*>(lists) == nullptr) {
      lists->make_direct_map();
    }
  }
  if (!settings.search.empty()) {
    faiss::ParameterSpace().set_index_parameters(index, settings.search.c_str());
  }
}

Result<Index> make_index(const FaissSettings& settings) {
  Index index;
  const Status made = faiss_guarded([&]() -> Status {
    index.reset(faiss::index_factory(static_cast<int>(settings.dimension), settings.factory.c_str(),
                                     metric_of(settings.metric)));
    apply(settings, index.get());
    return ok();
  });
  if (!made) {
    return fail(Code::invalid_argument, "factory '{}': {}", settings.factory, made.error().message);
  }
  if (dynamic_cast<faiss::IndexIDMap*>(index.get()) != nullptr) {
    return fail(Code::invalid_argument,
                "factory '{}': leave IDMap out, the store numbers its vectors itself",
                settings.factory);
  }
  if (index->metric_type != metric_of(settings.metric)) {
    return fail(Code::invalid_argument, "factory '{}' cannot do the metric {}", settings.factory,
                metric_name(settings.metric));
  }
  return index;
}

}  // namespace

Result<std::size_t> rows_to_train(const FaissSettings& settings) {
  TRY(const Index index, make_index(settings));
  return training_rows(index.get());
}

Result<std::unique_ptr<Library>> make_faiss_library(const FaissSettings& settings) {
  TRY(Index index, make_index(settings));
  return std::unique_ptr<Library>(std::make_unique<FaissLibrary>(settings, std::move(index)));
}

Result<std::unique_ptr<Library>> load_faiss_library(const FaissSettings& settings,
                                                    CheckedReader& in, std::size_t vectors) {
  Reader reader(in);
  Index index;
  const Status read = faiss_guarded([&]() -> Status {
    index.reset(faiss::read_index(&reader));
    return ok();
  });
  TRY_OK(reader.status);
  if (!read || index->d != static_cast<int>(settings.dimension) ||
      index->ntotal != static_cast<faiss_id>(vectors) ||
      index->metric_type != metric_of(settings.metric)) {
    return fail(Code::corrupt, "the saved index does not fit to its store{}{}", read ? "" : ": ",
                read ? "" : read.error().message);
  }
  TRY_OK(faiss_guarded([&]() -> Status {
    apply(settings, index.get());
    return ok();
  }));
  auto library = std::make_unique<FaissLibrary>(settings, std::move(index));
  TRY_OK(library->load(in));
  return std::unique_ptr<Library>(std::move(library));
}

}  // namespace cognate::store
