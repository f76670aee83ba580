#include "server/http/server.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/server_limits.h"
#include "server/http/socket.h"

namespace cognate::server::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Local = asio::local::stream_protocol;
using TlsContext = std::shared_ptr<asio::ssl::context>;

constexpr std::string_view kTooMany =
    "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n"
    "content-length: 0\r\n\r\n";

Result<TlsContext> load_tls(const TlsFiles& files) {
  if (files.certificate.empty() && files.key.empty()) {
    return TlsContext();
  }
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  ErrorCode error;
  context->use_certificate_chain_file(files.certificate, error);
  if (error) {
    return fail(Code::invalid_argument, "{}: no certificate in PEM form: {}", files.certificate,
                error.message());
  }
  context->use_private_key_file(files.key, asio::ssl::context::pem, error);
  if (error) {
    return fail(Code::invalid_argument, "{}: no private key in PEM form that fits {}: {}",
                files.key, files.certificate, error.message());
  }
  return context;
}

/// An I/O thread with its connections. All of it belongs to that thread, but for `io`.
class Worker {
 public:
  Worker(Application& application, const ConnectionLimits& limits, std::atomic<std::size_t>& count)
      : shared_{.application = application, .limits = limits}, count_(count) {
    shared_.closed = [this](Connection& connection) {
      connections_.erase(connection.shared_from_this());
      --count_;
    };
    sweep();
    thread_ = std::thread([this] { io.run(); });
  }
  ~Worker() {
    io.stop();
    thread_.join();
    connections_.clear();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// From any thread; counted already.
  void adopt(Socket socket, Peer peer, TlsContext tls) {
    asio::post(io, [this, peer = std::move(peer), tls = std::move(tls),
                    kept = std::make_shared<Socket>(std::move(socket))]() mutable {
      const auto connection =
          make_connection(shared_, io, std::move(*kept), std::move(peer), std::move(tls));
      connections_.insert(connection);
      connection->start();
    });
  }
  void drain() {
    asio::post(io, [this] {
      shared_.draining = true;
      each([](Connection& connection) { connection.drain(); });
    });
  }
  void abandon() {
    asio::post(io, [this] { each([](Connection& connection) { connection.abandon(); }); });
  }

  asio::io_context io{1};

 private:
  /// A call may close connections, which changes the set.
  template <class Call>
  void each(const Call& call) {
    const std::vector<std::shared_ptr<Connection>> all(connections_.begin(), connections_.end());
    for (const auto& connection : all) {
      call(*connection);
    }
  }
  void sweep() {
    shared_.date = http_date(wall_clock_ns() / 1'000'000'000);
    each([this, now = Clock::now()](Connection& connection) {
      connection.expire(now);
      if (shared_.draining) {
        connection.drain();
      }
    });
    timer_.expires_after(std::chrono::milliseconds(limits::kHttpSweepMilliseconds));
    timer_.async_wait([this](const ErrorCode& error) {
      if (!error) {
        sweep();
      }
    });
  }

  IoThread shared_;
  std::atomic<std::size_t>& count_;
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  asio::steady_timer timer_{io};
  std::thread thread_;
};

Peer peer_of(const tcp::socket& socket) {
  ErrorCode error;
  const auto remote = socket.remote_endpoint(error);
  return {.address = error ? "" : remote.address().to_string()};
}

Peer peer_of(const Local::socket&) { return {.address = "unix"}; }

void tune(tcp::socket& socket) {
  ErrorCode ignored;
  socket.set_option(tcp::no_delay(true), ignored);
}

void tune(Local::socket&) {}

/// What accepted sockets are given to.
using Taker = std::function<void(Socket socket, Peer peer)>;

class Listener {
 public:
  virtual ~Listener() = default;
  virtual void accept() = 0;
  /// Takes what is in the backlog, then closes.
  virtual void stop() = 0;
};

template <class Protocol>
class ProtocolListener final : public Listener {
 public:
  using Acceptor = typename Protocol::acceptor;
  ProtocolListener(Acceptor acceptor, Taker taker, std::string path)
      : acceptor_(std::move(acceptor)), taker_(std::move(taker)), path_(std::move(path)) {}
  ~ProtocolListener() override {
    if (!path_.empty()) {
      ::unlink(path_.c_str());
    }
  }

  void accept() override {
    acceptor_.async_accept([this](const ErrorCode& error, typename Protocol::socket socket) {
      if (error == asio::error::operation_aborted || !acceptor_.is_open()) {
        return;
      }
      if (!error) {
        take(std::move(socket));
        return accept();
      }
      log::warning("cannot accept a connection: {}", error.message());
      pause_.expires_after(std::chrono::milliseconds(limits::kHttpSweepMilliseconds));
      pause_.async_wait([this](const ErrorCode& stopped) {
        if (!stopped) {
          accept();
        }
      });
    });
  }
  void stop() override {
    ErrorCode error;
    acceptor_.non_blocking(true, error);
    for (;;) {
      auto socket = acceptor_.accept(error);
      if (error) {
        break;
      }
      take(std::move(socket));
    }
    pause_.cancel();
    acceptor_.close(error);
  }

 private:
  void take(typename Protocol::socket socket) {
    tune(socket);
    Peer peer = peer_of(socket);
    taker_(Socket(std::move(socket)), std::move(peer));
  }

  Acceptor acceptor_;
  asio::steady_timer pause_{acceptor_.get_executor()};
  const Taker taker_;
  const std::string path_;
};

class AsioServer final : public Server {
 public:
  AsioServer(const ServerOptions& options, Application& application, TlsContext tls)
      : options_(options), tls_(std::move(tls)) {
    for (std::size_t i = 0; i < options.io_threads; ++i) {
      workers_.push_back(std::make_unique<Worker>(application, options.limits, connections_));
    }
  }
  ~AsioServer() override {
    accepting_.stop();
    if (acceptor_thread_.joinable()) {
      acceptor_thread_.join();
    }
    workers_.clear();
    listeners_.clear();
  }

  Status listen() {
    for (const ListenAddress& address : options_.listen) {
      TRY_OK(address.path.empty() ? listen_tcp(address) : listen_local(address));
    }
    for (const auto& listener : listeners_) {
      listener->accept();
    }
    acceptor_thread_ = std::thread([this] { accepting_.run(); });
    return ok();
  }

  const std::vector<std::string>& addresses() const override { return addresses_; }
  std::size_t connections() const override { return connections_; }

  Status reload_tls() override {
    TRY(TlsContext fresh, load_tls(options_.tls));
    const std::lock_guard lock(tls_mutex_);
    tls_ = std::move(fresh);
    return ok();
  }

  bool drain(std::chrono::milliseconds grace) override {
    std::atomic<bool> stopped{false};
    asio::post(accepting_, [&] {
      for (const auto& listener : listeners_) {
        listener->stop();
      }
      stopped = true;
      stopped.notify_all();
    });
    stopped.wait(false);
    for (const auto& worker : workers_) {
      worker->drain();
    }
    if (wait_until_empty(grace)) {
      return true;
    }
    for (const auto& worker : workers_) {
      worker->abandon();
    }
    wait_until_empty(std::chrono::seconds(1));
    return false;
  }

 private:
  Status listen_tcp(const ListenAddress& address) {
    ErrorCode error;
    tcp::resolver resolver(accepting_);
    const auto found = resolver.resolve(address.host, std::to_string(address.port),
                                        tcp::resolver::numeric_service, error);
    if (error || found.empty()) {
      return fail(Code::invalid_argument, "{}: no address of this machine: {}", address.host,
                  error.message());
    }
    const tcp::endpoint endpoint = found.begin()->endpoint();
    tcp::acceptor acceptor(accepting_);
    acceptor.open(endpoint.protocol(), error);
    acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    TRY_OK(bind(acceptor, endpoint, fmt::format("{}:{}", address.host, address.port)));
    const auto bound = acceptor.local_endpoint(error);
    const std::string host = bound.address().is_v6() ? "[" + bound.address().to_string() + "]"
                                                     : bound.address().to_string();
    addresses_.push_back(
        fmt::format("{}://{}:{}", tls_ == nullptr ? "http" : "https", host, bound.port()));
    listeners_.push_back(std::make_unique<ProtocolListener<tcp>>(
        std::move(acceptor),
        [this](Socket socket, Peer peer) { take(std::move(socket), std::move(peer), true); }, ""));
    return ok();
  }

  Status listen_local(const ListenAddress& address) {
    const Local::endpoint endpoint(address.path);
    ErrorCode error;
    Local::socket probe(accepting_);
    probe.connect(endpoint, error);
    if (!error) {
      return fail(Code::io, "{}: another server listens there", address.path);
    }
    struct stat found {};
    if (::stat(address.path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) {
      ::unlink(address.path.c_str());  // of a server that was killed
    }
    Local::acceptor acceptor(accepting_);
    acceptor.open(endpoint.protocol(), error);
    TRY_OK(bind(acceptor, endpoint, address.path));
    addresses_.push_back("unix:" + address.path);
    listeners_.push_back(std::make_unique<ProtocolListener<Local>>(
        std::move(acceptor),
        [this](Socket socket, Peer peer) { take(std::move(socket), std::move(peer), false); },
        address.path));
    return ok();
  }

  template <class Acceptor>
  Status bind(Acceptor& acceptor, const typename Acceptor::endpoint_type& endpoint,
              const std::string& shown) {
    ErrorCode error;
    acceptor.bind(endpoint, error);
    if (!error) {
      acceptor.listen(limits::kHttpBacklog, error);
    }
    return error ? Status(fail(Code::io, "cannot listen on {}: {}", shown, error.message())) : ok();
  }

  /// On the accepting thread.
  void take(Socket socket, Peer peer, bool with_tls) {
    if (connections_.fetch_add(1) >= options_.connections_max) {
      --connections_;
      ErrorCode ignored;
      socket.non_blocking(true, ignored);
      socket.send(asio::buffer(kTooMany), 0, ignored);
      return;
    }
    TlsContext tls;
    if (with_tls) {
      const std::lock_guard lock(tls_mutex_);
      tls = tls_;
    }
    Worker& worker = *workers_[next_++ % workers_.size()];
    ErrorCode error;
    const auto protocol = socket.local_endpoint(error).protocol();
    const auto handle = socket.release(error);
    Socket moved(worker.io);
    moved.assign(protocol, handle, error);
    worker.adopt(std::move(moved), std::move(peer), std::move(tls));
  }

  bool wait_until_empty(std::chrono::milliseconds longest) const {
    const auto end = Clock::now() + longest;
    while (connections_ > 0 && Clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return connections_ == 0;
  }

  const ServerOptions options_;
  std::mutex tls_mutex_;
  TlsContext tls_;  // guarded by tls_mutex_ once it listens
  std::atomic<std::size_t> connections_{0};
  std::vector<std::unique_ptr<Worker>> workers_;
  std::size_t next_ = 0;
  asio::io_context accepting_{1};
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::vector<std::string> addresses_;
  std::thread acceptor_thread_;
};

}  // namespace

ConnectionLimits default_limits() {
  using std::chrono::milliseconds;
  return {
      .parser = {.head_bytes_max = limits::kHttpHeadBytesMax, .fields_max = limits::kHttpFieldsMax},
      .idle_max = milliseconds(limits::kHttpIdleMilliseconds),
      .head_max = milliseconds(limits::kHttpHeadMilliseconds),
      .body_grace = milliseconds(limits::kHttpBodyMilliseconds),
      .write_max = milliseconds(limits::kHttpWriteMilliseconds),
      .bytes_per_second_min = limits::kHttpBytesPerSecondMin};
}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options,
                                              Application& application) {
  if (options.listen.empty() || options.listen.size() > limits::kHttpAddressesMax ||
      options.io_threads == 0 || options.io_threads > limits::kHttpThreadsMax) {
    return fail(Code::invalid_argument,
                "a server listens on 1 to {} addresses with 1 to {} I/O threads",
                limits::kHttpAddressesMax, limits::kHttpThreadsMax);
  }
  TRY(TlsContext tls, load_tls(options.tls));
  auto server = std::make_unique<AsioServer>(options, application, std::move(tls));
  TRY_OK(server->listen());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace cognate::server::http
