#include "store/backends/native/linker.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/clock.h"
#include "base/error.h"

namespace cognate::store::native {
namespace {

// Fewer rows are scanned in the time of a walk.
constexpr std::size_t kGraphRows = 8192;
// New rows wait until there are so many, or a share of all.
constexpr std::size_t kJobRows = 2048;
// Length of the walk that finds a row's links.
constexpr std::size_t kLinkEffort = 96;
constexpr std::size_t kItemRows = 8;  // that a thread takes at once
constexpr std::size_t kSliceRowsMax = 65'536;
constexpr std::size_t kEntriesMax = 4096;

}  // namespace

bool Linker::has_work() const noexcept {
  const std::size_t count = graph_.rows().count();
  return done_ < end_ - first_ || (count >= kGraphRows && count - linked() >= kJobRows);
}

void Linker::restore(std::size_t count) noexcept {
  first_ = end_ = count;
  linked_.store(count, std::memory_order_release);
}

Slot Linker::slot_at(std::size_t i) const noexcept {
  return static_cast<Slot>(first_ + i * stride_ % (end_ - first_));
}

Status Linker::begin() {
  first_ = linked();
  end_ = graph_.rows().count();
  if (!graph_.grow(end_)) {
    return fail(Code::unavailable, "no memory for the graph of {} vectors", end_);
  }
  done_ = 0;
  const std::size_t count = end_ - first_;
  // Steps of the golden ratio, coprime to the count: every slot comes once.
  stride_ = static_cast<std::size_t>(static_cast<double>(count) * 0.6180339887498949) | 1U;
  while (std::gcd(stride_, count) != 1) {
    ++stride_;
  }
  if (first_ == 0) {
    graph_.set_links(slot_at(0), {});
    graph_.set_entries({slot_at(0)});
    done_ = 1;
  }
  return ok();
}

/// About two times the root of the rows, spread over all that are linked.
void Linker::choose_entries(std::size_t linked_rows) {
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(linked_rows)));
  const std::size_t count = std::min({2 * root + 1, linked_rows, kEntriesMax});
  std::vector<Slot> entries(count);
  for (std::size_t i = 0; i < count; ++i) {
    entries[i] = slot_at(i);
  }
  graph_.set_entries(std::move(entries));
}

void Linker::link(Walker& walker, Slot slot) {
  thread_local Probe probe;
  const Rows& rows = graph_.rows();
  if (rows.erased(slot)) {
    return;
  }
  rows.probe(slot, probe);
  const auto near = walker.walk(probe, kLinkEffort, static_cast<Slot>(end_));
  const std::vector<Slot> links = thinned(rows, probe, near);
  graph_.set_links(slot, links);
  for (const Slot other : links) {
    graph_.add_link(other, slot, probe);
  }
}

void Linker::finish() {
  if (first_ == 0) {
    choose_entries(end_);
  }
  linked_.store(end_, std::memory_order_release);
  first_ = end_;
  done_ = 0;
}

Status Linker::work(ThreadPool& pool, double seconds, const std::stop_token& stop) {
  if (done_ == end_ - first_) {
    TRY_OK(begin());
  }
  const Stopwatch watch;
  std::vector<Walker> walkers(pool.size(), Walker(graph_));
  while (done_ < end_ - first_ && watch.seconds() < seconds && !stop.stop_requested()) {
    // The first rows are linked one by one, then ever more at once: those of one round do not know
    // each other.
    const std::size_t known = first_ + done_;
    const std::size_t count =
        std::min({slice_, known / 16 + 1, kSliceRowsMax, end_ - first_ - done_});
    const Stopwatch round;
    pool.parallel_for((count + kItemRows - 1) / kItemRows,
                      [&](std::size_t item, std::size_t worker) {
                        const std::size_t last = std::min(count, (item + 1) * kItemRows);
                        for (std::size_t i = item * kItemRows; i < last; ++i) {
                          link(walkers[worker], slot_at(done_ + i));
                        }
                      });
    const std::size_t before = done_;
    done_ += count;
    if (first_ == 0 && std::bit_width(before) != std::bit_width(done_)) {
      choose_entries(done_);
    }
    const double wanted = static_cast<double>(count) * seconds / 2 / (round.seconds() + 1e-6);
    slice_ = std::clamp<std::size_t>(static_cast<std::size_t>(wanted), 16, 2 * slice_);
  }
  if (done_ == end_ - first_) {
    finish();
  }
  return ok();
}

}  // namespace cognate::store::native
