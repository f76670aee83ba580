// The table of settings. Adding one is adding a row.

#include <array>

#include "base/config.h"
#include "base/limits.h"

namespace cognate {
namespace {

constexpr std::array kSettings = {
    Setting{.key = "model",
            .environment = "COGNATE_MODEL",
            .also = "EMBEDDING_MODEL_NAME",
            .flag = "--model",
            .fallback = "all-MiniLM-L6-v2",
            .help = "embedding model: a name of `cognate model list`, or a folder"},
    Setting{.key = "threads",
            .environment = "COGNATE_THREADS",
            .also = "EMBEDDING_MAX_WORKERS",
            .flag = "--threads",
            .type = SettingType::integer,
            .fallback = "0",
            .high = static_cast<double>(limits::kThreadsMax),
            .help = "processors to work with; 0 means all"},
    Setting{.key = "precision",
            .environment = "COGNATE_PRECISION",
            .flag = "--precision",
            .type = SettingType::choice,
            .fallback = "f32",
            .choices = "f32|fast",
            .help = "f32 is exact; fast is the quickest mode of this processor"},
    Setting{.key = "sample_rows",
            .environment = "COGNATE_SAMPLE_ROWS",
            .flag = "--sample-rows",
            .type = SettingType::integer,
            .fallback = "10000",
            .low = 1,
            .high = 10'000'000,
            .help = "rows of each table that are looked at"},
    Setting{.key = "sample_megabytes",
            .environment = "COGNATE_SAMPLE_MEGABYTES",
            .flag = "--sample-megabytes",
            .type = SettingType::integer,
            .fallback = "64",
            .low = 1,
            .high = 65'536,
            .help = "memory for the sampled cells of one table"},
    Setting{.key = "match.threshold",
            .environment = "COGNATE_MATCH_THRESHOLD",
            .flag = "--threshold",
            .type = SettingType::real,
            .fallback = "-1",
            .low = -1,
            .high = 1,
            .help = "least score of a match, 0 to 1; -1 means the engine's own choice"},
    Setting{.key = "match.top_k",
            .environment = "COGNATE_MATCH_TOP_K",
            .flag = "--top-k",
            .type = SettingType::integer,
            .fallback = "5",
            .low = 0,
            .high = 1'000,
            .help = "candidates kept for each source column"},
    Setting{.key = "log.level",
            .environment = "COGNATE_LOG_LEVEL",
            .flag = "--log-level",
            .type = SettingType::choice,
            .fallback = "warning",
            .choices = "debug|info|warning|error|off",
            .help = "which diagnostics go to stderr"},
};

}  // namespace

std::span<const Setting> settings() noexcept { return kSettings; }

}  // namespace cognate
