#include "server/http/socket.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace cognate::server::http {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using TlsStream = asio::ssl::stream<Socket>;

/// What both kinds of connection do alike.
template <class Stream>
class SocketConnection : public Connection {
 public:
  SocketConnection(IoThread& thread, asio::io_context& io, Stream stream, Peer peer)
      : Connection(thread, std::move(peer)), io_(io), stream_(std::move(stream)) {}

 protected:
  std::shared_ptr<SocketConnection> self() {
    return std::static_pointer_cast<SocketConnection>(shared_from_this());
  }
  auto& socket() { return stream_.lowest_layer(); }

  void read_some(std::span<char> room) override {
    stream_.async_read_some(asio::buffer(room.data(), room.size()),
                            [self = self()](const ErrorCode& error, std::size_t bytes) {
                              self->on_read(!error, bytes);
                            });
  }
  void write_all(std::array<std::string_view, 2> parts) override {
    const std::array<asio::const_buffer, 2> buffers = {
        asio::buffer(parts[0].data(), parts[0].size()),
        asio::buffer(parts[1].data(), parts[1].size())};
    asio::async_write(stream_, buffers, [self = self()](const ErrorCode& error, std::size_t) {
      self->on_written(!error);
    });
  }
  void close_socket() override {
    ErrorCode ignored;
    socket().close(ignored);
  }
  bool on_io_thread() const override { return io_.get_executor().running_in_this_thread(); }
  void post_to_io(std::function<void()> task) override { asio::post(io_, std::move(task)); }

  asio::io_context& io_;
  Stream stream_;
};

class PlainConnection final : public SocketConnection<Socket> {
 public:
  using SocketConnection::SocketConnection;

 private:
  void open() override { on_opened(); }
  void end_sending() override {
    ErrorCode ignored;
    stream_.shutdown(Socket::shutdown_send, ignored);
  }
  bool readable() override {
    ErrorCode error;
    return stream_.available(error) > 0 && !error;
  }
};

class TlsConnection final : public SocketConnection<TlsStream> {
 public:
  TlsConnection(IoThread& thread, asio::io_context& io, Socket socket, Peer peer,
                std::shared_ptr<asio::ssl::context> context)
      : SocketConnection(thread, io, TlsStream(std::move(socket), *context), std::move(peer)),
        context_(std::move(context)) {}

 private:
  void open() override {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [self = self()](const ErrorCode& error) {
                              auto& it = static_cast<TlsConnection&>(*self);
                              error ? it.abandon() : it.on_opened();
                            });
  }
  void end_sending() override {
    ending_ = true;
    stream_.async_shutdown([self = self()](const ErrorCode&) { self->abandon(); });
  }
  void read_some(std::span<char> room) override {
    if (!ending_) {  // the shutdown reads by itself
      SocketConnection::read_some(room);
    }
  }
  bool readable() override {
    ErrorCode error;
    return SSL_pending(stream_.native_handle()) > 0 || (socket().available(error) > 0 && !error);
  }

  const std::shared_ptr<asio::ssl::context> context_;
  bool ending_ = false;
};

}  // namespace

std::shared_ptr<Connection> make_connection(IoThread& thread, asio::io_context& io, Socket socket,
                                            Peer peer, std::shared_ptr<asio::ssl::context> tls) {
  if (tls != nullptr) {
    peer.tls = true;
    return std::make_shared<TlsConnection>(thread, io, std::move(socket), std::move(peer),
                                           std::move(tls));
  }
  return std::make_shared<PlainConnection>(thread, io, std::move(socket), std::move(peer));
}

}  // namespace cognate::server::http
