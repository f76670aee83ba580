#pragma once
// Ctrl-C and a polite kill become a request to stop, so that work ends between two steps and leaves
// no half file. A second one ends the program at once.

#include <functional>
#include <stop_token>

namespace cognate::cli {

/// Takes over SIGINT, SIGTERM and SIGHUP (those that were not ignored), and ignores SIGPIPE: a
/// closed pipe is an error of the write. REQUIRES: called once, before any thread is made.
void watch_signals();

/// Asked to stop by the first of these signals.
std::stop_token interrupt_token();

/// From now on SIGHUP means this and no longer a stop; an empty function gives it back its meaning.
/// Called on a thread of its own.
void on_hangup(std::function<void()> call);

/// The signal that asked, or 0.
int interrupt_signal() noexcept;

}  // namespace cognate::cli
