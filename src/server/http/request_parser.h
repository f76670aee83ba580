#pragma once
// HTTP/1.1 requests out of bytes, one after the other, by Boost.Beast's parser, which stays in the
// .cpp file. Stricter than Beast (RFC 9112, sections 3, 6 and 11.2): a body has exactly one length,
// the Host field stands once, the only transfer coding is "chunked".
//
// Used by one thread at a time.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "server/http/message.h"

namespace cognate::server::http {

struct ParserLimits {
  std::size_t head_bytes_max = 0;
  std::size_t fields_max = 0;
};

/// Why bytes are no request, as the answer will say it.
struct BadRequest {
  int status = 400;
  std::string message;
};

class RequestParser {
 public:
  enum class State {
    more,   ///< bytes are missing
    head,   ///< the head is there: set a limit for the body, then go on
    whole,  ///< all of the request is there
    bad,    ///< no request; nothing more can be read from this connection
  };

  explicit RequestParser(const ParserLimits& limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  /// Takes bytes of the request, at most those to its next state. `used` says how many.
  State put(std::string_view bytes, std::size_t& used);

  /// Of the body, from the head on; more is bad (413).
  void limit_body(std::uint64_t bytes_max);

  /// REQUIRES: state head or whole was reached.
  const RequestHead& head() const;
  /// REQUIRES: state whole was reached.
  const std::string& body() const;
  /// REQUIRES: the state is bad.
  const BadRequest& problem() const;

  /// Nothing of a request was seen yet.
  bool fresh() const;
  /// Forgets the request; the next one begins.
  void restart();

 private:
  struct Beast;
  State judge_head();

  const ParserLimits limits_;
  std::unique_ptr<Beast> beast_;
  RequestHead head_;
  BadRequest problem_;
};

}  // namespace cognate::server::http
