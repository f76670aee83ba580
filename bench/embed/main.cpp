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

/// Everything about the kernels in use, their speed or (settings.quality) what they lose.
Result<Json> measure_here(const Settings& settings) {
  Json section = {{"isa", simd::kernels().name}};
  if (!settings.quality.empty()) {
    TRY(section["quality"], measure_quality(settings));
    return section;
  }
  std::printf("\n== %s kernels on %s, %zu threads\n", simd::kernels().name,
              processor_name(real_file_system()).c_str(), settings.threads);
  section["ceilings"] = measure_ceilings(settings);
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
  std::vector<std::string> words = settings_as_words(settings);
  words.insert(words.begin(), "/proc/self/exe");
  words.insert(words.end(), {"--json", path});
  std::fflush(stdout);
  TRY_OK(real_file_system().remove(path));
  const auto done = run_program({words, {std::string("COGNATE_ISA=") + isa}});
  if (real_file_system().kind(path) != FileKind::file) {
    return done ? fail(Code::internal, "{}: not written", path) : done.error();
  }
  TRY(const std::string text, read_file(real_file_system(), path, std::uint64_t{1} << 24));
  return Json::parse(text)["sections"];
}

/// Error internal: a precision does not hold its gates.
Status judge(const Json& sections) {
  for (const Json& section : sections) {
    for (const Json& row : section.value("quality", Json::array())) {
      if (!row.value("good", false)) {
        return fail(Code::internal, "{} of {} is too coarse, see FAIL above",
                    row.value("precision", ""), section.value("isa", ""));
      }
    }
  }
  return ok();
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
  if (!settings.json.empty()) {
    TRY_OK(write_atomically(real_file_system(), settings.json, result.dump(2) + "\n"));
  }
  return judge(result["sections"]);
}

Status run(const Settings& settings) {
  return settings.first_vector.empty() ? measure(settings) : first_vector(settings);
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
