// bench_embed: our encoder beside ONNX Runtime, OpenVINO, CTranslate2 and sentence-transformers, in
// one run, on the same texts, each at its fastest setting. What is measured and how:
// docs/performance.md.
//
// A run measures the kernels that COGNATE_ISA names. Without it, the best ones of this processor
// and then, each in a process of its own, every lesser table but the scalar one.

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file_system.h"
#include "base/paths.h"
#include "base/processor.h"
#include "embed/measure.h"
#include "embed/quality.h"
#include "embed/settings.h"
#include "simd/kernels.h"

namespace cognate::bench {
namespace {

/// Everything about the kernels in use.
Result<Json> measure_here(const Settings& settings) {
  const std::string cpu = processor_name(real_file_system());
  std::printf("\n== %s kernels on %s, %zu threads\n", simd::kernels().name, cpu.c_str(),
              settings.threads);
  Json section = {{"isa", simd::kernels().name}, {"ceilings", measure_ceilings(settings)}};
  TRY(section["start"], measure_cold_starts(settings));
  TRY(auto contestants, our_contestants(settings));
  TRY(auto peers, peer_contestants(settings));
  std::ranges::move(peers, std::back_inserter(contestants));
  section["speed"] = Json::array();
  for (const TextSet& set : text_sets()) {
    TRY(const Json rows, measure_speed(settings, set, section["ceilings"], contestants));
    section["speed"].insert(section["speed"].end(), rows.begin(), rows.end());
  }
  TRY(section["latency"], measure_latency(settings, contestants));
  TRY(section["tokenizer"], measure_tokenizers(settings, text_sets().front()));
  return section;
}

/// The sections of another process, which runs this program on other kernels.
Result<Json> measure_elsewhere(const Settings& settings, const char* isa) {
  const std::string path =
      std::filesystem::temp_directory_path().string() + "/cognate_bench_" + isa + ".json";
  std::vector<std::string> words = {"/proc/self/exe",
                                    "--model",
                                    settings.model,
                                    "--threads",
                                    std::to_string(settings.threads),
                                    "--rounds",
                                    std::to_string(settings.rounds),
                                    "--json",
                                    path};
  if (!settings.peer_python.empty()) {
    words.insert(words.end(), {"--peer-python", settings.peer_python});
  }
  std::fflush(stdout);
  TRY_OK(run_program({words, {std::string("COGNATE_ISA=") + isa}}));
  TRY(const std::string text, read_file(real_file_system(), path, std::uint64_t{1} << 24));
  return Json::parse(text)["sections"];
}

Status measure(const Settings& settings) {
  Json result = {{"cpu", processor_name(real_file_system())},
                 {"threads", settings.threads},
                 {"sections", Json::array()}};
  TRY(Json section, measure_here(settings));
  result["sections"].push_back(std::move(section));
  const bool told_isa = !environment_value(process_environment(), "COGNATE_ISA").empty();
  for (const simd::Kernels* const* row = simd::all_kernels(); *row != nullptr && !told_isa; ++row) {
    if (*row == &simd::kernels() || !(*row)->runs_here() || (*row)->name == std::string("scalar")) {
      continue;
    }
    TRY(const Json sections, measure_elsewhere(settings, (*row)->name));
    result["sections"].insert(result["sections"].end(), sections.begin(), sections.end());
  }
  return settings.json.empty()
             ? ok()
             : write_atomically(real_file_system(), settings.json, result.dump(2) + "\n");
}

Status run(const Settings& settings) {
  if (!settings.first_vector.empty()) {
    return first_vector(settings);
  }
  return settings.quality.empty() ? measure(settings) : run_quality(settings);
}

}  // namespace
}  // namespace cognate::bench

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // figures appear as they are found
  const auto settings = cognate::bench::read_settings(argc, argv);
  const auto status = settings ? cognate::bench::run(*settings) : cognate::Status(settings.error());
  if (!status) {
    std::fflush(stdout);
    std::fprintf(stderr, "bench_embed: %s\n", status.error().message.c_str());
    return 1;
  }
  return 0;
}
