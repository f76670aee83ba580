#include "store/backends/native/efforts.h"

#include <algorithm>
#include <cmath>

namespace cognate::store::native {
namespace {

constexpr std::size_t kSamples = 256;
constexpr std::size_t kNeighbours = 10;
constexpr std::size_t kScanRows = 65'536;  // of one step
constexpr std::uint32_t kLadder[] = {10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512};
static_assert(std::size(kLadder) <= format::kEffortsMax);
constexpr float kEnough = .9985F;
constexpr std::size_t kGuess = 96;
constexpr double kGrown = 1.5;

}  // namespace

std::size_t Efforts::effort(double recall, std::size_t k) const {
  const std::scoped_lock lock(mutex_);
  double effort = kGuess;
  if (!table_.empty()) {
    effort = table_.back().effort;
    for (std::size_t i = 0; i < table_.size(); ++i) {
      if (table_[i].recall < recall) {
        continue;
      }
      effort = table_[i].effort;
      if (i > 0 && table_[i].recall > table_[i - 1].recall) {
        const double below = table_[i - 1].recall;
        const double part = (recall - below) / (table_[i].recall - below);
        effort = table_[i - 1].effort + std::ceil(part * (effort - table_[i - 1].effort));
      }
      break;
    }
  }
  const double times = std::max(1.0, static_cast<double>(k) / kNeighbours);
  return std::max(k, static_cast<std::size_t>(effort * times));
}

std::optional<double> Efforts::recall(double wanted) const {
  const std::scoped_lock lock(mutex_);
  if (table_.empty()) {
    return std::nullopt;
  }
  return std::min(wanted, double{table_.back().recall});
}

std::vector<format::Effort> Efforts::table() const {
  const std::scoped_lock lock(mutex_);
  return table_;
}

void Efforts::set_table(std::span<const format::Effort> table, std::size_t linked) {
  const std::scoped_lock lock(mutex_);
  table_.assign(table.begin(), table.end());
  measured_linked_ = linked;
}

bool Efforts::stale(std::size_t linked) const noexcept {
  return linked_ != 0 ||
         static_cast<double>(linked) > kGrown * static_cast<double>(measured_linked_);
}

void Efforts::begin(const Graph& graph, std::size_t linked) {
  linked_ = linked;
  scanned_ = 0;
  made_.clear();
  samples_.clear();
  const std::size_t count = std::min(kSamples, linked);
  const Rows& rows = graph.rows();
  for (std::size_t i = 0; i < count; ++i) {
    const auto slot = static_cast<Slot>((2 * i + 1) * linked / (2 * count));
    Probe probe;
    if (rows.has_originals()) {
      rows.space().encode({rows.original(slot), rows.space().dimension()}, probe);
    } else {
      rows.probe(slot, probe);
    }
    const float margin = coarse_margin(rows, probe, true);
    samples_.push_back({.slot = slot,
                        .probe = std::move(probe),
                        .list = {kNeighbours + 1, margin},
                        .nearest = {}});
  }
}

void Efforts::scan(const Graph& graph) {
  std::vector<Wanted> wanted;
  for (Sample& sample : samples_) {
    wanted.push_back({.probe = &sample.probe, .list = &sample.list});
  }
  const std::size_t last = std::min(linked_, scanned_ + kScanRows);
  scan_all(graph.rows(), wanted, static_cast<Slot>(scanned_), static_cast<Slot>(last), {});
  scanned_ = last;
  if (scanned_ == linked_) {
    for (Sample& sample : samples_) {
      sample.nearest =
          settle(graph.rows(), sample.probe, kNeighbours + 1, true, sample.list.take());
      const Row own = graph.rows().row(sample.slot);
      std::erase_if(sample.nearest, [own](const Neighbour& one) { return one.row == own; });
      sample.nearest.resize(std::min(sample.nearest.size(), kNeighbours));
    }
  }
}

double Efforts::measure(const Graph& graph, std::size_t effort) {
  const Rows& rows = graph.rows();
  Walker walker(graph);
  std::size_t hits = 0;
  std::size_t all = 0;
  for (const Sample& sample : samples_) {
    Shortlist list(kNeighbours, coarse_margin(rows, sample.probe, false));
    for (const Near& near :
         walker.walk_without(sample.slot, sample.probe, effort, static_cast<Slot>(linked_))) {
      if (!rows.erased(near.slot)) {
        list.add(near.key, rows.norm(near.slot), near.slot);
      }
    }
    const auto found = settle(rows, sample.probe, kNeighbours, false, list.take());
    all += sample.nearest.size();
    for (const Neighbour& one : sample.nearest) {
      const auto is_it = [&](const Neighbour& other) { return other.row == one.row; };
      hits += std::ranges::any_of(found, is_it) ? 1U : 0U;
    }
  }
  return all == 0 ? 1.0 : static_cast<double>(hits) / static_cast<double>(all);
}

void Efforts::finish() {
  set_table(made_, linked_);
  linked_ = 0;
  samples_.clear();
}

void Efforts::step(const Graph& graph, std::size_t linked) {
  if (linked_ == 0) {
    begin(graph, linked);
  } else if (scanned_ < linked_) {
    scan(graph);
  } else {
    const std::uint32_t effort = kLadder[made_.size()];
    const auto recall = static_cast<float>(measure(graph, effort));
    // More effort never finds less, but for chance.
    made_.push_back({.effort = effort,
                     .recall = made_.empty() ? recall : std::max(recall, made_.back().recall)});
    if (recall >= kEnough || made_.size() == std::size(kLadder)) {
      finish();
    }
  }
}

}  // namespace cognate::store::native
