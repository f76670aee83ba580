#pragma once
// Whoever turns texts into vectors in this benchmark: we in one of our precisions, or a peer in
// another process.

#include <memory>
#include <string>
#include <vector>

#include "cognate/embedder.h"
#include "cognate/engine.h"
#include "cognate/result.h"
#include "embed/peer.h"
#include "embed/settings.h"
#include "embed/texts.h"

namespace cognate::bench {

struct Identity {
  std::string engine;  ///< "cognate", "onnxruntime"
  std::string version;
  std::string precision;
};

class Contestant {
 public:
  virtual ~Contestant() = default;
  virtual const Identity& identity() const noexcept = 0;
  /// Takes the texts of all runs to come and finds its fastest setting for them, in words.
  virtual Result<std::string> tune(const TextSet& set) = 0;
  /// Seconds for all texts.
  virtual Result<double> run() = 0;
  virtual Result<Matrix> vectors() = 0;
  /// Milliseconds of each of `times` calls with this one text; `tune`: looks for the fastest
  /// setting first.
  virtual Result<std::vector<double>> latency(const std::string& text, std::size_t times,
                                              bool tune) = 0;
};

/// Our engine as users open it, in one precision.
Result<std::unique_ptr<Engine>> open_engine(const Settings& settings, const std::string& precision);

/// One a precision of kernels().
Result<std::vector<std::unique_ptr<Contestant>>> our_contestants(const Settings& settings);
/// The peers that can be compared with kernels(): on a processor with more than AVX2 only those
/// that can be held to AVX2 stand beside our AVX2 kernels. None without a Python for them.
Result<std::vector<std::unique_ptr<Contestant>>> peer_contestants(const Settings& settings);

/// How a process is started that embeds one text, and what it is told; "" where it needs nothing.
struct ColdStart {
  Identity identity;
  Command command;
  std::string question;
  std::size_t answers = 1;  ///< lines until the vector is there
};
std::vector<ColdStart> our_cold_starts(const Settings& settings);
std::vector<ColdStart> peer_cold_starts(const Settings& settings);

/// The process behind our cold starts: loads the precision settings.first_vector, embeds one text,
/// says so in a line, and stays until its input ends.
Status first_vector(const Settings& settings);

/// Hugging Face tokenizers: the seconds it takes to tokenize on one thread, and the ids.
struct PeerIds {
  std::string version;
  std::vector<double> seconds;
  std::vector<std::vector<std::uint32_t>> ids;
};
Result<PeerIds> peer_ids(const Settings& settings, const TextSet& set);

}  // namespace cognate::bench
