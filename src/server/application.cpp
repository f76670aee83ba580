#include "server/application.h"

#include <algorithm>
#include <condition_variable>

#include "base/clock.h"
#include "base/log.h"
#include "base/server_limits.h"
#include "server/http/listen_address.h"
#include "server/trace.h"

namespace cognate::server {
namespace {

constexpr std::size_t kStatuses = 600;
constexpr auto kHousekeeping = std::chrono::milliseconds(500);
constexpr std::string_view kBearer = "bearer ";

/// The key that a request brings: "Authorization: Bearer KEY", or "X-Api-Key: KEY".
std::string_view secret_of(const http::RequestHead& head) {
  const std::string_view authorization = head.field("authorization");
  if (authorization.size() > kBearer.size() &&
      http::equal_ignoring_case(authorization.substr(0, kBearer.size()), kBearer)) {
    return authorization.substr(kBearer.size());
  }
  return head.field("x-api-key");
}

Dialect dialect_of_path(std::string_view target) {
  return target.starts_with("/v1/") ? Dialect::openai : Dialect::ours;
}

}  // namespace

/// What the application knows of an exchange.
struct ServerApplication::Notes final : http::ExchangeNotes {
  explicit Notes(ServerApplication& owner) : application(owner) { ++application.house_.active; }
  ~Notes() override {
    application.bodies_bytes_ -= body_bytes;
    --application.house_.active;
  }

