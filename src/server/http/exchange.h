#pragma once
// One request on its way to its answer, and who answers it.
//
// An Exchange is made when a head has been read. The application judges it: refuse at once, or read
// the body and handle it. Handling may end on any thread, at any time, but once: answer(). One that
// is forgotten answers itself with status 500, so that no request is lost.
// Thread-safety: answer() and dispatch() from any thread; the rest by whoever works on the
// exchange.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "server/http/message.h"

namespace cognate::server::http {

class Connection;

/// How a connection came in.
struct Peer {
  std::string address;  ///< "127.0.0.1"; "unix" for a Unix socket
  bool tls = false;
};

/// What an application keeps with an exchange.
struct ExchangeNotes {
  virtual ~ExchangeNotes() = default;
};

class Exchange {
 public:
  Exchange(std::shared_ptr<Connection> connection, const RequestHead& head);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  const RequestHead& head() const noexcept { return head_; }
  /// Empty until it was read.
  const std::string& body() const noexcept { return *body_; }
  const Peer& peer() const noexcept;
  Clock::time_point arrived() const noexcept { return arrived_; }

  void answer(Response response);
  /// Runs it on the thread of the connection, at once where this is that thread. It must not
  /// compute for long.
  void dispatch(std::function<void()> task);

  std::unique_ptr<ExchangeNotes> notes;  ///< the application's

 private:
  friend class Connection;
  const std::shared_ptr<Connection> connection_;
  const RequestHead& head_;
  const std::string* body_;
  const Clock::time_point arrived_ = Clock::now();
  std::atomic<bool> answered_{false};
};

/// What answers requests. Thread-safety: called from every I/O thread at once.
class Application {
 public:
  struct Verdict {
    std::optional<Response> refusal = {};  ///< nothing: read the body, then handle
    std::uint64_t body_bytes_max = 0;
  };

  virtual ~Application() = default;
  /// With the head alone. Must not block.
  virtual Verdict judge(Exchange& exchange) = 0;
  /// With the body. Must not block nor compute for long.
  virtual void handle(const std::shared_ptr<Exchange>& exchange) = 0;
  /// A last look at each response of an exchange, also of a refusal: fields, counts, the log line.
  virtual void finish(Exchange& exchange, Response& response) = 0;
  /// The answer to bytes that are no request, or to one that came too slowly.
  virtual Response refuse(int status, std::string_view message) = 0;
};

}  // namespace cognate::server::http
