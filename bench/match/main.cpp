// bench_match: two tables to their mapping, beside Valentine's COMA and a MiniLM baseline in
// Python, in one run. What is measured and how: docs/performance.md.

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_system.h"
#include "base/limits.h"
#include "base/paths.h"
#include "base/processor.h"
#include "base/thread_pool.h"
#include "embed/table.h"
#include "match/ours.h"
#include "match/peers.h"
#include "schema/metrics.h"
#include "simd/kernels.h"

namespace cognate::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kBigFileBytes = 300 * limits::kMiB;

constexpr std::array kColumns = {
    Column{"engine", "engine", Column::Kind::text},
    Column{"first_seconds", "first, s", Column::Kind::number, 3},
    Column{"known_seconds", "target known, s", Column::Kind::number, 3},
    Column{"seen_seconds", "both known, s", Column::Kind::number, 3},
    Column{"warm_seconds", "running, s", Column::Kind::number, 4},
    Column{"processor_seconds", "first, CPU s", Column::Kind::number, 2},
    Column{"peak_bytes", "peak MB", Column::Kind::number, 0, 1e-6},
    Column{"recall", "Recall@GT", Column::Kind::number, 2},
};

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.empty() ? 0 : values[values.size() / 2];
}

/// Seconds of each round.
using Times = std::vector<double>;

/// All of our runs of one pair.
struct OurTimes {
  Times first, known, seen, warm, processor;
  std::uint64_t peak_bytes = 0;  ///< of a first run
};

/// One of a peer.
struct PeerTimes {
  MatchPeer peer;
  PeerMatch warm;
  Times cold_seconds, warm_seconds;
};

Result<std::string> content(const std::string& path) {
  return read_file(real_file_system(), path, 1024 * limits::kMiB);
}

/// Error internal: the mapping is another one than before.
Status same(const std::string& want, const std::string& got, const char* when) {
  return want == got ? ok()
                     : Status(fail(Code::internal, "the mapping is another one when {}", when));
}

/// A run with nothing known, one with the target known, one with both, and one in an engine that
/// runs. All must give the same mapping.
Status our_round(const Home& home, const TablePair& pair, WarmPair& warm, OurTimes& times) {
  const std::string out = join_path(home.folder(), "mapping.json");
  TRY_OK(home.forget());
  TRY(const Usage first, home.match(pair.source, pair.target, out));
  TRY(const std::string mapping, content(out));
  TRY_OK(home.restore());
  TRY(const Usage known, home.match(pair.source, pair.target, out));
  TRY(const std::string second, content(out));
  TRY_OK(same(mapping, second, "the target is known"));
  TRY(const Usage seen, home.match(pair.source, pair.target, out));
  TRY(const std::string third, content(out));
  TRY_OK(same(mapping, third, "both tables are known"));
  TRY(const double seconds, warm.match());
  times.first.push_back(first.seconds);
  times.processor.push_back(first.processor_seconds);
  times.known.push_back(known.seconds);
  times.seen.push_back(seen.seconds);
  times.warm.push_back(seconds);
  TRY(const std::string fourth, warm.json());
  return same(mapping, fourth, "the tables were prepared");
}

Status peer_round(const TablePair& pair, PeerTimes& times, const std::string& out) {
  TRY(const double warm, times.warm.match());
  times.warm_seconds.push_back(warm);
  const Stopwatch watch;
  TRY(PeerMatch cold, PeerMatch::start(times.peer, pair, out));
  TRY_OK(cold.match());
  times.cold_seconds.push_back(watch.seconds());
  return ok();
}

/// Leaves in the home's memory what the target alone brings, to be restored.
Status learn_target(const Home& home, const TablePair& pair, const std::string& folder) {
  Table one;
  one.name = "one";
  one.rows_sampled = 1;
  one.columns.resize(1);
  one.columns[0].name = "zyx";
  one.columns[0].cells.push("wvu");
  const std::string path = join_path(folder, "one.csv");
  TRY_OK(write_csv(one, path));
  TRY_OK(home.forget());
  TRY_OK(home.match(path, pair.target, join_path(folder, "one.json")));
  return home.save();
}

void print_ratios(const Json& rows) {
  const Json& ours = rows[0];
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const Json& peer = rows[i];
    std::printf(
        "  beside %s: first %.1f, target known %.1f times as quick as a cold run; running "
        "%.0f times as quick as a warm one\n",
        peer["engine"].get<std::string>().c_str(),
        peer["first_seconds"].get<double>() / ours["first_seconds"].get<double>(),
        peer["first_seconds"].get<double>() / ours["known_seconds"].get<double>(),
        peer["warm_seconds"].get<double>() / ours["warm_seconds"].get<double>());
  }
}

Json our_row(const OurTimes& times, double recall) {
  const double first = median(times.first);
  const double seen = median(times.seen);
  return {{"engine", "Cognate"},
          {"first_seconds", first},
          {"known_seconds", median(times.known)},
          {"seen_seconds", seen},
          {"warm_seconds", median(times.warm)},
          {"processor_seconds", median(times.processor)},
          {"peak_bytes", times.peak_bytes},
          {"recall", recall},
          // What a run with every vector known saves.
          {"encoding_share", 1 - seen / first}};
}

