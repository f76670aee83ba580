// Whether the service lives, is ready, and how it does.

#include <array>

#include "base/clock.h"
#include "server/json_out.h"
#include "server/prometheus.h"
#include "server/route.h"
#include "server/schemas.h"

namespace cognate::server {
namespace {

void alive(const Call& call) { call.answer_json(R"({"status":"ok"})"); }

/// Why the service should get no requests now; empty: it should.
std::string_view why_not_ready(const House& house) {
  return house.draining ? "draining" : house.models.model() == nullptr ? "loading the model" : "";
}

void ready(const Call& call) {
  const std::string_view why = why_not_ready(call.house());
  if (why.empty()) {
    return alive(call);
  }
  call.fail(Problem{.status = 503, .code = "not_ready", .message = std::string(why)});
}

void append_metrics(std::string& out, const PerformanceMetrics& metrics) {
  JsonMembers(out)
      .add("embedding_generation_time", metrics.embedding_generation_time)
      .add("similarity_search_time", metrics.similarity_search_time)
      .add("memory_usage", metrics.memory_usage)
      .add("cache_hit_rate", metrics.cache_hit_rate)
      .add("batch_size", metrics.batch_size)
      .add("total_columns", metrics.total_columns)
      .add("error_rate", metrics.error_rate)
      .end();
}

void health(const Call& call) {
  House& house = call.house();
  const std::string_view why = why_not_ready(house);
  std::string body;
  JsonMembers members(body);
  members.add("status", why.empty() ? "ok" : why)
      .add("version", house.options.version)
      .add("connections", house.connections())
      .add("active_requests", house.active.load());
  if (const LoadedModel* const model = house.models.model()) {
    JsonMembers(members.open("model"))
        .add("name", model->info.model)
        .add("revision", model->info.revision)
        .add("precision", model->info.precision)
        .add("dimension", model->info.dimension)
        .add("tokens_max", model->info.tokens_max)
        .end();
  }
  append_metrics(members.open("last_minutes"), house.engine.monitor().metrics());
  members.end();
  call.answer({.status = why.empty() ? 200 : 503, .body = std::move(body)});
}

void metrics(const Call& call) {
  House& house = call.house();
  MetricsRegistry& registry = house.engine.metrics();
  registry.gauge("cognate_http_active_requests", "Requests being answered.")
      .set(static_cast<double>(house.active.load()));
  registry.gauge("cognate_http_connections", "Connections that are open.")
      .set(static_cast<double>(house.connections()));
  call.answer({.content_type = "text/plain; version=0.0.4; charset=utf-8",
               .body = prometheus_text(registry.snapshot())});
}

void append_alert(std::string& out, const AlertState& state) {
  JsonMembers(out)
      .add("name", state.last.name)
      .add("state", state.on ? "firing" : "resolved")
      .add("since", state.since_seconds)
      .add("value", state.last.value)
      .add("limit", state.last.limit)
      .add("text", state.last.text)
      .end();
}

void alerts(const Call& call) {
  House& house = call.house();
  house.alerts.note(house.engine.monitor().check_performance_alerts(),
                    wall_clock_ns() / 1'000'000'000);
  std::string body;
  JsonMembers members(body);
  std::string& list = members.open("alerts");
  list += '[';
  for (const AlertState& state : house.alerts.states()) {
    list += list.back() == '[' ? "" : ",";
    append_alert(list, state);
  }
  list += ']';
  append_metrics(members.open("last_minutes"), house.engine.monitor().metrics());
  members.end();
  call.answer_json(std::move(body));
}

constexpr std::array kRoutes = {
    Route{.method = http::Method::get,
          .path = "/livez",
          .access = Access::open,
          .handle = alive,
          .group = "Watching",
          .summary = "200 as long as the process answers.",
          .response = schemas::kStatus},
    Route{.method = http::Method::get,
          .path = "/readyz",
          .access = Access::open,
          .handle = ready,
          .group = "Watching",
          .summary = "200 when requests are welcome; 503 while the model is loaded and while the "
                     "server drains.",
          .response = schemas::kStatus},
    Route{.method = http::Method::get,
          .path = "/healthz",
          .access = Access::metrics,
          .handle = health,
          .group = "Watching",
          .summary = "The same in detail: model, connections, figures of the last minutes.",
          .response = schemas::kStatus},
    Route{.method = http::Method::get,
          .path = "/metrics",
          .access = Access::metrics,
          .handle = metrics,
          .group = "Watching",
          .summary = "Counters, gauges and histograms for Prometheus.",
          .media_type = "text/plain"},
    Route{.method = http::Method::get,
          .path = "/alerts",
          .access = Access::metrics,
          .handle = alerts,
          .group = "Watching",
          .summary = "What is out of bounds, since when, and what was (cognate/performance.h has "
                     "the bounds). Times are seconds since 1970.",
          .response = schemas::kAlerts},
};

}  // namespace

std::span<const Route> watch_routes() noexcept { return kRoutes; }

}  // namespace cognate::server
