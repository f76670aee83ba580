// How requests come in: whole, or not at all.

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "embed/service.h"
#include "embed/token_estimate.h"

namespace cognate::embed {
namespace {

/// What a caller who waits shares with the request that he waits for.
struct Call {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::optional<Result<Matrix>> answer;  // guarded by mutex
  std::size_t rows = 0;                  // done; guarded by mutex
};

double megabytes(std::size_t bytes) {
  return static_cast<double>(bytes) / static_cast<double>(limits::kMiB);
}

/// How many of the texts make the next block: at least one.
std::size_t block_length(std::span<const std::string_view> texts, std::size_t texts_max) {
  std::size_t bytes = 0;
  std::size_t count = 0;
  while (count < std::min(texts.size(), texts_max) && bytes < limits::kBlockBytes) {
    bytes += texts[count++].size();
  }
  return count;
}

}  // namespace

Status LocalService::check_texts(Texts texts) const {
  if (texts.size() > options_.request_texts_max) {
    return fail(Code::invalid_argument, "{} texts in one request, {} are the most: send several",
                texts.size(), options_.request_texts_max);
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].size() > limits::kTextBytesMax) {
      return fail(Code::invalid_argument, "text {} has {:.1f} MB, {:.0f} are the most", i + 1,
                  megabytes(texts[i].size()), megabytes(limits::kTextBytesMax));
    }
  }
  return ok();
}

Result<MemoryHold> LocalService::hold_memory(std::size_t texts, std::size_t dimension) {
  const std::size_t bytes = texts * dimension * sizeof(float);
  if (memory_.reserve(bytes)) {
    return MemoryHold(memory_, bytes);
  }
  if (bytes > memory_.limit()) {
    return fail(
        Code::invalid_argument,
        "the vectors of {} texts need {:.0f} MB, and the memory limit is {:.0f} MB: ask for "
        "fewer at once, or raise service.memory_megabytes (EMBEDDING_MEMORY_LIMIT_MB)",
        texts, megabytes(bytes), megabytes(memory_.limit()));
  }
  return fail(Code::unavailable,
              "no memory now for the vectors of {} texts ({:.0f} MB; {:.0f} of {:.0f} MB are in "
              "use): try again later, or raise service.memory_megabytes "
              "(EMBEDDING_MEMORY_LIMIT_MB)",
              texts, megabytes(bytes), megabytes(memory_.used()), megabytes(memory_.limit()));
}

Result<std::shared_ptr<Request>> LocalService::admit(Texts texts, RequestOptions options,
                                                     Completion done, WhenFull when_full) {
  TRY_OK(check_texts(texts));
  if (options.model.empty()) {
    options.model = options_.model;
  }
  if (options.batch_size == 0) {
    options.batch_size =
        options_.batch_size > 0 ? options_.batch_size : auto_batch_size(texts.size());
  }
  TRY(auto info, models_.info(options.model));
  TRY(MemoryHold memory, hold_memory(texts.size(), info->dimension));
  std::string prompt(prompt_of(*info, options.embed));
  Lane lane{.model = options.model, .info = std::move(info), .prompt = std::move(prompt)};
  const auto request = std::make_shared<Request>(std::move(lane), std::move(options),
                                                 std::move(done), texts.size(), std::move(memory));
  Wanted wanted;
  wanted.found.resize(texts.size());
  wanted.tokens.resize(texts.size());
  const std::uint64_t seed = request->lane().seed();
  for (const std::string_view text : texts) {
    wanted.keys.push_back(hash128(text, seed));
  }
  TRY(const std::size_t expected, board(texts, wanted, request, when_full));
  if (expected == 0) {
    answer(*request, request->take());
  }
  return request;
}

void LocalService::look_up(Texts texts, Wanted& wanted, Request& request) const {
  std::vector<CacheGet> missing;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < wanted.keys.size(); ++row) {
    if (!wanted.found[row]) {
      missing.push_back({.key = wanted.keys[row], .vector = request.row(row)});
      rows.push_back(row);
    }
  }
  (request.options().embed.remember ? all_caches_ : caches_).get(missing);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    wanted.found[rows[i]] = missing[i].found;
    if (!missing[i].found) {
      wanted.tokens[rows[i]] = token_estimate(texts[rows[i]], request.lane().info->tokens_max);
    }
  }
}

Result<std::size_t> LocalService::board(Texts texts, Wanted& wanted,
                                        const std::shared_ptr<Request>& request,
                                        WhenFull when_full) {
  std::unique_lock lock(mutex_);
  bool looked = false;
  for (;;) {
    if (closed_) {
      return fail(Code::unavailable, "the embedding service is closed");
    }
    if (request->gone(options_.now())) {
      return gone_error(request->options());
    }
    if (!looked || (!caches_.empty() && wanted.landings != landings_)) {
      wanted.landings = landings_;
      lock.unlock();
      look_up(texts, wanted, *request);
      looked = true;
      lock.lock();
      continue;
    }
    const Amount more = fresh(texts, wanted);
    Status room = check_room(more);
    if (room) {
      break;
    }
    if (when_full == WhenFull::refuse || room.error().code != Code::unavailable) {
      return std::move(room).error();
    }
    room_.wait_until(lock, request->options().embed.stop, request->options().deadline,
                     [&] { return closed_ || check_room(more); });
  }
  return join(texts, wanted, request);
}

Amount LocalService::fresh(Texts texts, const Wanted& wanted) {
  Amount amount;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (!wanted.found[row] && queue_.find(wanted.keys[row]) == nullptr) {
      ++amount.texts;
      amount.tokens += wanted.tokens[row];
      amount.bytes += texts[row].size();
    }
  }
  return amount;
}