Result<Json> measure_pair(const MatchSettings& settings, const Home& home, const TablePair& pair) {
  TRY_OK(learn_target(home, pair, settings.folder));
  TRY(WarmPair warm, WarmPair::make(home, pair.source, pair.target));
  TRY(const NamePairs ranking, warm.ranking(true));
  std::vector<PeerTimes> peers;
  for (const MatchPeer& peer : pair.with_peers ? match_peers(settings) : std::vector<MatchPeer>()) {
    const std::string out = join_path(settings.folder, peer.engine + ".csv");
    TRY(PeerMatch started, PeerMatch::start(peer, pair, out));
    TRY_OK(started.match());  // warms up
    peers.push_back({peer, std::move(started), {}, {}});
  }
  OurTimes ours;
  TRY_OK(home.forget());
  TRY(ours.peak_bytes,
      home.peak_of_match(pair.source, pair.target, join_path(settings.folder, "peak.json")));
  for (std::size_t round = 0; round < settings.rounds; ++round) {
    TRY_OK(our_round(home, pair, warm, ours));
    for (PeerTimes& peer : peers) {
      TRY_OK(peer_round(pair, peer, join_path(settings.folder, "cold.csv")));
    }
  }
  Json rows = Json::array({our_row(ours, schema::recall_at_truth(ranking, pair.truth))});
  for (const PeerTimes& peer : peers) {
    TRY(const NamePairs theirs, peer.warm.ranking());
    rows.push_back({{"engine", peer.peer.engine},
                    {"version", peer.warm.version()},
                    {"first_seconds", median(peer.cold_seconds)},
                    {"warm_seconds", median(peer.warm_seconds)},
                    {"recall", schema::recall_at_truth(theirs, pair.truth)}});
  }
  std::printf("\n%s; medians of %zu rounds in turn\n", pair.name.c_str(), settings.rounds);
  print_table(rows, kColumns);
  print_ratios(rows);
  std::printf("  encoding is %.0f %% of the first run\n",
              100 * rows[0]["encoding_share"].get<double>());
  return Json{{"pair", pair.name}, {"rows", std::move(rows)}};
}

/// The most memory of a run over a file that is much larger than its sample.
Result<Json> measure_big_file(const MatchSettings& settings, const Home& home,
                              const TablePair& small) {
  TRY(const auto engine, Engine::open({.home = home.folder()}));
  TRY(const Table table, engine->read(small.source));
  const std::string big = join_path(settings.folder, "big.csv");
  TRY_OK(write_csv(table, big, kBigFileBytes));
  const std::string out = join_path(settings.folder, "big.json");
  TRY(const std::uint64_t one, home.peak_of_match(small.source, small.target, out));
  const Stopwatch watch;
  TRY(const std::uint64_t much, home.peak_of_match(big, small.target, out));
  const double seconds = watch.seconds();
  TRY(const auto file, real_file_system().open(big));
  const auto bytes = file->size();
  TRY_OK(real_file_system().remove(big));
  std::printf("\na source of %.0f MB: %.2f s, %.0f MB at the peak; of 10,000 rows: %.0f MB\n",
              1e-6 * static_cast<double>(bytes), seconds, 1e-6 * static_cast<double>(much),
              1e-6 * static_cast<double>(one));
  return Json{
      {"bytes", bytes}, {"seconds", seconds}, {"peak_bytes", much}, {"peak_bytes_of_small", one}};
}

/// Both known, in a running engine: the catalogue is encoded at the first run of the benchmark and
/// found on disk later.
Result<Json> measure_catalogue(const MatchSettings& settings) {
  std::printf("\n1,000 columns and a catalogue of 100,000: encoded once, for minutes\n");
  TRY(const Home home, Home::make(settings, "catalogue"));
  const MadePair pair = make_pair_of_tables(kCatalogue);
  TRY(WarmPair warm, WarmPair::make(home, pair.source, pair.target));
  Times seconds;
  for (std::size_t round = 0; round < settings.rounds; ++round) {
    TRY(const double one, warm.match());
    seconds.push_back(one);
  }
  TRY(const NamePairs ranking, warm.ranking(false));
  const double recall = schema::recall_at_truth(ranking, pair.truth);
  std::printf("  running %.2f s; preparing took %.1f s; Recall@GT %.2f\n", median(seconds),
              warm.prepare_seconds(), recall);
  return Json{{"warm_seconds", median(seconds)},
              {"prepare_seconds", warm.prepare_seconds()},
              {"recall", recall}};
}

Status measure(const MatchSettings& settings) {
  std::printf("%s kernels on %s, %zu threads\n", simd::kernels().name,
              processor_name(real_file_system()).c_str(), ThreadPool::processors());
  Json result = {{"cpu", processor_name(real_file_system())},
                 {"isa", simd::kernels().name},
                 {"threads", ThreadPool::processors()},
                 {"rounds", settings.rounds},
                 {"pairs", Json::array()}};
  TRY(const auto pairs, table_pairs(settings));
  TRY(const Home home, Home::make(settings, "home"));
  for (const TablePair& pair : pairs) {
    TRY(Json rows, measure_pair(settings, home, pair));
    result["pairs"].push_back(std::move(rows));
  }
  TRY(result["big_file"], measure_big_file(settings, home, pairs.front()));
  if (settings.catalogue == "yes") {
    TRY(result["catalogue"], measure_catalogue(settings));
  }
  return settings.json.empty()
             ? ok()
             : write_atomically(real_file_system(), settings.json, result.dump(2) + "\n");
}

}  // namespace
}  // namespace cognate::bench

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // figures appear as they are found
  const auto settings = cognate::bench::read_match_settings(argc, argv);
  const auto status =
      settings ? cognate::bench::measure(*settings) : cognate::Status(settings.error());
  if (!status) {
    std::fflush(stdout);
    std::fprintf(stderr, "bench_match: %s\n", status.error().message.c_str());
    return 1;
  }
  return 0;
}
