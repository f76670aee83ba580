#include "store/backends/native/saved.h"

#include "base/error.h"

namespace cognate::store::native {

Status Saved::step(const std::array<Plane*, kParts>& planes) {
  while (part_ < kParts && chunk_ >= file_->section(static_cast<Part>(part_)).chunks()) {
    ++part_;
    chunk_ = 0;
  }
  if (done()) {
    return ok();
  }
  const auto part = static_cast<Part>(part_);
  if (!file_->check(part, chunk_)) {
    return fail(Code::corrupt, "the saved index is damaged: rows {} to {} of part {}",
                chunk_ * kChunkRows, (chunk_ + 1) * kChunkRows - 1, part_);
  }
  if (wanted_in_memory(part) && !planes[part_]->adopt(chunk_)) {
    return fail(Code::unavailable, "no memory for the vectors of the index");
  }
  ++chunk_;
  return ok();
}

}  // namespace cognate::store::native
