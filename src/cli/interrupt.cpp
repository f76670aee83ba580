#include "cli/interrupt.h"

#include <pthread.h>

#include <atomic>
#include <csignal>
#include <mutex>
#include <thread>
#include <utility>

namespace cognate::cli {
namespace {

std::stop_source& source() {
  static std::stop_source instance;
  return instance;
}

std::atomic<int> first_signal{0};

std::mutex hangup_mutex;
std::function<void()> hangup_call;  // guarded by hangup_mutex

/// Whether somebody took the signal for something else than a stop.
bool is_taken(int number) {
  const std::lock_guard lock(hangup_mutex);
  if (number != SIGHUP || !hangup_call) {
    return false;
  }
  hangup_call();
  return true;
}

/// Those of the signals that our parent did not tell us to ignore (nohup does).
sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    sigaction(number, nullptr, &action);
    if (action.sa_handler != SIG_IGN) {
      sigaddset(&set, number);
    }
  }
  return set;
}

void watch(sigset_t set) {
  int number = 0;
  do {
    if (sigwait(&set, &number) != 0) {
      return;
    }
  } while (is_taken(number));
  first_signal = number;
  source().request_stop();
  // From here on the next one does what it always does: it ends the program.
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  for (;;) {
    std::this_thread::sleep_for(std::chrono::hours(1));
  }
}

}  // namespace

void watch_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  const sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);  // inherited by every thread made from now on
  source();
  std::thread(watch, set).detach();
}

void on_hangup(std::function<void()> call) {
  const std::lock_guard lock(hangup_mutex);
  hangup_call = std::move(call);
}

std::stop_token interrupt_token() { return source().get_token(); }

int interrupt_signal() noexcept { return first_signal; }

}  // namespace cognate::cli
