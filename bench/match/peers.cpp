#include "match/peers.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/paths.h"

namespace cognate::bench {
namespace {

constexpr const char* kScript = COGNATE_SOURCE_DIR "/bench/match/peers/serve.py";

struct Row {
  const char* engine;
  const char* kind;
  std::string MatchSettings::*python;
  bool with_model;
};
constexpr std::array kPeers = {
    Row{"COMA", "coma", &MatchSettings::valentine_python, false},
    Row{"COMA with values", "coma-instances", &MatchSettings::valentine_python, false},
    Row{"MiniLM cosine", "minilm", &MatchSettings::minilm_python, true},
};

}  // namespace

std::vector<MatchPeer> match_peers(const MatchSettings& settings) {
  std::vector<MatchPeer> peers;
  for (const Row& row : kPeers) {
    if (const std::string& python = settings.*row.python; python != "none") {
      peers.push_back(
          {.engine = row.engine,
           .command = {.words = {python, kScript, row.kind}, .environment = {"HF_HUB_OFFLINE=1"}},
           .model = row.with_model ? join_path(settings.models, "all-MiniLM-L6-v2") : ""});
    }
  }
  return peers;
}

Result<PeerMatch> PeerMatch::start(const MatchPeer& peer, const TablePair& pair,
                                   const std::string& out) {
  Command command = peer.command;
  command.words.insert(command.words.end(), {pair.source, pair.target, out});
  if (!peer.model.empty()) {
    command.words.push_back(peer.model);
  }
  TRY(Peer started, Peer::start(command));
  return PeerMatch(std::move(started), out);
}

Result<double> PeerMatch::match() {
  TRY_OK(peer_.tell("match"));
  TRY(const std::string line, peer_.read_line());
  const auto answer = nlohmann::json::parse(line);
  version_ = answer.value("version", "");
  return answer.value("seconds", 0.0);
}

Result<NamePairs> PeerMatch::ranking() const { return read_pairs(out_, false); }

}  // namespace cognate::bench
