#include "schema/near_vectors.h"

#include <algorithm>
#include <span>

#include "base/thread_pool.h"
#include "simd/kernels.h"

namespace cognate::schema {
namespace {

constexpr std::size_t kSourcesAtOnce = 1024;  // their packed vectors stay in the second cache
constexpr std::size_t kTargetsAtOnce = 132;   // whole tiles of the product

using Views = std::span<const ColumnView>;

/// Some source columns: their vectors packed for products, and what takes the mean off.
struct Panel {
  std::vector<float> packed;
  std::size_t columns = 0;  ///< of the packed matrix
  std::vector<float> offsets;
  std::vector<float> scales;
};

void copy_rows(Views views, VectorKind kind, std::size_t dimension, std::vector<float>& out) {
  out.clear();
  for (const ColumnView& view : views) {
    const std::span<const float> values = view.vectors[kind].values;
    out.insert(out.end(), values.begin(), values.end());
    out.resize(out.size() + dimension - values.size());  // zeros where there is no vector
  }
}

Panel panel_of(Views views, VectorKind kind, std::size_t dimension) {
  const simd::Kernels& kernels = simd::kernels();
  Panel panel;
  panel.columns = kernels.packed_columns(views.size());
  panel.packed.resize(panel.columns * dimension);
  std::vector<float> rows;
  copy_rows(views, kind, dimension, rows);
  kernels.pack(rows.data(), views.size(), dimension, 0, panel.columns / kernels.packed_columns(1),
               panel.packed.data());
  for (const ColumnView& view : views) {
    panel.offsets.push_back(static_cast<float>(view.vectors[kind].offset));
    panel.scales.push_back(static_cast<float>(view.vectors[kind].scale));
  }
  return panel;
}

/// What one thread finds, and its memory.
struct Worker {
  std::vector<Best> best;  // one a source column of the panel
  std::vector<float> least;
  std::vector<float> rows;
  std::vector<float> products;
};

/// Turns the products of one target column with all of the panel into strengths, and keeps the
/// best.
void keep_best(const Panel& panel, const CentredVector& target, std::uint32_t column,
               std::span<float> products, Worker& worker) {
  const float offset = static_cast<float>(target.offset);
  const float scale = static_cast<float>(target.scale);
  for (std::size_t i = 0; i < products.size(); ++i) {
    const float residue = (products[i] - panel.offsets[i] - offset) * panel.scales[i] * scale;
    products[i] += residue;
  }
  for (std::size_t i = 0; i < products.size(); ++i) {
    if (products[i] >= worker.least[i]) {
      worker.best[i].add({products[i], column});
      worker.least[i] = worker.best[i].least();
    }
  }
}

void scan_block(const Panel& panel, Views targets, std::size_t first, VectorKind kind,
                std::size_t dimension, Worker& worker) {
  const std::size_t sources = panel.scales.size();
  copy_rows(targets, kind, dimension, worker.rows);
  worker.products.resize(targets.size() * panel.columns);
  simd::kernels().gemm({.a = worker.rows.data(),
                        .a_stride = dimension,
                        .rows = targets.size(),
                        .k = dimension,
                        .packed = panel.packed.data(),
                        .n = sources,
                        .out = worker.products.data(),
                        .out_stride = panel.columns});
  for (std::size_t t = 0; t < targets.size(); ++t) {
    if (targets[t].vectors[kind].values.empty()) {
      continue;
    }
    keep_best(panel, targets[t].vectors[kind], static_cast<std::uint32_t>(first + t),
              std::span(worker.products).subspan(t * panel.columns, sources), worker);
  }
}

}  // namespace

std::vector<Best> nearest_by(const Corpus& corpus, VectorKind kind, std::size_t most,
                             const Effort& effort) {
  const Views sources = corpus.source();
  const Views targets = corpus.target();
  std::vector<Best> out;
  const std::size_t dimension = corpus.target_table().vectors[kind].rows.columns();
  const std::size_t blocks = (targets.size() + kTargetsAtOnce - 1) / kTargetsAtOnce;
  ThreadPool pool(threads_for(blocks, effort));
  for (std::size_t first = 0; first < sources.size(); first += kSourcesAtOnce) {
    const Views some = sources.subspan(first, std::min(kSourcesAtOnce, sources.size() - first));
    const Panel panel = panel_of(some, kind, dimension);
    Worker empty{std::vector<Best>(some.size(), Best(most)),
                 std::vector<float>(some.size(), Best(most).least()),
                 {},
                 {}};
    std::vector<Worker> workers(pool.size(), empty);
    pool.parallel_for(blocks, [&](std::size_t block, std::size_t worker) {
      if (!effort.stop.stop_requested()) {
        const std::size_t begin = block * kTargetsAtOnce;
        scan_block(panel, targets.subspan(begin, std::min(kTargetsAtOnce, targets.size() - begin)),
                   begin, kind, dimension, workers[worker]);
      }
    });
    for (std::size_t i = 0; i < some.size(); ++i) {
      out.emplace_back(most);
      for (const Worker& worker : workers) {
        for (const Found& found : worker.best[i].found()) {
          if (!some[i].vectors[kind].values.empty()) {
            out.back().add(found);
          }
        }
      }
    }
  }
  return out;
}

}  // namespace cognate::schema
