#include "server/service.h"

#include <algorithm>
#include <condition_variable>
#include <thread>
#include <utility>

#include "base/error.h"
#include "base/file_system.h"
#include "base/log.h"
#include "base/server_limits.h"

namespace cognate::server {
namespace {

/// What nobody should do by accident: a service that all the world may use, or listen in on.
Status check_reach(const ServiceOptions& options, bool has_keys) {
  const bool local = std::ranges::all_of(options.http.listen, http::is_local);
  const bool has_tls = !options.http.tls.certificate.empty();
  if (local || options.insecure || (has_keys && has_tls)) {
    return ok();
  }
  return fail(Code::invalid_argument,
              "other machines could reach this address, and {}: make a key with `cognate key "
              "create NAME`, give --tls-certificate and --tls-key, or say --insecure (behind a "
              "proxy that does both)",
              !has_keys && !has_tls ? "there are neither keys nor TLS"
              : has_tls             ? "there are no keys"
                                    : "there is no TLS");
}

Status check_tls(const http::TlsFiles& files) {
  return files.certificate.empty() == files.key.empty()
             ? ok()
             : Status(
                   fail(Code::invalid_argument, "TLS needs both, --tls-certificate and --tls-key"));
}

}  // namespace

Result<std::unique_ptr<Service>> Service::start(Engine& engine, ServiceOptions options) {
  TRY_OK(check_tls(options.http.tls));
  std::unique_ptr<Service> service(new Service(engine, std::move(options)));
  Service& it = *service;
  TRY(it.application_, ServerApplication::make(it.house_, it.keys_, it.options_.application));
  TRY_OK(check_reach(it.options_, it.application_->needs_keys()));
  TRY(it.server_, http::Server::start(it.options_.http, *it.application_));
  it.listening_ = it.server_.get();
  return service;
}

Service::Service(Engine& engine, ServiceOptions options)
    : options_(std::move(options)),
      keys_(real_file_system(), options_.keys_file),
      pool_(options_.work_threads, limits::kHttpWorkWaitingMax),
      models_(engine, [this] { model_failed_.request_stop(); }),
      house_{.engine = engine,
             .options = options_.house,
             .pool = pool_,
             .models = models_,
             .alerts = alerts_,
             .connections = [this] {
               const http::Server* const server = listening_;
               return server == nullptr ? 0 : server->connections();
             }} {}

Service::~Service() {
  if (server_ != nullptr) {
    drain();
  }
}

const std::vector<std::string>& Service::addresses() const { return server_->addresses(); }

bool Service::needs_keys() const { return application_->needs_keys(); }

void Service::reload() {
  application_->reload_keys();
  const Status read = server_->reload_tls();
  if (!read) {
    log::error("the certificate stays as it was: {}", read.error().message);
  } else {
    log::info("keys and certificate were read again");
  }
}

Status Service::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  const std::stop_callback failed(model_failed_.get_token(), [&] {
    const std::lock_guard inside(mutex);
    wake.notify_all();
  });
  std::unique_lock lock(mutex);
  const auto has_failed = [&] { return model_failed_.stop_requested(); };
  wake.wait(lock, stop, has_failed);
  lock.unlock();
  const auto error = models_.error();
  log::info("draining: {} connections, {} requests", server_->connections(), house_.active.load());
  const bool whole = drain();
  if (error) {
    return *error;
  }
  return whole ? ok()
               : Status(fail(Code::deadline, "some requests were cut off after {} s",
                             options_.drain_max.count() / 1000));
}

bool Service::drain() {
  if (house_.draining.exchange(true)) {
    return true;
  }
  const bool whole = server_->drain(options_.drain_max);
  if (!whole && models_.model() != nullptr) {
    models_.model()->service->close(std::chrono::milliseconds(0));
  }
  // Whoever still works on an answer uses the server; now that all is cancelled it is not for long.
  while (house_.active > 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return whole;
}

}  // namespace cognate::server
