#pragma once
// What stands between connections and handlers: for each head it checks the host, finds the route,
// asks for the key, bounds the body; each answer it counts, names and logs.
//
// Thread-safety: called from every I/O thread at once.

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/metrics.h"
#include "server/house.h"
#include "server/http/exchange.h"
#include "server/keys.h"
#include "server/problem.h"
#include "server/route.h"

namespace cognate::server {

struct ApplicationOptions {
  std::vector<std::string> hosts = {};  ///< names beside localhost that may be asked for; "*": any
  std::uint64_t bulk_bytes_max = 0;     ///< of a body of kind Body::bulk
};

class ServerApplication final : public http::Application {
 public:
  /// Reads the keys. Without a file of keys nobody needs one. REQUIRES: all of it outlives the
  /// application. Errors: those of KeyFile::read.
  static Result<std::unique_ptr<ServerApplication>> make(House& house, const KeyFile& keys,
                                                         ApplicationOptions options);
  ~ServerApplication() override;

  bool needs_keys() const;
  /// Looks at the file of keys again; on error the old keys stay.
  void reload_keys();

  Verdict judge(http::Exchange& exchange) override;
  void handle(const std::shared_ptr<http::Exchange>& exchange) override;
  void finish(http::Exchange& exchange, http::Response& response) override;
  http::Response refuse(int status, std::string_view message) override;

 private:
  struct Notes;
  struct RouteMetrics;
  using Keys = std::shared_ptr<const std::vector<Key>>;

  ServerApplication(House& house, const KeyFile& keys, ApplicationOptions options);
  std::optional<Problem> judge_host(const http::Exchange& exchange) const;
  std::optional<Problem> judge_route(const http::RequestHead& head, Notes& notes,
                                     http::Response& extra) const;
  std::optional<Problem> judge_key(const http::RequestHead& head, Notes& notes) const;
  std::optional<Problem> judge_body(const http::RequestHead& head, Notes& notes);
  std::uint64_t body_limit(const Route& route) const;
  Keys keys() const;
  RouteMetrics& metrics_of(const Route* route);
  void keep_house(const std::stop_token& stop);

  House& house_;
  const KeyFile& key_file_;
  const ApplicationOptions options_;
  mutable std::mutex keys_mutex_;
  Keys keys_;                            // guarded by keys_mutex_; null: nobody needs one
  std::mutex reload_mutex_;              // the housekeeper and SIGHUP read one after the other
  std::optional<FileStamp> keys_stamp_;  // of keys_; guarded by reload_mutex_
  std::atomic<std::uint64_t> bodies_bytes_{0};
  std::vector<std::unique_ptr<RouteMetrics>> metrics_;  // of routes(), and one more: no route
  std::jthread housekeeper_;
};

}  // namespace cognate::server
