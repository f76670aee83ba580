#include "embed/service.h"

#include <algorithm>
#include <new>

#include "base/error.h"

namespace cognate::embed {
namespace {

/// Whether the error may be the fault of one text of many, so that the others deserve another try.
bool may_be_one_text(Code code) {
  return code != Code::deadline && code != Code::unavailable && code != Code::not_found;
}

std::vector<Cache*> with_disk(std::vector<Cache*> levels, Cache* disk) {
  if (disk != nullptr) {
    levels.push_back(disk);
  }
  return levels;
}

Error closed_error() {
  return fail(Code::unavailable, "the embedding service was closed before the request was done");
}

}  // namespace

Result<std::unique_ptr<EmbeddingService>> make_service(ServiceOptions options, ServiceParts parts) {
  if (options.calls_max == 0 || options.calls_max > limits::kCallsMax || options.threads == 0 ||
      options.threads > limits::kThreadsMax || options.batch_size > limits::kBatchSizeMax) {
    return fail(Code::invalid_argument,
                "an embedding service makes 1 to {} calls at once, of 1 to {} threads and at most "
                "{} texts in a group",
                limits::kCallsMax, limits::kThreadsMax, limits::kBatchSizeMax);
  }
  TRY(const auto info, parts.models.keep(options.model));
  return std::make_unique<LocalService>(std::move(options), std::move(parts), *info);
}

LocalService::LocalService(ServiceOptions options, ServiceParts parts, const EmbedderInfo& info)
    : options_(std::move(options)),
      rules_{.groups = options_.threads * limits::kGroupsPerThread,
             .tokens_max = options_.threads * limits::kGroupsPerThread * limits::kGroupTokens},
      models_(parts.models),
      caches_(parts.caches),
      all_caches_(with_disk(std::move(parts.caches), parts.disk)),
      disk_(parts.disk),
      memory_(parts.memory),
      info_(info),
      metrics_(parts.metrics) {
  for (std::size_t i = 0; i < options_.calls_max; ++i) {
    workers_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
}

LocalService::~LocalService() { close(std::chrono::milliseconds(0)); }

bool LocalService::close(std::chrono::milliseconds grace) {
  const std::lock_guard alone(closing_);
  std::unique_lock lock(mutex_);
  closed_ = true;
  room_.notify_all();
  const bool idle = idle_.wait_for(lock, grace, [this] { return queue_.empty() && running_ == 0; });
  const auto left = queue_.abandon();
  show_queue();
  lock.unlock();
  stop_now_.request_stop();
  for (const auto& request : left) {
    answer(*request, closed_error());
  }
  workers_.clear();
  return idle;
}

void LocalService::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (wake_.wait(lock, stop, [this] { return !queue_.empty(); })) {
    const Batch batch = queue_.take(rules_, options_.now());
    ++running_;
    show_queue();
    room_.notify_all();
    if (!queue_.empty()) {
      wake_.notify_one();  // a request wakes one worker; what it leaves is another's
    }
    lock.unlock();
    metrics_.dropped.add(batch.dropped);
    for (const auto& request : batch.gone) {
      answer(*request, gone_error(request->options()));
    }
    if (!batch.flights.empty()) {
      compute(batch, batch.flights);
    }
    lock.lock();
    --running_;
    idle_.notify_all();
  }
}

void LocalService::compute(const Batch& batch, std::span<Flight* const> flights) {
  const Attempt tried = attempt(batch, flights);
  const bool halve = !tried.vectors && tried.model_was_asked && flights.size() > 1 &&
                     may_be_one_text(tried.vectors.error().code);
  if (!halve) {
    return land(flights, tried.vectors);
  }
  compute(batch, flights.first(flights.size() / 2));
  compute(batch, flights.subspan(flights.size() / 2));
}

LocalService::Attempt LocalService::attempt(const Batch& batch, std::span<Flight* const> flights) {
  auto model = models_.acquire(batch.lane.model);
  if (!model) {
    return {.vectors = std::move(model).error()};
  }
  const EmbedderInfo& info = (*model)->info();
  if (info.revision != batch.lane.info->revision || info.mark != batch.lane.info->mark) {
    return {.vectors =
                fail(Code::unavailable, "{}: was replaced while the request waited; ask again",
                     batch.lane.model)};
  }
  return {.vectors = call(**model, batch, flights), .model_was_asked = true};
}

Result<Matrix> LocalService::call(Embedder& model, const Batch& batch,
                                  std::span<Flight* const> flights) {
  std::vector<std::string_view> texts;
  std::size_t tokens = 0;
  for (const Flight* const flight : flights) {
    texts.push_back(flight->text);
    tokens += flight->tokens;
  }
  const auto count = static_cast<double>(texts.size());
  metrics_.batch_texts.observe(count);
  metrics_.batch_tokens.observe(static_cast<double>(tokens));
  const Stopwatch watch;
  try {
    auto vectors = model.embed(texts, {.prompt = batch.lane.prompt, .stop = stop_now_.get_token()});
    if (vectors &&
        (vectors->rows() != texts.size() || vectors->columns() != batch.lane.info->dimension)) {
      return fail(Code::internal, "{}: gave {} vectors of {} numbers for {} texts",
                  batch.lane.model, vectors->rows(), vectors->columns(), texts.size());
    }
    if (vectors) {
      metrics_.computed.add(texts.size());
      metrics_.seconds_per_text.observe(watch.seconds() / count, texts.size());
    }
    return vectors;
  } catch (const std::bad_alloc&) {
    return fail(Code::internal, "not enough memory to embed {} texts of about {} tokens",
                texts.size(), tokens);
  }
}

void LocalService::land(std::span<Flight* const> flights, const Result<Matrix>& vectors) {
  if (vectors && !caches_.empty()) {
    keep(flights, *vectors);
  }
  std::vector<Flight> landed;
  {
    const std::lock_guard lock(mutex_);
    landed = queue_.land(flights);
    ++landings_;
  }
  if (vectors) {
    return deliver(landed, *vectors);
  }
  for (const Flight& flight : landed) {
    for (const Waiter& waiter : flight.waiters) {
      answer(*waiter.request, stop_now_.stop_requested() ? closed_error() : vectors.error());
    }
  }
}

void LocalService::keep(std::span<Flight* const> flights, const Matrix& vectors) {
  std::vector<CachePut> news;
  for (std::size_t i = 0; i < flights.size(); ++i) {
    news.push_back({.key = flights[i]->key, .vector = vectors.row(i)});
  }
  caches_.put(news);
  if (disk_ == nullptr) {
    return;
  }
  std::vector<CachePut> remembered;
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < flights.size(); ++i) {
      if (flights[i]->remember) {
        remembered.push_back(news[i]);
      }
    }
  }
  disk_->put(remembered);
}

