#include "store/backends/hnsw/hnsw_library.h"

#include <hnswlib.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "base/error.h"
#include "simd/codes.h"
#include "simd/kernels.h"
#include "store/backends/library/effort.h"

namespace cognate::store {
namespace {

using Graph = hnswlib::HierarchicalNSW<float>;
using Id = hnswlib::tableint;

constexpr std::size_t kCapacityLeast = 1024;
constexpr int kLevelsMax = 64;

float inner_product_distance(const void* a, const void* b, const void* dimension) {
  return 1.0F - simd::kernels().dot(static_cast<const float*>(a), static_cast<const float*>(b),
                                    *static_cast<const std::size_t*>(dimension));
}

float squared_distance(const void* a, const void* b, const void* dimension) {
  return simd::code_kernels().squared_distance(static_cast<const float*>(a),
                                               static_cast<const float*>(b),
                                               *static_cast<const std::size_t*>(dimension));
}

class Space final : public hnswlib::SpaceInterface<float> {
 public:
  Space(Metric metric, std::size_t dimension) : metric_(metric), dimension_(dimension) {}
  std::size_t get_data_size() override { return dimension_ * sizeof(float); }
  hnswlib::DISTFUNC<float> get_dist_func() override {
    return metric_ == Metric::l2 ? squared_distance : inner_product_distance;
  }
  void* get_dist_func_param() override { return &dimension_; }

 private:
  Metric metric_;
  std::size_t dimension_;
};

/// Calls `work`, which uses the library; what it throws becomes an error.
template <class Work>
auto guarded(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& error) {
    return fail(Code::internal, "hnswlib: {}", error.what());
  }
}

class LabelFilter final : public hnswlib::BaseFilterFunctor {
 public:
  explicit LabelFilter(const Allows& allows) : allows_(allows) {}
  bool operator()(hnswlib::labeltype label) override {
    return allows_(static_cast<Position>(label));
  }

 private:
  const Allows& allows_;
};

class HnswLibrary final : public Library {
 public:
  explicit HnswLibrary(const HnswSettings& settings, std::size_t capacity)
      : settings_(settings),
        space_(settings.metric, settings.dimension),
        graph_(&space_, capacity, settings.m, settings.ef_construction, settings.random_seed) {}

  Status add(std::span<const float> vectors) override {
    return guarded([&] {
      for (; !vectors.empty(); vectors = vectors.subspan(settings_.dimension)) {
        const std::size_t position = graph_.cur_element_count;
        if (position == graph_.max_elements_) {
          graph_.resizeIndex(position + position / 2);
        }
        graph_.addPoint(vectors.data(), position);
      }
      return ok();
    });
  }

  void erase(Position position) override {
    if (!graph_.isMarkedDeleted(position)) {
      graph_.markDeletedInternal(position);
    }
  }

  Result<std::vector<Found>> search(const LibraryQuery& query) const override {
    const std::size_t ef = std::max(
        query.k, settings_.ef_search > 0 ? settings_.ef_search : ef_of(query.recall, query.k));
    return guarded([&]() -> Result<std::vector<Found>> {
      const Id start = descend(query.vector.data());
      const bool plain = query.allows == nullptr && graph_.num_deleted_ == 0;
      if (plain) {
        return found(graph_.searchBaseLayerST<true>(start, query.vector.data(), ef), query.k);
      }
      const Allows all = [](Position) { return true; };
      LabelFilter filter(query.allows == nullptr ? all : *query.allows);
      return found(graph_.searchBaseLayerST<false>(start, query.vector.data(), ef, &filter),
                   query.k);
    });
  }

  const float* vector(Position position, float* /*scratch*/) const override {
    return reinterpret_cast<const float*>(graph_.getDataByInternalId(position));
  }

  Status save(CheckedWriter& out) const override;
  Status load(CheckedReader& in, std::size_t vectors);