  ServerApplication& application;
  const Route* route = nullptr;
  std::vector<std::string> parameters;
  Dialect dialect = Dialect::ours;
  std::string id;
  std::string key;               // the id of the key that came with it
  std::uint64_t body_bytes = 0;  // set aside for its body
};

struct ServerApplication::RouteMetrics {
  Histogram& seconds;
  std::string labels;
  std::array<std::atomic<Counter*>, kStatuses> by_status{};
};

Result<std::unique_ptr<ServerApplication>> ServerApplication::make(House& house,
                                                                   const KeyFile& keys,
                                                                   ApplicationOptions options) {
  std::unique_ptr<ServerApplication> made(new ServerApplication(house, keys, std::move(options)));
  made->keys_stamp_ = keys.stamp();
  if (made->keys_stamp_) {
    TRY(auto all, keys.read());
    made->keys_ = std::make_shared<const std::vector<Key>>(std::move(all));
  }
  made->housekeeper_ =
      std::jthread([it = made.get()](const std::stop_token& stop) { it->keep_house(stop); });
  return made;
}

ServerApplication::ServerApplication(House& house, const KeyFile& keys, ApplicationOptions options)
    : house_(house), key_file_(keys), options_(std::move(options)) {
  MetricsRegistry& registry = house.engine.metrics();
  for (std::size_t i = 0; i <= routes().size(); ++i) {
    const bool known = i < routes().size();
    const std::string path(known ? routes()[i].path : "other");
    const auto method = known ? http::method_name(routes()[i].method) : "OTHER";
    metrics_.emplace_back(new RouteMetrics{
        .seconds = registry.histogram("cognate_http_request_duration_seconds",
                                      "From the head of a request to its answer.", kSecondsBounds,
                                      fmt::format("route=\"{}\",method=\"{}\"", path, method)),
        .labels = fmt::format("route=\"{}\",method=\"{}\"", path, method)});
  }
}

ServerApplication::~ServerApplication() = default;

ServerApplication::Keys ServerApplication::keys() const {
  const std::lock_guard lock(keys_mutex_);
  return keys_;
}

bool ServerApplication::needs_keys() const { return keys() != nullptr; }

void ServerApplication::reload_keys() {
  const std::lock_guard alone(reload_mutex_);
  const auto stamp = key_file_.stamp();
  if (!stamp || stamp == keys_stamp_) {
    return;  // where a file of keys was, its loss opens nothing
  }
  keys_stamp_ = stamp;
  auto all = key_file_.read();
  if (!all) {
    log::error("the keys stay as they were: {}", all.error().message);
    return;
  }
  log::info("{} keys are in force", all->size());
  const std::lock_guard lock(keys_mutex_);
  keys_ = std::make_shared<const std::vector<Key>>(*std::move(all));
}

void ServerApplication::keep_house(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    reload_keys();
    house_.alerts.note(house_.engine.monitor().check_performance_alerts(),
                       wall_clock_ns() / 1'000'000'000);
    wake.wait_for(lock, stop, kHousekeeping, [] { return false; });
  }
}

http::Application::Verdict ServerApplication::judge(http::Exchange& exchange) {
  const http::RequestHead& head = exchange.head();
  auto owned = std::make_unique<Notes>(*this);
  Notes& notes = *owned;
  exchange.notes = std::move(owned);
  notes.id = request_id(head.field("x-request-id"));
  notes.dialect = dialect_of_path(head.target);
  http::Response extra;
  auto problem = judge_host(exchange);
  if (!problem) {
    problem = judge_route(head, notes, extra);
  }
  if (!problem) {
    problem = judge_key(head, notes);
  }
  if (!problem) {
    problem = judge_body(head, notes);
  }
  if (!problem) {
    return {.body_bytes_max = body_limit(*notes.route)};
  }
  http::Response response = response_of(*problem, notes.dialect);
  std::ranges::move(extra.fields, std::back_inserter(response.fields));
  return {.refusal = std::move(response)};
}

std::optional<Problem> ServerApplication::judge_host(const http::Exchange& exchange) const {
  // A page of another site can make a browser ask us under its own name (DNS rebinding): so names
  // count only where we know them. Addresses cannot be bent that way.
  const std::string_view host = http::host_of(exchange.head().field("host"));
  const bool known = exchange.peer().address == "unix" || host.empty() || host == "localhost" ||
                     http::is_ip_literal(host) ||
                     std::ranges::any_of(options_.hosts, [&](const std::string& name) {
                       return name == "*" || http::equal_ignoring_case(name, host);
                     });
  if (known) {
    return std::nullopt;
  }
  return Problem{.status = 421,
                 .code = "unknown_host",
                 .message =
                     "this server does not answer to that host name; its operator can add "
                     "it with --host-names"};
}

std::optional<Problem> ServerApplication::judge_route(const http::RequestHead& head, Notes& notes,
                                                      http::Response& extra) const {
  const auto target = parse_target(head.target);
  if (!target) {
    return problem_of(target.error(), notes.dialect);
  }
  Found found = find_route(head.method, *target);
  if (found.route != nullptr) {
    notes.route = found.route;
    notes.parameters = std::move(found.parameters);
    notes.dialect = found.route->dialect;
    return std::nullopt;
  }
  if (found.allow.empty()) {
    return Problem{.status = 404,
                   .code = "no_such_route",
                   .message = "there is nothing at this path; GET /docs lists what there is"};
  }
  Problem problem{
      .status = 405, .code = "method_not_allowed", .message = "this path takes " + found.allow};
  extra.fields.emplace_back("allow", std::move(found.allow));
  return problem;
}

std::optional<Problem> ServerApplication::judge_key(const http::RequestHead& head,
                                                    Notes& notes) const {
  const Keys all = keys();
  if (all == nullptr || notes.route->access == Access::open) {
    return std::nullopt;
  }
  const std::string_view secret = secret_of(head);
  const Key* const key = find_key(*all, secret);
  if (key == nullptr) {
    return Problem{.status = 401,
                   .code = "invalid_api_key",
                   .message = secret.empty() ? "a key is needed: Authorization: Bearer KEY"
                                             : "no such key, or it was revoked"};
  }
  notes.key = key->id;
  if (!covers(key->access, notes.route->access)) {
    return Problem{
        .status = 403,
        .code = "permission_denied",
        .message = fmt::format("the key has the role {}; this needs {}", access_name(key->access),
                               access_name(notes.route->access))};
  }
  return std::nullopt;
}

std::uint64_t ServerApplication::body_limit(const Route& route) const {
  switch (route.body) {
    case Body::none:
      return 0;
    case Body::small:
      return limits::kHttpBodyBytesMax;
    case Body::bulk:
      return options_.bulk_bytes_max;
  }
  return 0;
}

std::optional<Problem> ServerApplication::judge_body(const http::RequestHead& head, Notes& notes) {
  const std::uint64_t limit = body_limit(*notes.route);
  if (head.length > limit) {
    return Problem{
        .status = 413,
        .code = "body_too_long",
        .message = fmt::format("the body has {} bytes, {} are the most here", head.length, limit)};
  }
  const std::uint64_t bytes = head.chunked ? limit : head.length;
  if (bodies_bytes_.fetch_add(bytes) + bytes > limits::kHttpBodiesBytesMax) {
    bodies_bytes_ -= bytes;
    return Problem{.status = 429,
                   .code = "unavailable",
                   .message = "overloaded: too many long requests at once; try again later"};
  }
  notes.body_bytes = bytes;
  return std::nullopt;
}

void ServerApplication::handle(const std::shared_ptr<http::Exchange>& exchange) {
  const auto& notes = static_cast<const Notes&>(*exchange->notes);
  notes.route->handle(Call(exchange, house_, *notes.route, notes.parameters));
}

ServerApplication::RouteMetrics& ServerApplication::metrics_of(const Route* route) {
  return *metrics_[route == nullptr ? routes().size()
                                    : static_cast<std::size_t>(route - routes().data())];
}

void ServerApplication::finish(http::Exchange& exchange, http::Response& response) {
  const auto& notes = static_cast<const Notes&>(*exchange.notes);
  const double seconds = std::chrono::duration<double>(Clock::now() - exchange.arrived()).count();
  RouteMetrics& metrics = metrics_of(notes.route);
  metrics.seconds.observe(seconds);
  auto& known = metrics.by_status[static_cast<std::size_t>(response.status) % kStatuses];
  Counter* counter = known.load(std::memory_order_acquire);
  if (counter == nullptr) {
    counter = &house_.engine.metrics().counter(
        "cognate_http_requests_total", "Requests answered.",
        fmt::format("{},code=\"{}\"", metrics.labels, response.status));
    known.store(counter, std::memory_order_release);
  }
  counter->add();
  const http::RequestHead& head = exchange.head();
  const std::string_view parent = head.field("traceparent");
  const std::string_view trace = trace_id(parent);
  if (!trace.empty()) {
    response.fields.emplace_back("traceparent", child_traceparent(parent));
  }
  log::info(
      "request id={} trace={} method={} route={} status={} ms={:.3f} in={} out={} key={} "
      "peer={} retry={}",
      notes.id, trace.empty() ? "-" : trace, method_name(head.method),
      notes.route == nullptr ? "-" : notes.route->path, response.status, seconds * 1e3,
      exchange.body().size(), response.body.size(), notes.key.empty() ? "-" : notes.key,
      exchange.peer().address, head.field("x-stainless-retry-count").empty() ? "-" : "client");
  response.fields.emplace_back("x-request-id", notes.id);
}

http::Response ServerApplication::refuse(int status, std::string_view message) {
  return response_of({.status = status,
                      .code = status < 500 ? "bad_request" : "internal",
                      .message = std::string(message)},
                     Dialect::ours);
}

}  // namespace cognate::server
