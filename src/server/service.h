#pragma once
// The whole service of `cognate serve`: a model, the table of routes, and a server before them.
//
// Thread-safety: start, run and the destructor from one thread; the rest from any.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "cognate/engine.h"
#include "server/application.h"
#include "server/house.h"
#include "server/http/server.h"

namespace cognate::server {

struct ServiceOptions {
  http::ServerOptions http = {};
  HouseOptions house = {};
  ApplicationOptions application = {};
  std::string keys_file = {};
  bool insecure = false;  ///< beyond this machine without keys or without TLS
  std::size_t work_threads = 1;
  std::chrono::milliseconds drain_max{30'000};
};

class Service {
 public:
  /// Listens when this returns; the model is loaded beside it. REQUIRES: the engine outlives it.
  /// Errors: invalid_argument (options; an address beyond this machine without keys and TLS), io
  /// (an address is taken), corrupt (the keys).
  static Result<std::unique_ptr<Service>> start(Engine& engine, ServiceOptions options);
  ~Service();

  const std::vector<std::string>& addresses() const;
  bool needs_keys() const;
  /// Reads keys and certificates again; what cannot be read is logged and stays as it was.
  void reload();
  /// Serves until it is stopped, then answers what has come, within the time to drain. Errors:
  /// those of loading the model.
  Status run(const std::stop_token& stop);

 private:
  Service(Engine& engine, ServiceOptions options);
  bool drain();

  const ServiceOptions options_;
  const KeyFile keys_;
  std::stop_source model_failed_;
  WorkPool pool_;
  AlertBook alerts_;
  ModelGate models_;
  House house_;
  std::atomic<http::Server*> listening_{nullptr};
  std::unique_ptr<ServerApplication> application_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace cognate::server
