#pragma once
// Connections over sockets, plain and TLS. For .cpp files only (Asio).

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "server/http/connection.h"

namespace cognate::server::http {

using Socket = boost::asio::generic::stream_protocol::socket;

/// A connection over the socket; start() begins. With a context of TLS the handshake comes first.
std::shared_ptr<Connection> make_connection(IoThread& thread, boost::asio::io_context& io,
                                            Socket socket, Peer peer,
                                            std::shared_ptr<boost::asio::ssl::context> tls);

}  // namespace cognate::server::http
