#include "server/alert_book.h"

#include <algorithm>

namespace cognate::server {

void AlertBook::note(const std::vector<PerformanceAlert>& alerts, std::int64_t now_seconds) {
  const std::lock_guard lock(mutex_);
  for (auto& [name, state] : states_) {
    const bool still = std::ranges::find(alerts, name, &PerformanceAlert::name) != alerts.end();
    if (state.on && !still) {
      state.on = false;
      state.since_seconds = now_seconds;
    }
  }
  for (const PerformanceAlert& alert : alerts) {
    AlertState& state = states_[alert.name];
    state.since_seconds = state.on ? state.since_seconds : now_seconds;
    state.on = true;
    state.last = alert;
  }
}

std::vector<AlertState> AlertBook::states() const {
  const std::lock_guard lock(mutex_);
  std::vector<AlertState> states;
  for (const auto& [name, state] : states_) {
    states.push_back(state);
  }
  return states;
}

}  // namespace cognate::server
