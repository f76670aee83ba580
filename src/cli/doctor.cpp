// cognate doctor

#include <algorithm>
#include <array>

#include "base/error.h"
#include "cli/open_engine.h"
#include "engine/diagnosis.h"
#include "report/paint.h"
#include "report/words.h"

namespace cognate::cli {
namespace {

constexpr std::array kOptions = {
    Option{.flag = "--model", .value = "MODEL", .setting = "model"},
    Option{.flag = "--threads", .value = "COUNT", .setting = "threads"},
};

Status show_findings(const std::vector<engine::Finding>& findings, Console& console) {
  for (const engine::Finding& finding : findings) {
    const std::string mark =
        report::painted(console.colour(), finding.good ? report::Paint::green : report::Paint::red,
                        finding.good ? "ok     " : "MISSING");
    TRY_OK(console.out(fmt::format("{}  {:<14} {}\n", mark, finding.topic, finding.text)));
  }
  return ok();
}

Status show_settings(const Config& config, Console& console) {
  TRY_OK(console.out("\nsettings\n"));
  for (const Setting& row : settings()) {
    const ConfigValue& value = config.value(row.key);
    TRY_OK(console.out(fmt::format("  {:<18} {:<18} {}\n", row.key, value.text, value.where)));
  }
  return ok();
}

Status run(Session& session) {
  TRY(const auto engine, open_engine(session));
  const auto findings = engine::diagnose(engine->options());
  TRY_OK(show_findings(findings, session.console));
  TRY_OK(show_settings(session.config, session.console));
  const auto bad = static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [](const auto& each) { return !each.good; }));
  if (bad > 0) {
    return fail(Code::unavailable, "{} not in order (see above)",
                report::counted(bad, "thing is", "things are"));
  }
  return ok();
}

}  // namespace

constexpr Command kDoctorCommand = {
    .name = "doctor",
    .summary = "look whether everything is in order here, and where each setting comes from",
    .about = "",
    .options = kOptions,
    .run = run,
};

}  // namespace cognate::cli
