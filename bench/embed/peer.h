#pragma once
// A peer in another process: started once, told "run" again and again, answers a line each time.

#include <string>
#include <vector>

#include "cognate/result.h"

namespace cognate::bench {

class Peer {
 public:
  /// Starts the program and reads its first line, the peer's name and version.
  static Result<Peer> start(const std::vector<std::string>& command);
  Peer(Peer&& other) noexcept;
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  Peer& operator=(Peer&&) = delete;
  ~Peer();

  const std::string& name() const noexcept { return name_; }
  /// One run of the peer, in seconds as it measured them itself.
  Result<double> run();

 private:
  Peer(int pid, int to, int from) : pid_(pid), to_(to), from_(from) {}
  Result<std::string> read_line();

  int pid_;
  int to_;
  int from_;
  std::string name_;
};

}  // namespace cognate::bench
