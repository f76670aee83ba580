#include "embed/work_queue.h"

#include <algorithm>

#include "base/limits.h"

namespace cognate::embed {
namespace {

/// Lets go of those who no longer wait for the flight.
void let_go(Flight& flight, Clock::time_point now, Batch& batch) {
  std::erase_if(flight.waiters, [&](const Waiter& waiter) {
    const bool gone = waiter.request->gone(now);
    if (gone && (batch.gone.empty() || batch.gone.back() != waiter.request)) {
      batch.gone.push_back(waiter.request);
    }
    return gone;
  });
}

}  // namespace

Amount& Amount::operator+=(const Flight& flight) {
  ++texts;
  tokens += flight.tokens;
  bytes += flight.text.size();
  return *this;
}

Amount& Amount::operator-=(const Flight& flight) {
  --texts;
  tokens -= flight.tokens;
  bytes -= flight.text.size();
  return *this;
}

std::size_t auto_batch_size(std::size_t texts) noexcept {
  struct Row {
    std::size_t texts_below;
    std::size_t batch_size;
  };
  constexpr Row kRows[] = {{1'000, 16}, {10'001, 32}};
  for (const Row& row : kRows) {
    if (texts < row.texts_below) {
      return row.batch_size;
    }
  }
  return 64;
}

Flight* WorkQueue::find(const Hash128& key) {
  const auto found = flights_.find(key);
  return found == flights_.end() ? nullptr : &found->second;
}

Flight& WorkQueue::add(Request& request, const Hash128& key, std::string_view text,
                       std::size_t tokens) {
  Flight made{.key = key,
              .text = std::string(text),
              .tokens = tokens,
              .waiters = {},
              .remember = request.options().embed.remember};
  Flight& flight = flights_.emplace(key, std::move(made)).first->second;
  request.pending.push_back(&flight);
  waiting_ += flight;
  return flight;
}

void WorkQueue::enqueue(std::shared_ptr<Request> request) { ring_.push_back(std::move(request)); }

Batch WorkQueue::take(const BatchRules& rules, Clock::time_point now) {
  Batch batch;
  bool lane_is_known = false;
  std::deque<std::shared_ptr<Request>> elsewhere;  // in other lanes
  std::size_t texts_max = 0;
  Turn turn = Turn::over;
  while (!ring_.empty() && turn != Turn::full) {
    std::shared_ptr<Request> request = std::move(ring_.front());
    ring_.pop_front();
    if (lane_is_known && !request->lane().same(batch.lane)) {
      elsewhere.push_back(std::move(request));
      continue;
    }
    texts_max = std::max(texts_max, request->options().batch_size * rules.groups);
    turn = take_turn(*request, texts_max, rules, now, batch);
    if (!lane_is_known && !batch.flights.empty()) {
      batch.lane = request->lane();
      lane_is_known = true;
    }
    if (turn == Turn::full) {
      ring_.push_front(std::move(request));
    } else if (!request->pending.empty()) {
      ring_.push_back(std::move(request));
    }
  }
  ring_.insert(ring_.begin(), elsewhere.begin(), elsewhere.end());
  return batch;
}

WorkQueue::Turn WorkQueue::take_turn(Request& request, std::size_t texts_max,
                                     const BatchRules& rules, Clock::time_point now, Batch& batch) {
  std::size_t tokens = 0;
  while (!request.pending.empty() && tokens < limits::kTurnTokens) {
    Flight& flight = *request.pending.front();
    let_go(flight, now, batch);
    if (flight.waiters.empty()) {
      request.pending.pop_front();
      ++batch.dropped;
      drop(flight);
      continue;
    }
    const bool fits =
        batch.amount.texts < texts_max && batch.amount.tokens + flight.tokens <= rules.tokens_max;
    if (!fits && !batch.flights.empty()) {
      return Turn::full;
    }
    request.pending.pop_front();
    batch.flights.push_back(&flight);
    batch.amount += flight;
    waiting_ -= flight;
    tokens += flight.tokens;
  }
  return Turn::over;
}

void WorkQueue::drop(Flight& flight) {
  waiting_ -= flight;
  flights_.erase(Hash128(flight.key));
}

std::vector<Flight> WorkQueue::land(std::span<Flight* const> flights) {
  std::vector<Flight> landed;
  for (Flight* const flight : flights) {
    landed.push_back(std::move(flights_.extract(Hash128(flight->key)).mapped()));
  }
  return landed;
}

std::vector<std::shared_ptr<Request>> WorkQueue::abandon() {
  std::vector<std::shared_ptr<Request>> requests;
  for (const auto& request : ring_) {
    for (Flight* const flight : request->pending) {
      for (const Waiter& waiter : flight->waiters) {
        requests.push_back(waiter.request);
      }
      drop(*flight);
    }
    request->pending.clear();
  }
  ring_.clear();
  return requests;
}

}  // namespace cognate::embed
