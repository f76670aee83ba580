#include "embed/peer.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <utility>

#include "base/error.h"

namespace cognate::bench {

Result<Peer> Peer::start(const std::vector<std::string>& command) {
  std::array<int, 2> down{};
  std::array<int, 2> up{};
  if (::pipe(down.data()) != 0 || ::pipe(up.data()) != 0) {
    return fail(Code::io, "no pipe to the peer");
  }
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(down[0], STDIN_FILENO);
    ::dup2(up[1], STDOUT_FILENO);
    for (const int fd : {down[0], down[1], up[0], up[1]}) {
      ::close(fd);
    }
    std::vector<char*> words;
    for (const std::string& word : command) {
      words.push_back(const_cast<char*>(word.c_str()));
    }
    words.push_back(nullptr);
    ::execvp(words[0], words.data());
    ::_exit(127);
  }
  ::close(down[0]);
  ::close(up[1]);
  Peer peer(pid, down[1], up[0]);
  auto name = peer.read_line();
  if (!name) {
    return fail(Code::unavailable, "the peer did not start: {}", command.front());
  }
  peer.name_ = *std::move(name);
  return peer;
}

Peer::Peer(Peer&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      to_(std::exchange(other.to_, -1)),
      from_(std::exchange(other.from_, -1)),
      name_(std::move(other.name_)) {}

Peer::~Peer() {
  if (pid_ > 0) {
    ::close(to_);
    ::close(from_);
    ::waitpid(pid_, nullptr, 0);
  }
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

Result<double> Peer::run() {
  constexpr std::string_view kCommand = "run\n";
  if (::write(to_, kCommand.data(), kCommand.size()) != static_cast<ssize_t>(kCommand.size())) {
    return fail(Code::unavailable, "the peer ended");
  }
  TRY(const std::string line, read_line());
  double seconds = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), seconds);
  if (error != std::errc()) {
    return fail(Code::unavailable, "the peer answered '{}' instead of seconds", line);
  }
  return seconds;
}

}  // namespace cognate::bench
