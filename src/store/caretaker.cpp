#include "store/caretaker.h"

#include <chrono>

#include "base/limits.h"
#include "base/log.h"

namespace cognate::store {
namespace {

constexpr std::chrono::seconds kPause{1};  // what "relaxed" may lose

}  // namespace

Caretaker::Caretaker(Truth& truth, IndexKeeper& keeper, bool relaxed)
    : truth_(truth),
      keeper_(keeper),
      relaxed_(relaxed),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Caretaker::~Caretaker() {
  thread_.request_stop();
  thread_.join();
}

void Caretaker::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (due_) {
      return;
    }
    due_ = true;
  }
  changed_.notify_one();
}

void Caretaker::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, stop, [this] { return due_; });
      due_ = false;
    }
    const Status status = care(stop);
    if (!status && status.error().code != Code::deadline) {
      log::warning("{}", status.error().message);
    }
    // Writes come in swarms; what they leave to do waits for the next round.
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, kPause, [] { return false; });
  }
}

Status Caretaker::care(const std::stop_token& stop) {
  if (relaxed_) {
    TRY_OK(truth_.sync());
  }
  for (bool more = true; more && !stop.stop_requested();) {
    auto improved = keeper_.improve(stop);
    if (!improved && improved.error().code == Code::corrupt) {
      // Damage that loading did not see, since it does not read all.
      log::warning("{}; the index is made anew", improved.error().message);
      return keeper_.rebuild(stop);
    }
    TRY(more, std::move(improved));
  }
  const bool due = keeper_.unsaved_rows() >= limits::kIndexSaveRows &&
                   keeper_.unsaved_share() >= limits::kIndexSaveShare;
  return due && !stop.stop_requested() ? keeper_.save() : ok();
}

}  // namespace cognate::store
