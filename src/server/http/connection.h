#pragma once
// One connection: reads requests, hands them to the application one after the other, writes the
// answers in order. Requests that a client sends ahead (pipelining) wait in the buffer.
//
// All of it runs on the I/O thread of the connection, but for what Exchange does from others. The
// socket itself is a subclass's (socket.cpp), so that this file needs no Asio.
// Deadlines are not timers: the server calls expire() on every connection several times a second.

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "server/http/exchange.h"
#include "server/http/request_parser.h"

namespace cognate::server::http {

struct ConnectionLimits {
  ParserLimits parser = {};
  std::chrono::milliseconds idle_max{0};    ///< between two requests
  std::chrono::milliseconds head_max{0};    ///< from the first byte of a head to its last
  std::chrono::milliseconds body_grace{0};  ///< a body may take so long, and then
  std::chrono::milliseconds write_max{0};   ///< an answer may take so long, and then
  std::size_t bytes_per_second_min = 1;     ///< bodies and answers must move at least so fast
};

/// What connections of one I/O thread share.
struct IoThread {
  Application& application;
  const ConnectionLimits limits;
  std::string date = {};  ///< of now, for answers
  bool draining = false;  ///< answer what is there, then close
  std::function<void(Connection&)> closed = {};
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(IoThread& thread, Peer peer);
  virtual ~Connection() = default;

  /// Called once; begins.
  void start();
  /// Closes when a deadline has passed.
  void expire(Clock::time_point now);
  /// Closes when nothing of a request has come; else the next answer is the last.
  void drain();
  /// At once, whatever is going on.
  void abandon();
  const Peer& peer() const noexcept { return peer_; }

 protected:
  /// What a socket does. open, read_some and write_all end in a call of on_... on the I/O thread,
  /// unless the connection is closed.
  virtual void open() = 0;
  virtual void read_some(std::span<char> room) = 0;
  virtual void write_all(std::array<std::string_view, 2> parts) = 0;
  virtual void end_sending() = 0;
  virtual void close_socket() = 0;
  /// Bytes are there that nobody has read.
  virtual bool readable() = 0;
  virtual bool on_io_thread() const = 0;
  virtual void post_to_io(std::function<void()> task) = 0;

  void on_opened();
  void on_read(bool good, std::size_t bytes);
  void on_written(bool good);

 private:
  friend class Exchange;
  enum class Phase {
    opening,    ///< the handshake of TLS
    idle,       ///< nothing of a request is there
    head,       ///< some of one
    body,       ///< its head is judged
    handling,   ///< the application has it
    writing,    ///< its answer goes out
    lingering,  ///< the last answer is out; the client may still be sending
    closed,
  };

  void enter(Phase phase);
  void read_more();
  void parse();
  void judge();
  void handle();
  void deliver(Exchange& exchange, Response response);
  void write(Response response, bool is_head);
  void refuse(int status, std::string_view message);
  void close();
  Clock::time_point body_deadline() const;

  IoThread& thread_;
  const Peer peer_;
  RequestParser parser_;
  Phase phase_ = Phase::opening;
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::time_point body_began_{};
  std::size_t body_seen_bytes_ = 0;

  std::vector<char> in_;  // [begin_, end_) is not parsed yet
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool reading_ = false;
  bool awaiting_100_ = false;  // what is being written is "100 Continue"

  std::shared_ptr<Exchange> exchange_;  // judged, its body not read yet
  std::string out_head_;
  std::string out_body_;
  bool last_ = false;  // the answer being written is the last
};

}  // namespace cognate::server::http
