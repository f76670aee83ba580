#pragma once
// A request as a handler sees it: its route, its body, and ways to answer.
//
// A Call is a handle: copies stand for the same request, which lives until the last copy is gone.
// Whoever lets all copies go without an answer answers with status 500.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cognate/embedding_service.h"
#include "server/house.h"
#include "server/http/exchange.h"
#include "server/problem.h"

namespace cognate::server {

struct Route;

class Call {
 public:
  Call(std::shared_ptr<http::Exchange> exchange, House& house, const Route& route,
       const std::vector<std::string>& parameters)
      : exchange_(std::move(exchange)), house_(&house), route_(&route), parameters_(&parameters) {}

  const std::string& body() const { return exchange_->body(); }
  const http::RequestHead& head() const { return exchange_->head(); }
  /// What stood for the placeholders of the route's path, decoded.
  const std::string& parameter(std::size_t i) const { return (*parameters_)[i]; }
  House& house() const { return *house_; }

  /// The model; null while it is not there, which is answered with 503.
  const LoadedModel* model() const;

  void answer(http::Response response) const { exchange_->answer(std::move(response)); }
  void answer_json(std::string body) const { answer({.body = std::move(body)}); }
  void fail(const Error& error) const;
  void fail(const Problem& problem) const;

  /// Runs the task, which reads the body: here where the body is short, else on the work pool.
  void work(std::function<void()> task) const;
  /// Goes on with an answer of so many vectors: at once where this thread may do that, else on the
  /// thread of the connection or on the work pool.
  void go_on(std::size_t rows, std::function<void()> task) const;

  /// Asks the service. `then` gets the vectors where it may build an answer; errors are answered
  /// here. The request's deadline is set.
  void embed(const LoadedModel& model, std::vector<std::string> texts, EmbedOptions options,
             std::function<void(Matrix vectors)> then) const;

 private:
  std::shared_ptr<http::Exchange> exchange_;
  House* house_;
  const Route* route_;
  const std::vector<std::string>* parameters_;
};

}  // namespace cognate::server
