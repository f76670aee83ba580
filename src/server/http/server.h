#pragma once
// Listens, accepts, and gives each connection to one of a few I/O threads. Boost.Asio stays in the
// .cpp file.
//
// Thread-safety: start and drain from one thread; the rest from any.

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "cognate/result.h"
#include "server/http/connection.h"
#include "server/http/listen_address.h"

namespace cognate::server::http {

/// Files in PEM form; both empty: no TLS.
struct TlsFiles {
  std::string certificate = {};  ///< with the chain behind it
  std::string key = {};
};

struct ServerOptions {
  std::vector<ListenAddress> listen;
  std::size_t io_threads = 1;
  std::size_t connections_max = 10'000;  ///< more are answered with 503 at once
  ConnectionLimits limits = {};
  TlsFiles tls = {};  ///< Unix sockets never have it
};

/// The limits of base/limits.h.
ConnectionLimits default_limits();

class Server {
 public:
  /// Listens when this returns. REQUIRES: the application outlives the server. Errors:
  /// invalid_argument (options; certificates that cannot be read), io (the address is taken).
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options,
                                               Application& application);
  virtual ~Server() = default;

  /// "http://127.0.0.1:8765", with the ports that the system chose.
  virtual const std::vector<std::string>& addresses() const = 0;
  virtual std::size_t connections() const = 0;
  /// Reads the certificates again, for connections that come from now on. On error the old ones
  /// stay.
  virtual Status reload_tls() = 0;
  /// Takes no new connections, answers what has come, closes. After `grace` the rest is cut off;
  /// true when nothing was. Called once.
  virtual bool drain(std::chrono::milliseconds grace) = 0;
};

}  // namespace cognate::server::http
