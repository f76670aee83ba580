#pragma once
// The four measurements of one instruction set, ours and the peers' in turn within one run. Each
// answers with rows for the JSON file and prints them.

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>

#include "embed/contestant.h"

namespace cognate::bench {

using Json = nlohmann::ordered_json;
using Contestants = std::span<const std::unique_ptr<Contestant>>;

double median(std::vector<double> values);

/// Multiply-adds a second that all threads together reach on registers alone, by precision.
Json measure_ceilings(const Settings& settings);

/// Tokens a second on one set of texts; first the vectors are checked against ours in float32,
/// which is contestants[0]. Errors: internal (vectors that are wrong), and the contestants'.
Result<Json> measure_speed(const Settings& settings, const TextSet& set, const Json& ceilings,
                           Contestants contestants);

/// Milliseconds for one text of 8 tokens.
Result<Json> measure_latency(const Settings& settings, Contestants contestants);

/// Seconds from the start of a process to its first vector, and its memory then.
Result<Json> measure_cold_starts(const Settings& settings);

/// Texts a second that one thread tokenizes. Error internal: our ids are not the peer's.
Result<Json> measure_tokenizers(const Settings& settings, const TextSet& set);

}  // namespace cognate::bench