Status LocalService::check_room(const Amount& more) const {
  struct Row {
    const char* what;
    std::size_t waiting;
    std::size_t more;
    std::size_t most;
  };
  const Amount& waiting = queue_.waiting();
  const Row rows[] = {{"texts", waiting.texts, more.texts, options_.queue_texts_max},
                      {"tokens", waiting.tokens, more.tokens, options_.queue_tokens_max},
                      {"bytes", waiting.bytes, more.bytes, options_.queue_bytes_max}};
  for (const Row& row : rows) {
    if (row.more > row.most) {
      return fail(Code::invalid_argument,
                  "a request of {} {} is more than the queue ever holds ({}): send several",
                  row.more, row.what, row.most);
    }
    if (row.waiting + row.more > row.most) {
      return fail(Code::unavailable,
                  "overloaded: {} {} wait already, {} more would be over the limit of {}; try "
                  "again later",
                  row.waiting, row.what, row.more, row.most);
    }
  }
  return ok();
}

std::size_t LocalService::join(Texts texts, const Wanted& wanted,
                               const std::shared_ptr<Request>& request) {
  std::size_t expected = 0;
  std::size_t found = 0;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (wanted.found[row]) {
      ++found;
      continue;
    }
    Flight* flight = queue_.find(wanted.keys[row]);
    const bool others = flight != nullptr;
    if (others && flight->waiters.back().request == request) {
      request->repeat(row, flight->waiters.back().row);
      continue;
    }
    if (!others) {
      flight = &queue_.add(*request, wanted.keys[row], texts[row], wanted.tokens[row]);
    }
    metrics_.shared.add(others ? 1 : 0);
    flight->remember = flight->remember || request->options().embed.remember;
    flight->waiters.push_back({.request = request, .row = row});
    ++expected;
  }
  metrics_.hits.add(found);
  metrics_.misses.add(caches_.empty() ? 0 : texts.size() - found);
  request->expect(expected);
  if (!request->pending.empty()) {
    queue_.enqueue(request);
    wake_.notify_one();
  }
  show_queue();
  return expected;
}

void LocalService::submit(std::vector<std::string> texts, RequestOptions options, Completion done) {
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  auto request = admit(views, std::move(options), done, WhenFull::refuse);
  if (!request) {
    count(request.error().code);
    done(std::move(request).error());
  }
}

Result<Matrix> LocalService::wait_for(Texts texts, const RequestOptions& options,
                                      WhenFull when_full) {
  const auto call = std::make_shared<Call>();
  RequestOptions inside = options;
  if (options.embed.progress) {
    inside.embed.progress = [call](std::size_t done, std::size_t) {
      const std::lock_guard lock(call->mutex);
      call->rows = std::max(call->rows, done);
      call->changed.notify_one();
    };
  }
  const auto done = [call](Result<Matrix> vectors) {
    const std::lock_guard lock(call->mutex);
    call->answer.emplace(std::move(vectors));
    call->changed.notify_one();
  };
  auto request = admit(texts, std::move(inside), done, when_full);
  if (!request) {
    count(request.error().code);
    return std::move(request).error();
  }
  std::unique_lock lock(call->mutex);
  std::size_t shown = 0;
  while (!call->answer) {
    const bool news = call->changed.wait_until(lock, options.embed.stop, options.deadline,
                                               [&] { return call->answer || call->rows > shown; });
    if (!news) {
      lock.unlock();
      answer(**request, gone_error(options));  // unless a worker was faster
      lock.lock();
      call->changed.wait(lock, [&] { return call->answer.has_value(); });
    } else if (call->rows > shown) {
      shown = call->rows;
      lock.unlock();
      options.embed.progress(shown, texts.size());
      lock.lock();
    }
  }
  return *std::move(call->answer);
}

Result<Matrix> LocalService::request(std::span<const std::string_view> texts,
                                     const RequestOptions& options) {
  const std::size_t texts_max = std::min(options_.block_texts, options_.request_texts_max);
  std::size_t count = block_length(texts, texts_max);
  if (count == texts.size()) {
    return wait_for(texts, options, WhenFull::refuse);
  }
  RequestOptions block = options;
  if (options.batch_size == 0 && options_.batch_size == 0) {
    block.batch_size = auto_batch_size(texts.size());
  }
  TRY(const auto info, models_.info(options.model.empty() ? options_.model : options.model));
  TRY(const MemoryHold memory, hold_memory(texts.size(), info->dimension));
  Matrix vectors(texts.size(), info->dimension);
  for (std::size_t first = 0; first < texts.size(); first += count) {
    count = block_length(texts.subspan(first), texts_max);
    if (options.embed.progress) {
      block.embed.progress = [&](std::size_t done, std::size_t) {
        options.embed.progress(first + done, texts.size());
      };
    }
    const WhenFull when_full = first == 0 ? WhenFull::refuse : WhenFull::wait;
    TRY(const Matrix part, wait_for(texts.subspan(first, count), block, when_full));
    std::ranges::copy(part.values(), vectors.row(first).begin());
  }
  return vectors;
}

Result<Matrix> LocalService::batch_generate_embeddings(std::span<const Column> columns,
                                                       const RequestOptions& options) {
  std::vector<std::string> texts;
  for (const Column& column : columns) {
    texts.push_back(options_.column_text(column));
  }
  RequestOptions remembered = options;
  remembered.embed.remember = true;
  return request(std::vector<std::string_view>(texts.begin(), texts.end()), remembered);
}

}  // namespace cognate::embed
