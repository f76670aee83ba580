#include "server/call.h"

#include <charconv>

#include "base/error.h"
#include "base/log.h"
#include "base/server_limits.h"
#include "server/route.h"

namespace cognate::server {
namespace {

/// When the client will have gone: its own word, but no later than ours.
Clock::time_point deadline_of(const http::RequestHead& head, std::chrono::milliseconds most) {
  const std::string_view text = head.field("x-request-timeout-ms");
  std::int64_t wanted = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), wanted);
  const bool given = !text.empty() && error == std::errc() && wanted > 0;
  return Clock::now() + (given ? std::min(most, std::chrono::milliseconds(wanted)) : most);
}

}  // namespace

const LoadedModel* Call::model() const {
  const LoadedModel* const model = house_->models.model();
  if (model == nullptr) {
    fail(Problem{.status = 503, .code = "not_ready", .message = "the model is being loaded"});
  }
  return model;
}

void Call::fail(const Error& error) const {
  const Problem problem = problem_of(error, route_->dialect);
  if (problem.status >= 500) {
    log::error("{}: {}", route_->path, error.message);
  }
  fail(problem);
}

void Call::fail(const Problem& problem) const { answer(response_of(problem, route_->dialect)); }

void Call::work(std::function<void()> task) const {
  if (body().size() <= limits::kHttpInlineBytes) {
    return task();
  }
  if (!house_->pool.offer(std::move(task))) {
    fail(cognate::fail(Code::unavailable,
                       "overloaded: too many long requests wait; try again later"));
  }
}

void Call::go_on(std::size_t rows, std::function<void()> task) const {
  if (WorkPool::is_here()) {
    return task();
  }
  if (rows > limits::kHttpInlineRows) {
    return house_->pool.go_on(std::move(task));
  }
  exchange_->dispatch(std::move(task));
}

void Call::embed(const LoadedModel& model, std::vector<std::string> texts, EmbedOptions options,
                 std::function<void(Matrix vectors)> then) const {
  RequestOptions request{.embed = std::move(options)};
  request.deadline = deadline_of(head(), house_->options.request_max);
  model.service->submit(
      std::move(texts), std::move(request),
      [call = *this, then = std::move(then)](Result<Matrix> vectors) mutable {
        if (!vectors) {
          return call.fail(vectors.error());
        }
        const std::size_t rows = vectors->rows();
        call.go_on(rows, [then = std::move(then),
                          kept = std::make_shared<Matrix>(*std::move(vectors))]() mutable {
          then(std::move(*kept));
        });
      });
}

}  // namespace cognate::server
