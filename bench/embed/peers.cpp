// The peers of the benchmark: bench/embed/peers/serve.py, a process an engine and precision.

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/error.h"
#include "base/file_system.h"
#include "embed/contestant.h"
#include "simd/kernels.h"

namespace cognate::bench {
namespace {

using Json = nlohmann::json;

constexpr const char* kScripts = COGNATE_SOURCE_DIR "/bench/embed/peers/";

struct PeerRow {
  const char* engine;
  const char* precision;
  bool held = false;  ///< does it offer to be held to AVX2?
};
constexpr std::array kPeers = {
    PeerRow{"onnxruntime", "f32"},        PeerRow{"onnxruntime", "int8"},
    PeerRow{"openvino", "f32", true},     PeerRow{"openvino", "bf16"},
    PeerRow{"openvino", "int8", true},    PeerRow{"ctranslate2", "f32", true},
    PeerRow{"ctranslate2", "int8", true}, PeerRow{"sentence-transformers", "f32"},
};
constexpr std::array kHoldToAvx2 = {"CT2_FORCE_CPU_ISA=AVX2", "ONEDNN_MAX_CPU_ISA=AVX2"};

/// Do we measure our AVX2 kernels on a processor that has more?
bool held_to_avx2() {
  return std::string_view(simd::kernels().name) == "avx2" &&
         simd::all_kernels()[0] != &simd::kernels() && simd::all_kernels()[0]->runs_here();
}

std::vector<PeerRow> peers_here(const Settings& settings) {
  std::vector<PeerRow> rows;
  for (const PeerRow& row : kPeers) {
    const bool comparable = row.held || !held_to_avx2();
    if (settings.with_peers() && comparable && simd::precision(row.precision) != nullptr) {
      rows.push_back(row);
    }
  }
  return rows;
}

Command command_of(const Settings& settings, const std::string& engine,
                   const std::string& precision) {
  Command command{
      .words = {settings.peer_python, std::string(kScripts) + "serve.py", engine, precision,
                settings.model, settings.prepared, std::to_string(settings.threads)},
      .environment = {}};
  if (held_to_avx2()) {
    command.environment.assign(kHoldToAvx2.begin(), kHoldToAvx2.end());
  }
  return command;
}

std::string temporary(const char* name) {
  return std::filesystem::temp_directory_path().string() + "/cognate_bench_" + name;
}

/// A file of the texts, one a line.
Result<std::string> written(const TextSet& set) {
  std::string lines;
  for (const std::string& text : set.texts) {
    lines += text + "\n";
  }
  const std::string path = temporary("texts.txt");
  TRY_OK(write_atomically(real_file_system(), path, lines));
  return path;
}

Result<Json> answer_of(Peer& peer) {
  TRY(const std::string line, peer.read_line());
  Json answer = Json::parse(line, nullptr, false);
  if (!answer.is_object()) {
    return fail(Code::unavailable, "a peer answered '{}'", line);
  }
  return answer;
}

Result<Json> ask(Peer& peer, const Json& question) {
  TRY_OK(peer.tell(question.dump()));
  return answer_of(peer);
}

class Theirs final : public Contestant {
 public:
  Theirs(Peer peer, Identity identity) : peer_(std::move(peer)), identity_(std::move(identity)) {}

  const Identity& identity() const noexcept override { return identity_; }

  Result<std::string> tune(const TextSet& set) override {
    texts_ = set.texts.size();
    TRY(const std::string path, written(set));
    TRY(const Json answer, ask(peer_, {{"do", "tune"}, {"texts", path}}));
    return answer.value("setting", "");
  }

  Result<double> run() override {
    TRY(const Json answer, ask(peer_, {{"do", "run"}}));
    return answer.value("seconds", 0.0);
  }

  Result<Matrix> vectors() override {
    const std::string path = temporary("vectors.bin");
    TRY([[maybe_unused]] const Json done, ask(peer_, {{"do", "vectors"}, {"out", path}}));
    TRY(const std::string file, read_file(real_file_system(), path, std::uint64_t{1} << 32));
    Matrix rows(texts_, file.size() / sizeof(float) / texts_);
    if (file.size() != rows.values().size_bytes() || file.empty()) {
      return fail(Code::corrupt, "{}: not {} vectors", path, texts_);
    }
    std::memcpy(rows.values().data(), file.data(), file.size());
    return rows;
  }

  Result<std::vector<double>> latency(const std::string& text, std::size_t times,
                                      bool tune) override {
    TRY(const Json answer,
        ask(peer_, {{"do", "latency"}, {"text", text}, {"times", times}, {"tune", tune}}));
    return answer.value("milliseconds", std::vector<double>());
  }

 private:
  Peer peer_;
  Identity identity_;
  std::size_t texts_ = 0;
};

}  // namespace

Result<std::vector<std::unique_ptr<Contestant>>> peer_contestants(const Settings& settings) {
  std::vector<std::unique_ptr<Contestant>> contestants;
  for (const PeerRow& row : peers_here(settings)) {
    TRY(Peer peer, Peer::start(command_of(settings, row.engine, row.precision)));
    TRY(const Json hello, answer_of(peer));
    contestants.push_back(
        std::make_unique<Theirs>(std::move(peer), Identity{.engine = row.engine,
                                                           .version = hello.value("version", ""),
                                                           .precision = row.precision}));
  }
  return contestants;
}

std::vector<ColdStart> peer_cold_starts(const Settings& settings) {
  std::vector<ColdStart> starts;
  for (const PeerRow& row : peers_here(settings)) {
    starts.push_back({.identity = {.engine = row.engine, .version = "", .precision = row.precision},
                      .command = command_of(settings, row.engine, row.precision),
                      .question = Json{{"do", "first"}, {"text", kShortText}}.dump(),
                      .answers = 2});
  }
  return starts;
}

Result<PeerIds> peer_ids(const Settings& settings, const TextSet& set) {
  TRY(Peer peer, Peer::start(command_of(settings, "tokenizers", "f32")));
  TRY(const Json hello, answer_of(peer));
  PeerIds result{.version = hello.value("version", ""), .seconds = {}, .ids = {}};
  TRY(const std::string path, written(set));
  TRY([[maybe_unused]] const Json tuned, ask(peer, {{"do", "tune"}, {"texts", path}}));
  const std::string out = temporary("ids.txt");
  for (std::size_t round = 0; round <= settings.rounds; ++round) {
    TRY(const Json answer, ask(peer, {{"do", "tokenize"}, {"out", out}}));
    result.seconds.push_back(answer.value("seconds", 0.0));
  }
  std::ifstream file(out);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    auto& ids = result.ids.emplace_back();
    for (std::uint32_t id = 0; words >> id;) {
      ids.push_back(id);
    }
  }
  return result;
}

}  // namespace cognate::bench
