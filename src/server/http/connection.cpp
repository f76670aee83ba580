#include "server/http/connection.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/server_limits.h"

namespace cognate::server::http {
namespace {

const std::string kNoBody;

}  // namespace

Exchange::Exchange(std::shared_ptr<Connection> connection, const RequestHead& head)
    : connection_(std::move(connection)), head_(head), body_(&kNoBody) {}

Exchange::~Exchange() {
  if (!answered_.load(std::memory_order_acquire)) {
    connection_->deliver(*this, connection_->thread_.application.refuse(
                                    500, "the request was given up; this is our own mistake"));
  }
}

const Peer& Exchange::peer() const noexcept { return connection_->peer(); }

void Exchange::answer(Response response) { connection_->deliver(*this, std::move(response)); }

void Exchange::dispatch(std::function<void()> task) {
  connection_->on_io_thread() ? task() : connection_->post_to_io(std::move(task));
}

Connection::Connection(IoThread& thread, Peer peer)
    : thread_(thread),
      peer_(std::move(peer)),
      parser_(thread.limits.parser),
      in_(limits::kHttpBufferBytes) {}

void Connection::start() {
  enter(Phase::opening);
  open();
}

void Connection::on_opened() {
  enter(Phase::idle);
  read_more();
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  const auto now = Clock::now();
  switch (phase) {
    case Phase::idle:
      deadline_ = now + thread_.limits.idle_max;
      return;
    case Phase::opening:
    case Phase::head:
      deadline_ = now + thread_.limits.head_max;
      return;
    case Phase::body:
      body_began_ = now;
      body_seen_bytes_ = 0;
      deadline_ = body_deadline();
      return;
    case Phase::writing:
      deadline_ = now + thread_.limits.write_max;
      return;
    case Phase::lingering:
      deadline_ = now + std::chrono::milliseconds(limits::kHttpLingerMilliseconds);
      return;
    case Phase::handling:
    case Phase::closed:
      deadline_ = Clock::time_point::max();
      return;
  }
}

Clock::time_point Connection::body_deadline() const {
  return body_began_ + thread_.limits.body_grace +
         std::chrono::seconds(body_seen_bytes_ / thread_.limits.bytes_per_second_min);
}

void Connection::expire(Clock::time_point now) {
  if (now < deadline_) {
    return;
  }
  if (phase_ == Phase::head || phase_ == Phase::body) {
    return refuse(408, "the request came too slowly");
  }
  close();
}

void Connection::drain() {
  if (phase_ == Phase::idle && !readable()) {
    close();
  }
}

void Connection::abandon() { close(); }

void Connection::close() {
  if (phase_ == Phase::closed) {
    return;
  }
  enter(Phase::closed);
  if (exchange_ != nullptr) {
    exchange_->answered_ = true;  // nobody is there to hear
    exchange_.reset();
  }
  close_socket();
  thread_.closed(*this);  // may be the end of *this
}

void Connection::read_more() {
  if (reading_ || phase_ == Phase::closed) {
    return;
  }
  if (begin_ > 0) {
    std::copy(in_.begin() + static_cast<std::ptrdiff_t>(begin_),
              in_.begin() + static_cast<std::ptrdiff_t>(end_), in_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == in_.size()) {
    if (in_.size() >= limits::kHttpBufferBytesMax) {
      return refuse(400, "a part of the request is too long");
    }
    in_.resize(2 * in_.size());
  }
  reading_ = true;
  read_some(std::span(in_).subspan(end_));
}

void Connection::on_read(bool good, std::size_t bytes) {
  reading_ = false;
  if (phase_ == Phase::closed) {
    return;
  }
  if (!good) {
    return close();
  }
  if (phase_ == Phase::lingering) {
    return read_more();  // what comes after the last answer is thrown away
  }
  end_ += bytes;
  if (phase_ == Phase::body) {
    body_seen_bytes_ += bytes;
    deadline_ = body_deadline();
  }
  parse();
}

void Connection::parse() {
  for (;;) {
    if (begin_ == end_ && phase_ == Phase::idle) {
      if (thread_.draining && !readable()) {
        return close();
      }
      return read_more();
    }
    if (phase_ == Phase::idle) {
      enter(Phase::head);
    }
    std::size_t used = 0;
    const auto state = parser_.put({in_.data() + begin_, end_ - begin_}, used);
    begin_ += used;
    switch (state) {
      case RequestParser::State::more:
        return read_more();
      case RequestParser::State::bad:
        return refuse(parser_.problem().status, parser_.problem().message);
      case RequestParser::State::whole:
        return handle();
      case RequestParser::State::head:
        judge();
        if (phase_ != Phase::body || awaiting_100_) {
          return;
        }
    }
  }
}

void Connection::judge() {
  exchange_ = std::make_shared<Exchange>(shared_from_this(), parser_.head());
  Application::Verdict verdict = thread_.application.judge(*exchange_);
  const RequestHead& head = parser_.head();
  if (!verdict.refusal && head.length > verdict.body_bytes_max) {
    verdict.refusal = thread_.application.refuse(413, "the body is too long for this route");
  }
  if (verdict.refusal) {
    // A body that nobody reads must not be taken for the next request.
    verdict.refusal->close = verdict.refusal->close || head.chunked || head.length > 0;
    enter(Phase::handling);
    const auto exchange = std::exchange(exchange_, nullptr);
    return exchange->answer(*std::move(verdict.refusal));
  }
  parser_.limit_body(verdict.body_bytes_max);
  enter(Phase::body);
  if (head.length > in_.size()) {
    in_.resize(limits::kHttpBufferBytesMax);  // fewer reads
  }
  if (head.expects_100 && begin_ == end_ && (head.chunked || head.length > 0)) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    awaiting_100_ = true;
    write_all({kContinue, ""});
  }
}

void Connection::handle() {
  enter(Phase::handling);
  const auto exchange = std::exchange(exchange_, nullptr);
  exchange->body_ = &parser_.body();
  thread_.application.handle(exchange);
}

void Connection::deliver(Exchange& exchange, Response response) {
  if (exchange.answered_.exchange(true, std::memory_order_acq_rel)) {
    return;
  }
  thread_.application.finish(exchange, response);
  const bool is_head = exchange.head_.method == Method::head;
  if (on_io_thread()) {
    return write(std::move(response), is_head);
  }
  post_to_io(
      [self = shared_from_this(), is_head, kept = std::make_shared<Response>(std::move(response))] {
        self->write(std::move(*kept), is_head);
      });
}

void Connection::write(Response response, bool is_head) {
  if (phase_ == Phase::closed) {
    return;
  }
  CHECK(phase_ == Phase::handling || phase_ == Phase::body || phase_ == Phase::head,
        "there is a request to answer");
  last_ = response.close || thread_.draining ||
          (phase_ == Phase::handling && !parser_.head().keep_alive);
  out_head_.clear();
  append_head(out_head_, response, {.date = thread_.date, .close = last_});
  out_body_ = is_head ? std::string() : std::move(response.body);
  enter(Phase::writing);
  deadline_ += std::chrono::seconds(out_body_.size() / thread_.limits.bytes_per_second_min);
  write_all({out_head_, out_body_});
}

void Connection::refuse(int status, std::string_view message) {
  if (phase_ == Phase::opening || awaiting_100_) {
    return close();
  }
  Response response = thread_.application.refuse(status, message);
  response.close = true;
  if (const auto exchange = std::exchange(exchange_, nullptr)) {
    return exchange->answer(std::move(response));
  }
  write(std::move(response), false);
}

void Connection::on_written(bool good) {
  if (phase_ == Phase::closed) {
    return;
  }
  if (!good) {
    return close();
  }
  if (std::exchange(awaiting_100_, false)) {
    return parse();
  }
  out_body_ = std::string();
  if (begin_ == end_ && in_.size() > limits::kHttpBufferBytes) {
    in_ = std::vector<char>(limits::kHttpBufferBytes);
    begin_ = end_ = 0;
  }
  if (last_) {
    end_sending();
    enter(Phase::lingering);
    begin_ = end_ = 0;
    return read_more();
  }
  parser_.restart();
  enter(Phase::idle);
  parse();
}

}  // namespace cognate::server::http
