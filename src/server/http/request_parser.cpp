#include "server/http/request_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <limits>
#include <optional>

#include "base/check.h"

namespace cognate::server::http {

namespace beast = boost::beast::http;

struct RequestParser::Beast {
  std::optional<beast::request_parser<beast::string_body>> parser;
  bool head_seen = false;
  bool failed = false;
};

namespace {

using ErrorCode = boost::system::error_code;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

/// What Beast found, in the words and the status of our answer.
BadRequest problem_of(const ErrorCode& error) {
  if (error == beast::error::header_limit) {
    return {.status = 431, .message = "the header is too long"};
  }
  if (error == beast::error::body_limit) {
    return {.status = 413, .message = "the body is too long"};
  }
  if (error == beast::error::bad_version) {
    return {.status = 400, .message = "this server speaks HTTP/1.1 and HTTP/1.0"};
  }
  return {.status = 400, .message = "not an HTTP/1.1 request: " + error.message()};
}

/// What is wrong with a head that Beast took, or nothing.
std::optional<BadRequest> flaw_of(const RequestHead& head, bool is_http_1_1,
                                  const ParserLimits& limits) {
  if (head.fields.size() > limits.fields_max) {
    return BadRequest{.status = 431, .message = "too many header fields"};
  }
  const std::size_t lengths = head.count("content-length");
  const std::size_t codings = head.count("transfer-encoding");
  if (lengths > 1 || codings > 1 || (lengths > 0 && codings > 0)) {
    return BadRequest{.message = "the body has more than one length"};
  }
  if (lengths > 0 &&
      head.field("content-length").find_first_not_of("0123456789") != std::string_view::npos) {
    return BadRequest{.message = "the length of the body is no number"};
  }
  if (codings > 0 && !equal_ignoring_case(head.field("transfer-encoding"), "chunked")) {
    return BadRequest{.status = 501, .message = "the only transfer coding is chunked"};
  }
  const std::size_t hosts = head.count("host");
  if (hosts > 1 || (hosts == 0 && is_http_1_1)) {
    return BadRequest{.message = "a request has one Host field"};
  }
  if (const auto expected = head.field("expect");
      !expected.empty() && !equal_ignoring_case(expected, "100-continue")) {
    return BadRequest{.status = 417, .message = "the only expectation is 100-continue"};
  }
  return std::nullopt;
}

}  // namespace

RequestParser::RequestParser(const ParserLimits& limits)
    : limits_(limits), beast_(std::make_unique<Beast>()) {
  restart();
}

RequestParser::~RequestParser() = default;

void RequestParser::restart() {
  auto& parser = beast_->parser.emplace();
  parser.header_limit(static_cast<std::uint32_t>(limits_.head_bytes_max));
  // Until the head was judged nobody reads a body, so its length is not judged either.
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());
  parser.eager(false);
  beast_->head_seen = false;
  beast_->failed = false;
  head_.fields.clear();
}

bool RequestParser::fresh() const { return !beast_->failed && !beast_->parser->got_some(); }

RequestParser::State RequestParser::put(std::string_view bytes, std::size_t& used) {
  auto& parser = *beast_->parser;
  ErrorCode error;
  used = 0;
  if (beast_->failed) {
    return State::bad;
  }
  while (!parser.is_done() && used < bytes.size()) {
    const std::size_t taken =
        parser.put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), error);
    used += taken;
    if (error == beast::error::need_more) {
      return State::more;
    }
    if (error) {
      beast_->failed = true;
      problem_ = problem_of(error);
      return State::bad;
    }
    if (parser.is_header_done() && !beast_->head_seen) {
      return judge_head();
    }
    if (taken == 0) {
      break;
    }
  }
  return beast_->head_seen && parser.is_done() ? State::whole : State::more;
}

RequestParser::State RequestParser::judge_head() {
  auto& parser = *beast_->parser;
  const auto& message = parser.get();
  beast_->head_seen = true;
  head_.method = method_of(view(message.method_string()));
  head_.target = view(message.target());
  head_.keep_alive = message.version() == 11 && message.keep_alive();
  head_.chunked = parser.chunked();
  const auto length = parser.content_length();
  head_.length = length ? *length : 0;
  for (const auto& field : message) {
    head_.fields.push_back({.name = view(field.name_string()), .value = view(field.value())});
  }
  head_.expects_100 = !head_.field("expect").empty();
  if (auto flaw = flaw_of(head_, message.version() == 11, limits_)) {
    beast_->failed = true;
    problem_ = *std::move(flaw);
    return State::bad;
  }
  parser.eager(true);
  return State::head;
}

void RequestParser::limit_body(std::uint64_t bytes_max) {
  CHECK(beast_->head_seen, "the head comes first");
  beast_->parser->body_limit(bytes_max);
}

const RequestHead& RequestParser::head() const {
  CHECK(beast_->head_seen, "there is a head");
  return head_;
}

const std::string& RequestParser::body() const { return beast_->parser->get().body(); }

const BadRequest& RequestParser::problem() const { return problem_; }

}  // namespace cognate::server::http
