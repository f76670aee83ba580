// bench_csv: a generated CSV of 300 MB sampled and read whole, beside DuckDB's read_csv.
//
// Answers first: the number of rows must be the one that was written, for us and for the peer. The
// memory is the most that the process ever had in use before the peer starts.

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>

#include "base/clock.h"
#include "base/error.h"
#include "csv/peer.h"
#include "io/csv_file.h"

namespace cognate::bench {
namespace {

constexpr std::uint64_t kRows = 4'000'000;
constexpr std::uint64_t kRowsOfBlock = 10'000;  // made once, written again and again
constexpr std::uint64_t kSeed = 1;

std::string made_block() {
  std::mt19937_64 random(kSeed);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  constexpr const char* kCities[] = {"Paris", "Berlin", "New York"};
  std::string block;
  for (std::uint64_t i = 0; i < kRowsOfBlock; ++i) {
    block += fmt::format("{},name {},{},{}.{:02},20{:02}-0{}-1{},\"a comment, with comma {}\"\n",
                         below(1'000'000'000), below(1000), kCities[below(3)], below(1000),
                         below(100), below(25), 1 + below(9), below(10), below(1000));
  }
  return block;
}

Status write_file(const std::string& path) {
  const std::string block = made_block();
  return write_atomically(real_file_system(), path, [&](WritableFile& file) -> Status {
    TRY_OK(file.append("id,name,city,amount,date,comment\n"));
    for (std::uint64_t i = 0; i < kRows / kRowsOfBlock; ++i) {
      TRY_OK(file.append(block));
    }
    return ok();
  });
}

struct OurTimes {
  std::uint64_t rows = 0;
  double all_seconds = 0;
  double sample_seconds = 0;
  double memory_mb = 0;
};

Result<OurTimes> time_ours(const std::string& path) {
  OurTimes times;
  const Stopwatch sampling;
  TRY(io::CsvFile file, io::CsvFile::open(real_file_system(), path));
  TRY_OK(file.sample("bench", {}));
  times.sample_seconds = sampling.seconds();
  const Stopwatch reading;
  io::ProblemLog log(path, true);
  io::CsvReader reader = file.rows(log, {}, limits::kCellBytesKept);
  TRY_OK(file.names(reader));
  io::CsvRow row;
  while (true) {
    TRY(const bool more, reader.next(row));
    if (!more) {
      break;
    }
    ++times.rows;
  }
  times.all_seconds = reading.seconds();
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  times.memory_mb = static_cast<double>(usage.ru_maxrss) / 1024;
  return times;
}

Status run(const std::string& path, const std::string& json_path) {
  TRY_OK(write_file(path));
  const double mb = static_cast<double>(std::filesystem::file_size(path)) / 1e6;
  TRY(const OurTimes ours, time_ours(path));
  const auto peer = time_duckdb(path);
  if (ours.rows != kRows || (peer && peer->rows != kRows)) {
    return fail(Code::internal, "{} rows were written, we read {}, DuckDB {}", kRows, ours.rows,
                peer ? peer->rows : 0);
  }
  fmt::print("CSV of {:.0f} MB, {} rows, seed {}\n", mb, kRows, kSeed);
  fmt::print("ours    sample {:7.1f} ms   whole {:6.0f} MB/s (1 thread)   memory {:.0f} MB\n",
             ours.sample_seconds * 1e3, mb / ours.all_seconds, ours.memory_mb);
  nlohmann::ordered_json json = {{"mb", mb},
                                 {"sample_ms", ours.sample_seconds * 1e3},
                                 {"mb_per_second", mb / ours.all_seconds},
                                 {"memory_mb", ours.memory_mb}};
  if (peer) {
    fmt::print("DuckDB  first  {:7.1f} ms   whole {:6.0f} MB/s (2 threads)\n",
               peer->sample_seconds * 1e3, mb / peer->all_seconds);
    json["duckdb"] = {{"first_rows_ms", peer->sample_seconds * 1e3},
                      {"mb_per_second", mb / peer->all_seconds}};
  } else {
    fmt::print("DuckDB  not there (tools/get_duckdb.sh fetches it)\n");
  }
  return json_path.empty() ? ok()
                           : write_atomically(real_file_system(), json_path, json.dump(2) + "\n");
}

}  // namespace
}  // namespace cognate::bench

int main(int argc, char** argv) {
  const bool has_json = argc == 3 && std::string_view(argv[1]) == "--json";
  if (argc != 1 && !has_json) {
    fmt::print(stderr, "usage: bench_csv [--json FILE]\n");
    return 2;
  }
  const std::string path =
      (std::filesystem::temp_directory_path() / fmt::format("cognate_bench_{}.csv", ::getpid()))
          .string();
  const auto status = cognate::bench::run(path, has_json ? argv[2] : "");
  std::filesystem::remove(path);
  if (!status) {
    fmt::print(stderr, "error: {}\n", status.error().message);
  }
  return status ? 0 : 1;
}
