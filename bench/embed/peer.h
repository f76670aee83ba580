#pragma once
// A program in another process that answers each line with a line. It ends when this object does.

#include <cstdint>
#include <string>
#include <vector>

#include "cognate/result.h"

namespace cognate::bench {

/// A program, its arguments, and what is set in its environment ("NAME=value") beside ours.
struct Command {
  std::vector<std::string> words;
  std::vector<std::string> environment;
};

/// Memory of a process in bytes.
struct Memory {
  std::uint64_t resident = 0;  ///< now
  std::uint64_t peak = 0;      ///< at most until now
};

class Peer {
 public:
  static Result<Peer> start(const Command& command);
  Peer(Peer&& other) noexcept;
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  Peer& operator=(Peer&&) = delete;
  ~Peer();

  /// Error unavailable: the program ended; what it wrote on standard error stands above.
  Status tell(const std::string& line);
  Result<std::string> read_line();
  Result<Memory> memory() const;

 private:
  Peer(int pid, int to, int from) : pid_(pid), to_(to), from_(from) {}

  int pid_;
  int to_;
  int from_;
};

/// What a process took, from its start to its end.
struct Usage {
  double seconds = 0;
  double processor_seconds = 0;
};

/// Runs the program to its end, its output ours. Error unavailable: it did not end well.
Result<Usage> run_program(const Command& command);

/// The most memory that the program had, read every millisecond while it runs. (What the system
/// tells of an ended process also holds what its starter had.)
Result<std::uint64_t> peak_of_program(const Command& command);

}  // namespace cognate::bench
