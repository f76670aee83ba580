#include "embed/peer.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/error.h"

namespace cognate::bench {
namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (std::string& word : words) {
    out.push_back(word.data());
  }
  out.push_back(nullptr);
  return out;
}

/// What is set twice counts as it stands first.
std::vector<std::string> environment_with(std::vector<std::string> entries) {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    entries.emplace_back(*entry);
  }
  return entries;
}

/// The process, or an error. `in` and `out` become its standard input and output; -1: ours.
Result<pid_t> spawn(const Command& command, int in, int out) {
  std::vector<std::string> words = command.words;
  std::vector<std::string> environment = environment_with(command.environment);
  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  if (in >= 0 && out >= 0) {
    ::posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  }
  pid_t pid = -1;
  const int problem = ::posix_spawnp(&pid, words[0].c_str(), &actions, nullptr,
                                     pointers(words).data(), pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (problem != 0) {
    return fail(Code::unavailable, "{}: could not be started", words[0]);
  }
  return pid;
}

/// Zeros where there is no such process, or it has ended.
Memory memory_of(pid_t pid) {
  constexpr std::uint64_t kKiB = 1024;
  std::ifstream status(fmt::format("/proc/{}/status", pid));
  Memory memory;
  const auto kib = [](const std::string& line) {
    std::uint64_t value = 0;
    const std::size_t at = line.find_first_of("0123456789");
    if (at != std::string::npos) {
      std::from_chars(line.data() + at, line.data() + line.size(), value);
    }
    return value * kKiB;
  };
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) {
      memory.resident = kib(line);
    } else if (line.starts_with("VmHWM:")) {
      memory.peak = kib(line);
    }
  }
  return memory;
}

}  // namespace

Result<Peer> Peer::start(const Command& command) {
  std::signal(SIGPIPE, SIG_IGN);  // a peer that ended is an error, not our end
  std::array<int, 2> down{};
  std::array<int, 2> up{};
  if (::pipe2(down.data(), O_CLOEXEC) != 0 || ::pipe2(up.data(), O_CLOEXEC) != 0) {
    return fail(Code::io, "no pipe to the peer");
  }
  const auto pid = spawn(command, down[0], up[1]);
  ::close(down[0]);
  ::close(up[1]);
  if (!pid) {
    ::close(down[1]);
    ::close(up[0]);
    return pid.error();
  }
  return Peer(*pid, down[1], up[0]);
}

Peer::Peer(Peer&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      to_(std::exchange(other.to_, -1)),
      from_(std::exchange(other.from_, -1)) {}

Peer::~Peer() {
  if (pid_ > 0) {
    ::close(to_);
    ::close(from_);
    ::waitpid(pid_, nullptr, 0);
  }
}

Status Peer::tell(const std::string& line) {
  const std::string all = line + "\n";
  return ::write(to_, all.data(), all.size()) == static_cast<ssize_t>(all.size())
             ? ok()
             : Status(fail(Code::unavailable, "the peer ended"));
}

Result<std::string> Peer::read_line() {
  std::string line;
  for (char c = 0; ::read(from_, &c, 1) == 1;) {
    if (c == '\n') {
      return line;
    }
    line.push_back(c);
  }
  return fail(Code::unavailable, "the peer ended");
}

Result<Memory> Peer::memory() const {
  const Memory memory = memory_of(pid_);
  return memory.resident > 0 ? Result<Memory>(memory) : fail(Code::unavailable, "the peer ended");
}

Result<Usage> run_program(const Command& command) {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  const Stopwatch watch;
  TRY(const pid_t pid, spawn(command, -1, -1));
  int status = 0;
  rusage used{};
  ::wait4(pid, &status, 0, &used);
  if (status != 0) {
    return fail(Code::unavailable, "{} failed, see above", command.words[0]);
  }
  return Usage{.seconds = watch.seconds(),
               .processor_seconds = seconds(used.ru_utime) + seconds(used.ru_stime)};
}

Result<std::uint64_t> peak_of_program(const Command& command) {
  TRY(const pid_t pid, spawn(command, -1, -1));
  int status = 0;
  std::uint64_t peak = 0;
  while (::waitpid(pid, &status, WNOHANG) == 0) {
    peak = std::max(peak, memory_of(pid).peak);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (status != 0) {
    return fail(Code::unavailable, "{} failed, see above", command.words[0]);
  }
  return peak;
}

}  // namespace cognate::bench
