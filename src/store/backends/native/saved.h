#pragma once
// A loaded index on its way into memory: chunk by chunk it is checked and, where it is wanted there
// or will be written to, copied. For the thread that changes the index.

#include <cstddef>
#include <memory>

#include "store/backends/native/index_file.h"

namespace cognate::store::native {

class Saved {
 public:
  Saved(std::shared_ptr<const IndexFile> file, bool codes_in_memory)
      : file_(std::move(file)), codes_in_memory_(codes_in_memory) {}

  bool done() const noexcept { return part_ == kParts; }
  /// The next chunk. Errors: corrupt, unavailable (memory).
  Status step(const std::array<Plane*, kParts>& planes);

 private:
  bool wanted_in_memory(Part part) const noexcept {
    return part == Part::links ||
           (codes_in_memory_ && (part == Part::codes || part == Part::lower));
  }

  std::shared_ptr<const IndexFile> file_;
  bool codes_in_memory_;
  std::size_t part_ = 0;
  std::size_t chunk_ = 0;
};

}  // namespace cognate::store::native
