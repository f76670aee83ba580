#pragma once
// What the handlers of all routes work with.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "cognate/engine.h"
#include "server/alert_book.h"
#include "server/model_gate.h"
#include "server/work_pool.h"

namespace cognate::server {

struct HouseOptions {
  std::vector<std::string> model_names = {};  ///< besides the model's own; "*": any
  std::chrono::milliseconds request_max{60'000};
  std::string version = {};
};

struct House {
  Engine& engine;
  const HouseOptions options;
  WorkPool& pool;
  ModelGate& models;
  AlertBook& alerts;
  std::function<std::size_t()> connections = {};  ///< that are open
  std::atomic<std::size_t> active{0};             ///< requests being answered
  std::atomic<bool> draining{false};
};

}  // namespace cognate::server