  LibraryStats stats() const override {
    std::uint64_t bytes = graph_.max_elements_ * (graph_.size_data_per_element_ + sizeof(void*));
    for (std::size_t i = 0; i < graph_.cur_element_count; ++i) {
      bytes += static_cast<std::size_t>(graph_.element_levels_[i]) * graph_.size_links_per_element_;
    }
    return {.form = fmt::format("hnswlib: graph of M {} over 32-bit floats", graph_.M_),
            .resident_bytes = bytes,
            .details = {{"ef_construction", std::to_string(graph_.ef_construction_)},
                        {"levels", std::to_string(graph_.maxlevel_ + 1)}}};
  }

 private:
  /// The nearest vector on level 1 that a greedy walk from the top reaches. (The library's own
  /// search does this too, but takes the number of candidates from a member.)
  Id descend(const float* query) const {
    Id at = graph_.enterpoint_node_;
    const auto distance = [&](Id id) {
      return graph_.fstdistfunc_(query, graph_.getDataByInternalId(id), graph_.dist_func_param_);
    };
    float nearest = distance(at);
    for (int level = graph_.maxlevel_; level > 0; --level) {
      for (bool moved = true; moved;) {
        moved = false;
        auto* list = graph_.get_linklist(at, level);
        const std::span links(reinterpret_cast<const Id*>(list + 1), graph_.getListCount(list));
        for (const Id id : links) {
          if (const float d = distance(id); d < nearest) {
            nearest = d;
            at = id;
            moved = true;
          }
        }
      }
    }
    return at;
  }

  template <class Queue>
  static std::vector<Found> found(Queue queue, std::size_t k) {
    for (; queue.size() > k; queue.pop()) {
    }
    std::vector<Found> found;
    for (; !queue.empty(); queue.pop()) {
      found.push_back({.position = queue.top().second, .distance = queue.top().first});
    }
    return found;
  }

  Status load_levels(CheckedReader& in);
  Status check_levels(Id id) const;
  Status check_links(std::span<const char> list, std::size_t most) const;

  HnswSettings settings_;
  Space space_;
  Graph graph_;
};

/// What is saved before the vectors and links.
struct Saved {
  std::uint64_t count = 0;
  std::uint64_t m = 0;
  std::uint64_t ef_construction = 0;
  std::int32_t top_level = 0;
  std::uint32_t entry = 0;
};

Status HnswLibrary::save(CheckedWriter& out) const {
  const std::size_t count = graph_.cur_element_count;
  TRY_OK(out.put(Saved{.count = count,
                       .m = graph_.M_,
                       .ef_construction = graph_.ef_construction_,
                       .top_level = graph_.maxlevel_,
                       .entry = graph_.enterpoint_node_}));
  TRY_OK(out.append({graph_.data_level0_memory_, count * graph_.size_data_per_element_}));
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t levels = graph_.element_levels_[i];
    TRY_OK(out.put(levels));
    if (levels > 0) {
      TRY_OK(out.append({graph_.linkLists_[i],
                         static_cast<std::size_t>(levels) * graph_.size_links_per_element_}));
    }
  }
  return ok();
}

/// Whether a list of links is one, so that no walk leaves the graph.
Status HnswLibrary::check_links(std::span<const char> list, std::size_t most) const {
  std::uint16_t size = 0;
  std::memcpy(&size, list.data(), sizeof(size));
  bool inside = size <= most;
  for (std::size_t i = 0; inside && i < size; ++i) {
    Id id = 0;
    std::memcpy(&id, list.data() + sizeof(hnswlib::linklistsizeint) + i * sizeof(id), sizeof(id));
    inside = id < graph_.cur_element_count;
  }
  return inside ? ok() : fail(Code::corrupt, "a link of the graph leads out of it");
}

