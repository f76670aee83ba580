#include "embed/work.h"

#include <algorithm>

#include "base/error.h"

namespace cognate::embed {

std::uint64_t Lane::seed() const {
  return hash64(fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", info->model, info->revision,
                            info->precision, info->dimension, info->tokens_max, info->normalized,
                            prompt));
}

bool Lane::same(const Lane& other) const {
  return prompt == other.prompt && model == other.model && info->revision == other.info->revision;
}

Request::Request(Lane lane, RequestOptions options, Done done, std::size_t texts, MemoryHold memory)
    : lane_(std::move(lane)),
      options_(std::move(options)),
      done_(std::move(done)),
      memory_(std::move(memory)),
      vectors_(texts, lane_.info->dimension) {}

bool Request::count(std::size_t rows) {
  const std::size_t missing = missing_.fetch_sub(rows, std::memory_order_acq_rel) - rows;
  if (options_.embed.progress) {
    options_.embed.progress(this->rows() - missing, this->rows());
  }
  return missing == 0;
}

Matrix Request::take() {
  for (const auto& [row, like] : repeats_) {
    std::ranges::copy(vectors_.row(like), vectors_.row(row).begin());
  }
  return std::move(vectors_);
}

bool Request::gone(Clock::time_point now) const {
  return finished_.load(std::memory_order_acquire) || options_.embed.stop.stop_requested() ||
         options_.deadline <= now;
}

Error gone_error(const RequestOptions& options) {
  return options.embed.stop.stop_requested()
             ? fail(Code::deadline, "embedding was stopped")
             : fail(Code::deadline, "embedding was not done before the deadline of the request");
}

}  // namespace cognate::embed
