#include "cli/open_engine.h"

#include "base/limits.h"

namespace cognate::cli {

Result<std::unique_ptr<Engine>> open_engine(const Session& session) {
  const auto count = [&](std::string_view key) {
    return static_cast<std::size_t>(session.config.integer(key));
  };
  TRY(std::string home, cognate_home(session.environment));
  return Engine::open({.model = session.config.text("model"),
                       .home = std::move(home),
                       .threads = count("threads"),
                       .precision = session.config.text("precision"),
                       .sample_rows_max = count("sample_rows"),
                       .sample_bytes_max = count("sample_megabytes") * limits::kMiB,
                       .strict = session.given.has("--strict")});
}

}  // namespace cognate::cli
