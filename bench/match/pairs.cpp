#include "match/pairs.h"

#include <array>
#include <cstdio>

#include "base/file_system.h"
#include "base/paths.h"

namespace cognate::bench {
namespace {

struct Row {
  const char* name;
  const char* files;  ///< what their names begin with
  PairShape shape;
  bool with_peers;
};
constexpr std::array kMade = {
    Row{.name = "50 x 50 columns, 10,000 rows each",
        .files = "small",
        .shape = {.source = 50, .target = 50, .common = 40, .rows = 10'000},
        .with_peers = true},
    Row{.name = "200 x 2,000 columns, 1,000 rows each",
        .files = "wide",
        .shape = {.source = 200, .target = 2'000, .common = 150, .rows = 1'000},
        .with_peers = false},
};

Result<TablePair> made(const MatchSettings& settings, const Row& row) {
  TablePair pair = {.name = row.name,
                    .source = join_path(settings.folder, std::string(row.files) + "_source.csv"),
                    .target = join_path(settings.folder, std::string(row.files) + "_target.csv"),
                    .with_peers = row.with_peers};
  MadePair tables = make_pair_of_tables(row.shape);
  pair.truth = std::move(tables.truth);
  TRY_OK(write_csv(tables.source, pair.source));
  TRY_OK(write_csv(tables.target, pair.target));
  return pair;
}

}  // namespace

Result<std::vector<TablePair>> table_pairs(const MatchSettings& settings) {
  TRY_OK(real_file_system().make_folders(settings.folder));
  std::vector<TablePair> pairs;
  for (const Row& row : kMade) {
    TRY(TablePair pair, made(settings, row));
    pairs.push_back(std::move(pair));
  }
  const std::string gdc = join_path(settings.tables, "gdc");
  const std::string truth = join_path(gdc, "wang/truth.csv");
  if (real_file_system().kind(truth) != FileKind::file) {
    std::printf("NOT MEASURED: GDC 28 x 736, for want of %s\n", truth.c_str());
    return pairs;
  }
  TRY(NamePairs known, read_pairs(truth, true));
  pairs.insert(pairs.begin() + 1, TablePair{.name = "GDC, 28 x 736 columns",
                                            .source = join_path(gdc, "wang/source.csv"),
                                            .target = join_path(gdc, "target.csv"),
                                            .truth = std::move(known),
                                            .with_peers = true});
  return pairs;
}

}  // namespace cognate::bench