void LocalService::deliver(const std::vector<Flight>& flights, const Matrix& vectors) {
  std::vector<Request*> rows;  // one entry a row filled
  for (std::size_t i = 0; i < flights.size(); ++i) {
    for (const Waiter& waiter : flights[i].waiters) {
      std::ranges::copy(vectors.row(i), waiter.request->row(waiter.row).begin());
      rows.push_back(waiter.request.get());
    }
  }
  std::ranges::sort(rows);
  for (auto first = rows.begin(); first != rows.end();) {
    const auto last = std::upper_bound(first, rows.end(), *first);
    if ((*first)->count(static_cast<std::size_t>(last - first))) {
      answer(**first, (*first)->take());
    }
    first = last;
  }
}

void LocalService::answer(Request& request, Result<Matrix> vectors) {
  if (!request.claim()) {
    return;
  }
  if (vectors) {
    metrics_.requests.add();
    metrics_.texts.add(vectors->rows());
    metrics_.request_seconds.observe(
        std::chrono::duration<double>(Clock::now() - request.arrived()).count());
  } else {
    count(vectors.error().code);
  }
  request.answer(std::move(vectors));
}

void LocalService::count(Code code) {
  metrics_.requests.add();
  (code == Code::deadline ? metrics_.cancelled : metrics_.failed).add();
  metrics_.refused.add(code == Code::unavailable ? 1 : 0);
}

void LocalService::show_queue() {
  const Amount& waiting = queue_.waiting();
  metrics_.queued_texts.set(static_cast<double>(waiting.texts));
  metrics_.queued_tokens.set(static_cast<double>(waiting.tokens));
  metrics_.queued_bytes.set(static_cast<double>(waiting.bytes));
  metrics_.memory_bytes.set(static_cast<double>(memory_.used()));
  metrics_.memory_limit_bytes.set(static_cast<double>(memory_.limit()));
}

}  // namespace cognate::embed
