#pragma once
// The thread of a store that improves its index while nobody waits for it, saves it now and then,
// and, where writes are relaxed, brings them to disk every second.

#include <condition_variable>
#include <mutex>
#include <thread>

#include "store/index_keeper.h"
#include "store/truth/truth.h"

namespace cognate::store {

class Caretaker {
 public:
  Caretaker(Truth& truth, IndexKeeper& keeper, bool relaxed);
  /// Stops the work and waits for its end.
  ~Caretaker();
  Caretaker(const Caretaker&) = delete;
  Caretaker& operator=(const Caretaker&) = delete;

  /// Something was written.
  void wake();

 private:
  void run(const std::stop_token& stop);
  Status care(const std::stop_token& stop);

  Truth& truth_;
  IndexKeeper& keeper_;
  const bool relaxed_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool due_ = true;  // guarded by mutex_
  std::jthread thread_;
};

}  // namespace cognate::store
