#pragma once
// Which alerts are on, and since when. The monitor judges (cognate/performance.h); this remembers.
//
// Thread-safety: every function may be called from any thread.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "cognate/performance.h"

namespace cognate::server {

struct AlertState {
  PerformanceAlert last;  ///< as it was when it was on
  bool on = false;
  std::int64_t since_seconds = 0;  ///< since 1970: when it went on, or off
};

class AlertBook {
 public:
  /// What the monitor says at this time. Alerts that it leaves out are off.
  void note(const std::vector<PerformanceAlert>& alerts, std::int64_t now_seconds);
  /// All that were ever on, by name.
  std::vector<AlertState> states() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, AlertState> states_;  // guarded by mutex_
};

}  // namespace cognate::server
