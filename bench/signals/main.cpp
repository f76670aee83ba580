// What every signal says of every pair of columns, for fit.py.
//
// Usage: bench_signals CASES_FOLDER... OUT_FOLDER
// A case is a folder with source.csv, target.csv (or one beside it) and truth.csv. OUT_FOLDER gets
// signals.txt (names, one a line) and SET.CASE.f32 a case: uint32 rows, columns, signals; where the
// column of each row stands in its table, then of each column, uint32; then for each pair, row by
// row: float32 truth (0 or 1), and one float32 a signal (-1: silent).

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "cognate/engine.h"
#include "schema/corpus.h"
#include "schema/pair.h"
#include "schema/signals/table.h"

namespace cognate {
namespace {

namespace fs = std::filesystem;
using Truth = std::set<std::pair<std::string, std::string>>;

Result<Truth> read_truth(Engine& engine, const fs::path& path) {
  TRY(const Table table, engine.read(path.string()));
  Truth truth;
  for (std::size_t row = 0; row < table.columns.at(0).cells.size(); ++row) {
    truth.emplace(table.columns[0].cells[row], table.columns.at(1).cells[row]);
  }
  return truth;
}

template <class T>
void put(std::ofstream& out, const T& value) {
  out.write(reinterpret_cast<const char*>(&value), sizeof value);
}

Status dump(Engine& engine, const fs::path& folder, const fs::path& out_folder) {
  const fs::path own = folder / "target.csv";
  TRY(const Table source, engine.read((folder / "source.csv").string()));
  TRY(const Table target,
      engine.read((fs::exists(own) ? own : folder.parent_path() / "target.csv").string()));
  TRY(const Truth truth, read_truth(engine, folder / "truth.csv"));
  TRY(EmbeddingService* const service, engine.service());
  const Table* const tables[] = {&source, &target};
  TRY(const auto prepared, schema::prepare(tables, *service, {}));
  TRY(const schema::Corpus corpus, schema::Corpus::of(prepared[0], prepared[1]));
  const std::string name =
      folder.parent_path().filename().string() + "." + folder.filename().string() + ".f32";
  std::ofstream out(out_folder / name, std::ios::binary);
  put(out, static_cast<std::uint32_t>(source.columns.size()));
  put(out, static_cast<std::uint32_t>(target.columns.size()));
  put(out, static_cast<std::uint32_t>(schema::signals().size()));
  for (const schema::PreparedTable& table : prepared) {
    for (const std::size_t place : table.order) {
      put(out, static_cast<std::uint32_t>(place));
    }
  }
  std::vector<std::uint32_t> all(target.columns.size());
  std::iota(all.begin(), all.end(), 0U);
  schema::RowOfPairs pairs(corpus);
  for (std::size_t r = 0; r < source.columns.size(); ++r) {
    pairs.start(r, all);
    const std::string& source_name = source.columns[prepared[0].order[r]].name;
    for (std::size_t c = 0; c < all.size(); ++c) {
      const std::string& target_name = target.columns[prepared[1].order[c]].name;
      put(out, truth.contains({source_name, target_name}) ? 1.0F : 0.0F);
      const schema::Pair pair = pairs.pair(c);
      for (const schema::Signal& signal : schema::signals()) {
        put(out, static_cast<float>(signal.strength(pair)));
      }
    }
  }
  return ok();
}

Status run(std::span<char*> args) {
  EngineOptions options;
  options.precision = "f32";
  TRY(const auto engine, Engine::open(options));
  const fs::path out = args.back();
  fs::create_directories(out);
  std::ofstream names(out / "signals.txt");
  for (const schema::Signal& signal : schema::signals()) {
    names << fmt::format("{} {} {} {}\n", signal.name, signal.reason, signal.weight,
                         signal.neutral);
  }
  for (const char* root : args.first(args.size() - 1)) {
    std::vector<fs::path> folders;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (entry.path().filename() == "truth.csv") {
        folders.push_back(entry.path().parent_path());
      }
    }
    std::ranges::sort(folders);
    for (const fs::path& folder : folders) {
      TRY_OK(dump(*engine, folder, out));
    }
  }
  return ok();
}

}  // namespace
}  // namespace cognate

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: bench_signals CASES_FOLDER... OUT_FOLDER\n", stderr);
    return 2;
  }
  const auto done = cognate::run({argv + 1, static_cast<std::size_t>(argc) - 1});
  if (!done) {
    fmt::print(stderr, "{}\n", done.error().message);
    return 1;
  }
}
