// bench_store: the native index on vectors of real texts, and peers of other makers on the same
// ones (peers/peers.py). What is measured and how: docs/native-index.md.
//
// A query is timed by the processor time of its thread, so that a busy machine counts for little.

#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/clock.h"
#include "base/error.h"
#include "base/paths.h"
#include "base/processor.h"
#include "embed/peer.h"
#include "store/backends/native/native_index.h"

namespace cognate::bench {
namespace {

using Json = nlohmann::ordered_json;
using store::IndexQuery;
using store::Neighbour;
using store::Row;
using store::native::Form;
using store::native::NativeIndex;

constexpr std::size_t kQueries = 1000;
constexpr std::size_t kNeighbours = 10;
constexpr std::size_t kEfforts[] = {10, 16, 24, 32, 48, 64, 96, 128, 192, 256};
constexpr double kRecalls[] = {.95, .97, .99};
constexpr double kShares[] = {.5, .1, .01, .001};

double processor_seconds(clockid_t clock) {
  timespec now = {};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Of one thread; other threads are not counted.
template <class Work>
double thread_seconds(const Work& work) {
  const double start = processor_seconds(CLOCK_THREAD_CPUTIME_ID);
  work();
  return processor_seconds(CLOCK_THREAD_CPUTIME_ID) - start;
}

struct Vectors {
  std::vector<float> numbers;
  std::size_t dimension = 0;
  std::size_t count = 0;

  std::span<const float> row(std::size_t i, std::size_t rows = 1) const {
    return std::span(numbers).subspan(i * dimension, rows * dimension);
  }
};

/// A .npy file of float32, row-major, as `cognate embed` writes it.
Result<Vectors> read_vectors(const std::string& path, std::size_t rows_max) {
  std::ifstream file(path, std::ios::binary);
  char head[10] = {};
  file.read(head, sizeof(head));
  std::uint16_t length = 0;
  std::memcpy(&length, head + 8, sizeof(length));
  std::string words(length, ' ');
  file.read(words.data(), length);
  const std::size_t shape = words.find("'shape': (");
  Vectors vectors;
  if (!file || shape == std::string::npos || words.find("<f4") == std::string::npos ||
      std::sscanf(words.c_str() + shape, "'shape': (%zu, %zu", &vectors.count,
                  &vectors.dimension) != 2) {
    return fail(Code::invalid_argument, "{}: no .npy of float32 rows", path);
  }
  vectors.count = std::min(vectors.count, rows_max);
  vectors.numbers.resize(vectors.count * vectors.dimension);
  file.read(reinterpret_cast<char*>(vectors.numbers.data()),
            static_cast<std::streamsize>(vectors.numbers.size() * sizeof(float)));
  return file ? Result<Vectors>(std::move(vectors))
              : Result<Vectors>(fail(Code::corrupt, "{}: it ends early", path));
}

using Answers = std::vector<std::vector<Neighbour>>;

struct Run {
  NativeIndex& index;
  std::vector<IndexQuery> queries;
  Answers truth;

  double recall(const Answers& found) const {
    std::size_t hits = 0;
    std::size_t all = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      all += truth[i].size();
      for (const Neighbour& one : truth[i]) {
        hits += std::ranges::count(found[i], one.row, &Neighbour::row) != 0 ? 1U : 0U;
      }
    }
    return static_cast<double>(hits) / static_cast<double>(all);
  }

  /// One by one, the better of two rounds.
  Json one_by_one() {
    Answers found(queries.size());
    double best = 1e9;
    for (int round = 0; round < 2; ++round) {
      best = std::min(best, thread_seconds([&] {
                        for (std::size_t i = 0; i < queries.size(); ++i) {
                          (void)index.search({&queries[i], 1}, {&found[i], 1}, {});
                        }
                      }));
    }
    return {{"recall", recall(found)}, {"qps", static_cast<double>(queries.size()) / best}};
  }
};

Run make_run(NativeIndex& index, const Vectors& vectors, std::size_t count,
             const store::RowMask* allowed) {
  Run run = {.index = index, .queries = {}, .truth = Answers(kQueries)};
  for (std::size_t i = 0; i < kQueries; ++i) {
    run.queries.push_back(
        {.vector = vectors.row(count + i), .k = kNeighbours, .allowed = allowed, .exact = true});
  }
  (void)index.search(run.queries, run.truth, {});
  for (IndexQuery& query : run.queries) {
    query.exact = false;
  }
  return run;
}

/// Error internal: an exact search is not the plain one.
Status check_truth(const Run& run, const Vectors& vectors, std::size_t count) {
  for (std::size_t q = 0; q < 20; ++q) {
    std::vector<std::pair<double, Row>> all(count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto row = vectors.row(i);
      all[i] = {1 - std::inner_product(row.begin(), row.end(), run.queries[q].vector.begin(), 0.0),
                static_cast<Row>(i)};
    }
    std::ranges::partial_sort(all, all.begin() + kNeighbours);
    for (std::size_t i = 0; i < kNeighbours; ++i) {
      if (std::abs(all[i].first - double{run.truth[q][i].distance}) > 1e-5) {
        return fail(Code::internal, "query {}: the exact search differs at {}", q, i);
      }
    }
  }
  return ok();
}

Json build(NativeIndex& index, const Vectors& vectors, std::size_t count) {
  std::vector<Row> rows(count);
  std::iota(rows.begin(), rows.end(), 0U);
  const double processor = processor_seconds(CLOCK_PROCESS_CPUTIME_ID);
  const Stopwatch watch;
  (void)index.add(rows, vectors.row(0, count));
  const double coded = watch.seconds();
  for (auto more = index.improve({}); more && *more; more = index.improve({})) {
  }
  return {{"code_s", coded},
          {"build_s", watch.seconds()},
          {"build_processor_s", processor_seconds(CLOCK_PROCESS_CPUTIME_ID) - processor}};
}

Json filtered(NativeIndex& index, const Vectors& vectors, std::size_t count) {
  Json rows = Json::array();
  for (const double share : kShares) {
    std::vector<std::uint64_t> words(count / 64 + 1);
    store::RowMask mask = {.words = words};
    for (std::size_t i = 0; i < count; ++i) {
      if (static_cast<double>(i * 2654435761U % 1'000'003) < share * 1'000'003) {
        words[i / 64] |= std::uint64_t{1} << (i % 64);
        ++mask.count;
      }
    }
    Run run = make_run(index, vectors, count, &mask);
    Json row = run.one_by_one();
    row["share"] = share;
    rows.push_back(row);
    std::printf("  passing %5.1f %%: recall %.4f, %.0f queries/s\n", share * 100,
                row["recall"].get<double>(), row["qps"].get<double>());
  }
  return rows;
}

/// Saves, and times from loading to the first answer.
Result<Json> open_again(NativeIndex& index, Form form, const store::IndexSetup& setup,
                        const IndexQuery& query) {
  const std::string folder = std::filesystem::temp_directory_path().string() + "/cognate_bench";
  TRY_OK(real_file_system().make_folders(folder));
  const Stopwatch saving;
  TRY_OK(index.save(real_file_system(), folder));
  const double saved = saving.seconds();
  const Stopwatch watch;
  NativeIndex loaded(form, setup);
  TRY_OK(loaded.load(real_file_system(), folder));
  std::vector<Neighbour> answer;
  TRY_OK(loaded.search({&query, 1}, {&answer, 1}, {}));
  const double opened = watch.seconds();
  TRY_OK(remove_all(real_file_system(), folder));
  std::printf("  saved in %.2f s; opened and answered in %.1f ms\n", saved, opened * 1e3);
  return Json{{"save_s", saved}, {"open_to_answer_ms", opened * 1e3}};
}

Result<Json> measure(const Vectors& vectors, std::size_t count, Form form, std::size_t threads) {
  store::IndexSetup setup;
  setup.spec.dimension = vectors.dimension;
  setup.threads = threads;
  NativeIndex index(form, setup);
  Json row = {{"name", form == Form::bits8 ? "cognate 8 bit" : "cognate 4 bit"}};
  row["build"] = build(index, vectors, count);
  std::printf("%s: built in %.1f s, %.1f s of processors\n", row["name"].get<std::string>().c_str(),
              row["build"]["build_s"].get<double>(),
              row["build"]["build_processor_s"].get<double>());
  const double start = processor_seconds(CLOCK_PROCESS_CPUTIME_ID);
  Run run = make_run(index, vectors, count, nullptr);
  const double exact = processor_seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
  TRY_OK(check_truth(run, vectors, count));
  row["exact_batch_qps"] = static_cast<double>(kQueries) / exact;
  std::printf("  exact batch: %.0f queries/s of a processor\n",
              row["exact_batch_qps"].get<double>());
  for (const std::size_t effort : kEfforts) {
    index.force_effort(effort);
    Json point = run.one_by_one();
    point["effort"] = effort;
    std::printf("  effort %3zu: recall %.4f, %.0f queries/s\n", effort,
                point["recall"].get<double>(), point["qps"].get<double>());
    row["curve"].push_back(point);
  }
  index.force_effort(0);
  for (const double recall : kRecalls) {
    for (IndexQuery& query : run.queries) {
      query.recall = recall;
    }
    Json point = run.one_by_one();
    point["asked"] = recall;
    std::printf("  asked for recall %.2f: %.4f, %.0f queries/s\n", recall,
                point["recall"].get<double>(), point["qps"].get<double>());
    row["asked"].push_back(point);
  }
  row["filtered"] = filtered(index, vectors, count);
  TRY(row["file"], open_again(index, form, setup, run.queries[0]));
  const store::IndexStats stats = index.stats();
  row["bytes_per_vector"] =
      static_cast<double>(stats.resident_bytes) / static_cast<double>(stats.rows);
  std::printf("  %.0f bytes a vector\n", row["bytes_per_vector"].get<double>());
  return row;
}

Status run_bench(const std::map<std::string, std::string>& flags) {
  TRY(const std::string home, cognate_home(process_environment()));
  const auto flag = [&](const char* name, const std::string& fallback) {
    const auto found = flags.find(name);
    return found == flags.end() ? fallback : found->second;
  };
  const std::string path = flag("--vectors", home + "/bench-store/base.npy");
  TRY(const Vectors vectors, read_vectors(path, 2'000'000));
  if (vectors.count <= 2 * kQueries) {
    return fail(Code::invalid_argument, "{}: too few vectors", path);
  }
  const std::size_t count = std::min<std::size_t>(vectors.count - kQueries, 150'000);
  const std::size_t threads = ThreadPool::processors();
  Json result = {{"cpu", processor_name(real_file_system())},
                 {"vectors", count},
                 {"dimension", vectors.dimension},
                 {"threads", threads}};
  for (const Form form : {Form::bits8, Form::bits4}) {
    TRY(const Json row, measure(vectors, count, form, threads));
    result["ours"].push_back(row);
  }
  const std::string python = flag("--python", home + "/store-peers-venv/bin/python");
  const std::string peers = std::filesystem::temp_directory_path().string() + "/cognate_peers.json";
  if (real_file_system().kind(python) == FileKind::file) {
    TRY(const auto usage, run_program({{python, COGNATE_SOURCE_DIR "/bench/store/peers/peers.py",
                                        path, std::to_string(count), std::to_string(kQueries),
                                        std::to_string(threads), peers},
                                       {}}));
    (void)usage;
    TRY(const std::string text, read_file(real_file_system(), peers, 1 << 24));
    result["peers"] = Json::parse(text);
    std::printf("%s\n", result["peers"].dump(1).c_str());
  } else {
    std::printf("NOT MEASURED: peers, for want of %s\n", python.c_str());
  }
  const std::string json = flag("--json", "");
  return json.empty() ? ok() : write_atomically(real_file_system(), json, result.dump(1) + "\n");
}

}  // namespace
}  // namespace cognate::bench

int main(int argc, char** argv) {
  std::map<std::string, std::string> flags;
  for (int i = 1; i + 1 < argc; i += 2) {
    flags[argv[i]] = argv[i + 1];
  }
  if (argc % 2 == 0) {
    std::fputs("usage: bench_store [--vectors FILE.npy] [--python PYTHON] [--json FILE]\n", stderr);
    return 2;
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const auto done = cognate::bench::run_bench(flags);
  if (!done) {
    std::fprintf(stderr, "error: %s\n", done.error().message.c_str());
  }
  return done ? 0 : 1;
}
