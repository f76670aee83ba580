// cognate serve

#include <sys/resource.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/server_limits.h"
#include "base/thread_pool.h"
#include "cli/interrupt.h"
#include "cli/keys_file.h"
#include "cli/open_engine.h"
#include "server/service.h"

namespace cognate::cli {
namespace {

constexpr std::size_t kProcessorsPerIoThread = 4;

constexpr std::array kOptions = {
    Option{.flag = "--listen", .value = "ADDRESSES", .setting = "server.listen"},
    Option{.flag = "--tls-certificate", .value = "FILE", .setting = "server.tls_certificate"},
    Option{.flag = "--tls-key", .value = "FILE", .setting = "server.tls_key"},
    kKeysFileOption,
    Option{.flag = "--insecure",
           .help = "listen beyond this machine although there are no keys or no TLS"},
    Option{.flag = "--host-names", .value = "NAMES", .setting = "server.host_names"},
    Option{.flag = "--model-names", .value = "NAMES", .setting = "server.model_names"},
    Option{.flag = "--model", .value = "MODEL", .setting = "model"},
    Option{.flag = "--precision", .value = "MODE", .setting = "precision"},
    Option{.flag = "--threads", .value = "COUNT", .setting = "threads"},
};

constexpr std::array kExamples = {
    Example{"for programs on this machine", "cognate serve"},
    Example{"ask it", "curl -s localhost:8765/v1/embeddings -d '{\"input\": \"date of birth\"}'"},
    Example{"for other machines, after `cognate key create web`",
            "cognate serve --listen 0.0.0.0:8765 --tls-certificate c.pem --tls-key k.pem "
            "--host-names my.org"},
};

/// The words between commas, without blanks around them; none is empty.
std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    std::string_view word = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    word.remove_prefix(std::min(word.find_first_not_of(' '), word.size()));
    word = word.substr(0, word.find_last_not_of(' ') + 1);
    if (!word.empty()) {
      words.emplace_back(word);
    }
  }
  return words;
}

Result<server::ServiceOptions> options_of(const Session& session) {
  const Config& config = session.config;
  const auto count = [&](std::string_view key) {
    return static_cast<std::size_t>(config.integer(key));
  };
  const std::size_t processors = ThreadPool::processors();
  server::ServiceOptions options;
  for (const std::string& address : words_of(config.text("server.listen"))) {
    TRY(auto parsed, server::http::parse_listen_address(address));
    options.http.listen.push_back(std::move(parsed));
  }
  const std::size_t threads = count("server.io_threads");
  options.http.io_threads = threads > 0 ? threads
                                        : std::clamp(processors / kProcessorsPerIoThread,
                                                     std::size_t{1}, limits::kHttpThreadsMax);
  options.http.connections_max = count("server.connections");
  options.http.limits = server::http::default_limits();
  options.http.tls = {.certificate = config.text("server.tls_certificate"),
                      .key = config.text("server.tls_key")};
  options.house = {.model_names = words_of(config.text("server.model_names")),
                   .request_max = std::chrono::seconds(config.integer("server.request_seconds")),
                   .version = COGNATE_VERSION};
  options.application = {.hosts = words_of(config.text("server.host_names")),
                         .bulk_bytes_max = count("server.body_megabytes") * limits::kMiB};
  TRY(options.keys_file, keys_file(session));
  options.insecure = session.given.has("--insecure");
  options.work_threads = processors;
  options.drain_max = std::chrono::seconds(config.integer("server.drain_seconds"));
  return options;
}

/// As many open files as the system lets us have: a connection is one.
void allow_many_connections() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
}

Status run(Session& session) {
  TRY(server::ServiceOptions options, options_of(session));
  allow_many_connections();
  TRY(const auto engine, open_engine(session));
  TRY(const auto service, server::Service::start(*engine, std::move(options)));
  for (const std::string& address : service->addresses()) {
    session.console.note(fmt::format("listening on {}{}", address,
                                     service->needs_keys() ? ", keys are needed" : ""));
  }
  on_hangup([&service] { service->reload(); });
  const Status ended = service->run(session.stop);
  on_hangup({});
  return ended;
}

}  // namespace

constexpr Command kServeCommand = {
    .name = "serve",
    .summary = "answer over HTTP: OpenAI's and text-embeddings-inference's interfaces",
    .about =
        "Clients of OpenAI's embeddings and of text-embeddings-inference work unchanged with the "
        "address of this server. GET /docs lists what it answers. It ends at Ctrl-C or SIGTERM, "
        "when it has answered what has come; SIGHUP makes it read keys and certificates again.",
    .options = kOptions,
    .examples = kExamples,
    .run = run,
};

}  // namespace cognate::cli
