#pragma once
// Who has a store open: one writer, or any number of readers. Held by flock(2), so it goes with the
// process, whatever ends it. Thread-safety: for one thread.

#include <string>

#include "cognate/result.h"

namespace cognate::store {

class FolderLock {
 public:
  enum class For { reading, writing };

  /// Takes the lock of a folder, without waiting. Where a reader may not make the file, nobody can
  /// write there either, and there is nothing to lock. Errors: unavailable (another has it), io.
  static Result<FolderLock> take(const std::string& folder, For use);

  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;  // -1: nothing to lock
};

}  // namespace cognate::store
