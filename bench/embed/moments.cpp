// One short text, the first vector of a process, and tokens.

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_system.h"
#include "embed/measure.h"
#include "embed/table.h"
#include "model/config.h"
#include "text/tokenizer.h"

namespace cognate::bench {
namespace {

constexpr std::size_t kCallsARound = 200;
constexpr std::size_t kShortTokens = 8;

constexpr std::array kLatencyColumns = {
    Column{"engine", "engine", Column::Kind::text},
    Column{"precision", "precision", Column::Kind::text},
    Column{"p50_ms", "p50 ms", Column::Kind::number, 3},
    Column{"p99_ms", "p99 ms", Column::Kind::number, 3},
};
constexpr std::array kStartColumns = {
    Column{"engine", "engine", Column::Kind::text},
    Column{"precision", "precision", Column::Kind::text},
    Column{"seconds", "ms", Column::Kind::number, 0, 1000},
    Column{"resident_bytes", "resident MB", Column::Kind::number, 0, 1e-6},
    Column{"peak_bytes", "peak MB", Column::Kind::number, 0, 1e-6},
};
constexpr std::array kTokenizerColumns = {
    Column{"engine", "engine", Column::Kind::text},
    Column{"texts_per_second", "texts/s"},
    Column{"tokens_per_second", "tokens/s"},
};

double percentile(std::vector<double> values, std::size_t percent) {
  std::ranges::sort(values);
  return values[(values.size() - 1) * percent / 100];
}

Result<std::vector<std::vector<std::uint32_t>>> our_ids(const Settings& settings,
                                                        const std::vector<std::string>& texts,
                                                        std::vector<double>& seconds) {
  TRY(const auto config, model::read_model_config(real_file_system(), settings.model));
  TRY(const auto tokenizer, text::Tokenizer::load(real_file_system(), settings.model));
  std::vector<std::vector<std::uint32_t>> ids(texts.size());
  for (std::size_t round = 0; round <= settings.rounds; ++round) {
    const Stopwatch watch;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      tokenizer.encode(texts[i], config.tokens_max, ids[i]);
    }
    seconds.push_back(watch.seconds());
  }
  return ids;
}

struct Start {
  double seconds = 0;
  Memory memory;
};

Result<Start> start_once(const ColdStart& cold) {
  const Stopwatch watch;
  TRY(Peer peer, Peer::start(cold.command));
  if (!cold.question.empty()) {
    TRY_OK(peer.tell(cold.question));
  }
  for (std::size_t i = 0; i < cold.answers; ++i) {
    TRY([[maybe_unused]] const std::string line, peer.read_line());
  }
  const double seconds = watch.seconds();
  TRY(const Memory memory, peer.memory());
  return Start{seconds, memory};
}

Json tokenizer_row(const std::string& engine, const std::string& version, std::size_t texts,
                   std::size_t tokens, const std::vector<double>& seconds) {
  const double middle = median(seconds);
  return {{"engine", engine},
          {"version", version},
          {"texts_per_second", static_cast<double>(texts) / middle},
          {"tokens_per_second", static_cast<double>(tokens) / middle}};
}

}  // namespace

Result<Json> measure_latency(const Settings& settings, Contestants contestants) {
  TRY(const auto tokenizer, text::Tokenizer::load(real_file_system(), settings.model));
  std::vector<std::uint32_t> ids;
  tokenizer.encode(kShortText, 2 * kShortTokens, ids);
  if (ids.size() != kShortTokens) {
    return fail(Code::internal, "the short text has {} tokens with this model", ids.size());
  }
  std::vector<std::vector<double>> milliseconds(contestants.size());
  for (std::size_t round = 0; round <= settings.rounds; ++round) {
    for (std::size_t i = 0; i < contestants.size(); ++i) {
      TRY(const auto times, contestants[i]->latency(kShortText, kCallsARound, round == 0));
      if (round > 0) {  // the first one warms up
        milliseconds[i].insert(milliseconds[i].end(), times.begin(), times.end());
      }
    }
  }
  Json rows = Json::array();
  for (std::size_t i = 0; i < contestants.size(); ++i) {
    const Identity& identity = contestants[i]->identity();
    rows.push_back({{"engine", identity.engine},
                    {"precision", identity.precision},
                    {"tokens", kShortTokens},
                    {"p50_ms", percentile(milliseconds[i], 50)},
                    {"p99_ms", percentile(milliseconds[i], 99)}});
  }
  std::printf("\none text of %zu tokens: %zu calls in turn\n", kShortTokens,
              kCallsARound * settings.rounds);
  print_table(rows, kLatencyColumns);
  return rows;
}

Result<Json> measure_cold_starts(const Settings& settings) {
  std::vector<ColdStart> starts = our_cold_starts(settings);
  std::ranges::move(peer_cold_starts(settings), std::back_inserter(starts));
  std::vector<std::vector<double>> seconds(starts.size());
  std::vector<Memory> memory(starts.size());
  for (std::size_t round = 0; round <= settings.rounds; ++round) {
    for (std::size_t i = 0; i < starts.size(); ++i) {
      TRY(const Start start, start_once(starts[i]));
      if (round > 0) {  // the first one brings the files into memory
        seconds[i].push_back(start.seconds);
        memory[i] = start.memory;
      }
    }
  }
  Json rows = Json::array();
  for (std::size_t i = 0; i < starts.size(); ++i) {
    rows.push_back({{"engine", starts[i].identity.engine},
                    {"precision", starts[i].identity.precision},
                    {"seconds", median(seconds[i])},
                    {"resident_bytes", memory[i].resident},
                    {"peak_bytes", memory[i].peak}});
  }
  std::printf("\nstart of a process to its first vector, and its memory then\n");
  print_table(rows, kStartColumns);
  return rows;
}

Result<Json> measure_tokenizers(const Settings& settings, const TextSet& set) {
  std::vector<double> seconds;
  TRY(const auto ids, our_ids(settings, set.texts, seconds));
  std::size_t tokens = 0;
  for (const auto& one : ids) {
    tokens += one.size();
  }
  Json rows = Json::array({tokenizer_row("cognate", "", ids.size(), tokens, seconds)});
  if (settings.with_peers()) {
    TRY(const PeerIds theirs, peer_ids(settings, set));
    if (theirs.ids != ids) {
      return fail(Code::internal, "our token ids are not those of Hugging Face tokenizers");
    }
    rows.push_back(tokenizer_row("tokenizers", theirs.version, ids.size(), tokens, theirs.seconds));
  }
  std::printf("\ntokenizing \"%s\" on one thread; equal ids\n", set.name.c_str());
  print_table(rows, kTokenizerColumns);
  return rows;
}

}  // namespace cognate::bench
