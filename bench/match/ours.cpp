#include "match/ours.h"

#include <filesystem>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_system.h"
#include "base/paths.h"
#include "report/mapping_json.h"

namespace cognate::bench {
namespace {

constexpr const char* kPrecision = "near";  // what matching takes by default

std::string vectors_in(const std::string& home) { return join_path(home, "vectors"); }
std::string saved_in(const std::string& home) { return join_path(home, "saved"); }

Status copy_folder(const std::string& from, const std::string& to) {
  std::error_code failure;
  std::filesystem::remove_all(to, failure);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive, failure);
  return failure ? Status(fail(Code::io, "{}: {}", to, failure.message())) : ok();
}

Result<std::unique_ptr<Engine>> open_engine(const Home& home) {
  return Engine::open({.home = home.folder(), .precision = kPrecision});
}

}  // namespace

Result<Home> Home::make(const MatchSettings& settings, const std::string& name) {
  Home home;
  home.program_ = settings.program;
  home.folder_ = join_path(settings.folder, name);
  TRY_OK(real_file_system().make_folders(home.folder_));
  std::error_code failure;
  const std::string models = join_path(home.folder_, "models");
  std::filesystem::remove(models, failure);
  std::filesystem::create_directory_symlink(settings.models, models, failure);
  if (failure) {
    return fail(Code::io, "{}: {}", models, failure.message());
  }
  TRY_OK(run_program({{home.program_, "model", "pack", "--precision", kPrecision},
                      {"COGNATE_HOME=" + home.folder_}}));
  return home;
}

Status Home::forget() const { return remove_all(real_file_system(), vectors_in(folder_)); }
Status Home::save() const { return copy_folder(vectors_in(folder_), saved_in(folder_)); }
Status Home::restore() const { return copy_folder(saved_in(folder_), vectors_in(folder_)); }

Command Home::command(const std::string& source, const std::string& target,
                      const std::string& out) const {
  return {{program_, "match", source, target, "--json", "--out", out}, {"COGNATE_HOME=" + folder_}};
}

Result<Usage> Home::match(const std::string& source, const std::string& target,
                          const std::string& out) const {
  return run_program(command(source, target, out));
}

Result<std::uint64_t> Home::peak_of_match(const std::string& source, const std::string& target,
                                          const std::string& out) const {
  return peak_of_program(command(source, target, out));
}

Result<WarmPair> WarmPair::make(const Home& home, const std::string& source,
                                const std::string& target) {
  TRY(const auto reader, open_engine(home));
  TRY(const Table source_table, reader->read(source));
  TRY(const Table target_table, reader->read(target));
  return make(home, source_table, target_table);
}

Result<WarmPair> WarmPair::make(const Home& home, const Table& source, const Table& target) {
  WarmPair pair;
  TRY(pair.engine_, open_engine(home));
  const Stopwatch watch;
  TRY(pair.source_, pair.engine_->prepare(source));
  TRY(pair.target_, pair.engine_->prepare(target));
  pair.prepare_seconds_ = watch.seconds();
  return pair;
}

Result<Mapping> WarmPair::mapping(const MatchOptions& options) {
  return engine_->match(source_, target_, options);
}

Result<double> WarmPair::match() {
  const Stopwatch watch;
  TRY([[maybe_unused]] const Mapping found, mapping({}));
  return watch.seconds();
}

Result<std::string> WarmPair::json() {
  TRY(Mapping found, mapping({}));
  found.candidates.clear();  // the program gives them on request only
  std::string out;
  TRY_OK(report::write_mapping_json(found, [&out](std::string_view part) {
    out.append(part);
    return ok();
  }));
  return out;
}

Result<NamePairs> WarmPair::ranking(bool all_candidates) {
  TRY(const Mapping found, mapping({.all_candidates = all_candidates}));
  NamePairs pairs;
  for (const Candidate& candidate : found.candidates) {
    pairs.emplace_back(found.source[candidate.source].name, found.target[candidate.target].name);
  }
  return pairs;
}

}  // namespace cognate::bench