Status HnswLibrary::load_levels(CheckedReader& in) {
  const std::size_t count = graph_.cur_element_count;
  for (std::size_t i = 0; i < count; ++i) {
    std::int32_t levels = 0;
    TRY_OK(in.get(levels));
    if (levels < 0 || levels > graph_.maxlevel_) {
      return fail(Code::corrupt, "a vector of the graph is on {} levels", levels);
    }
    if (levels == 0) {
      continue;
    }
    const std::size_t bytes = static_cast<std::size_t>(levels) * graph_.size_links_per_element_;
    // The library frees it by free(), and only where the level says that it is there.
    graph_.linkLists_[i] = static_cast<char*>(std::calloc(bytes + 1, 1));
    if (graph_.linkLists_[i] == nullptr) {
      return fail(Code::unavailable, "out of memory");
    }
    graph_.element_levels_[i] = levels;
    const std::span<char> lists(graph_.linkLists_[i], bytes);
    TRY_OK(in.read(lists));
    for (std::size_t at = 0; at < bytes; at += graph_.size_links_per_element_) {
      TRY_OK(check_links(lists.subspan(at), graph_.maxM_));
    }
  }
  return ok();
}

/// On a level above 0 links lead only to vectors that are on it too.
Status HnswLibrary::check_levels(Id id) const {
  for (int level = 1; level <= graph_.element_levels_[id]; ++level) {
    auto* list = graph_.get_linklist(id, level);
    const std::span links(reinterpret_cast<const Id*>(list + 1), graph_.getListCount(list));
    const auto is_there = [&](Id other) { return graph_.element_levels_[other] >= level; };
    if (!std::ranges::all_of(links, is_there)) {
      return fail(Code::corrupt, "a link of the graph leads to a level that is not there");
    }
  }
  return ok();
}

Status HnswLibrary::load(CheckedReader& in, std::size_t vectors) {
  Saved saved;
  TRY_OK(in.get(saved));
  if (saved.count != vectors || saved.m != graph_.M_ || saved.entry >= saved.count ||
      saved.top_level < 0 || saved.top_level > kLevelsMax) {
    return fail(Code::corrupt, "the graph does not fit to its store");
  }
  graph_.ef_construction_ = std::clamp<std::size_t>(saved.ef_construction, 1, 1'000'000);
  graph_.maxlevel_ = saved.top_level;
  graph_.enterpoint_node_ = saved.entry;
  const std::size_t element_bytes = graph_.size_data_per_element_;
  TRY_OK(in.check_count(vectors, element_bytes));
  TRY_OK(in.read({graph_.data_level0_memory_, vectors * element_bytes}));
  graph_.cur_element_count = vectors;
  for (std::size_t i = 0; i < vectors; ++i) {
    char* element = graph_.data_level0_memory_ + i * element_bytes;
    TRY_OK(check_links({element, graph_.size_links_level0_}, graph_.maxM0_));
    element[2] = 0;  // the mark of an erased one, which the index sets again
    if (graph_.getExternalLabel(static_cast<Id>(i)) != i) {
      return fail(Code::corrupt, "the graph's vectors are not in their order");
    }
    graph_.label_lookup_[i] = static_cast<Id>(i);
  }
  TRY_OK(load_levels(in));
  for (std::size_t i = 0; i < vectors; ++i) {
    TRY_OK(check_levels(static_cast<Id>(i)));
  }
  return graph_.element_levels_[saved.entry] == saved.top_level
             ? ok()
             : fail(Code::corrupt, "the graph's entry is not on its top level");
}

}  // namespace

Result<std::unique_ptr<Library>> make_hnsw_library(const HnswSettings& settings) {
  return guarded([&]() -> Result<std::unique_ptr<Library>> {
    return std::make_unique<HnswLibrary>(settings, kCapacityLeast);
  });
}

Result<std::unique_ptr<Library>> load_hnsw_library(const HnswSettings& settings, CheckedReader& in,
                                                   std::size_t vectors) {
  return guarded([&]() -> Result<std::unique_ptr<Library>> {
    TRY_OK(in.check_count(vectors, settings.dimension * sizeof(float)));
    auto library =
        std::make_unique<HnswLibrary>(settings, std::max(vectors + vectors / 8, kCapacityLeast));
    TRY_OK(library->load(in, vectors));
    return std::unique_ptr<Library>(std::move(library));
  });
}

}  // namespace cognate::store
