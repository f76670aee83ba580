#include "store/writer.h"

#include <algorithm>
#include <shared_mutex>
#include <utility>

#include "base/error.h"
#include "base/limits.h"
#include "store/checks.h"
#include "store/truth/record.h"

namespace cognate::store {
namespace {

bool has_filter(const Selection* selection) {
  return selection != nullptr && selection->filter.has_value();
}

}  // namespace

/// A change as it grows call by call. What one call does, the next ones see.
class Writer::Draft {
 public:
  Draft(const Truth& truth, Moment& moment, PayloadKeeper& payloads)
      : view_(truth.view()),
        moment_(moment),
        payloads_(payloads),
        change_{.counters = truth.counters()} {}

  Status upsert(const Call& call, std::size_t dimension) {
    std::vector<std::string_view> ids;
    for (const Document& document : call.documents) {
      ids.push_back(document.id);
    }
    TRY_OK(look_up(ids));
    for (std::size_t i = 0; i < ids.size(); ++i) {
      states_[ids[i]].put = change_.puts.size();
      change_.puts.push_back({.id = ids[i],
                              .record = call.records[i],
                              .vector = std::span(call.vectors).subspan(i * dimension, dimension)});
    }
    return ok();
  }

  Result<std::size_t> erase(const Selection& selection) {
    std::vector<std::string_view> ids(selection.ids.begin(), selection.ids.end());
    if (selection.filter) {
      TRY_OK(add_passing(*selection.filter, ids));
    }
    TRY_OK(look_up(ids));
    std::size_t count = 0;
    for (const std::string_view id : ids) {
      State& state = states_[id];
      count += state.is_there() ? 1 : 0;
      state.put = kNone;
      state.erased = true;
    }
    return count;
  }

  /// Gives out rows and settles what is left of it all. Error unavailable: no rows are left.
  Result<Change> finish() {
    if (change_.puts.size() >= kNoRow - change_.counters.next_row) {
      return fail(Code::unavailable,
                  "all {} rows of this store were given out; export it into a new one", kNoRow);
    }
    std::size_t number = 0;
    std::erase_if(change_.puts, [&](Change::Put& put) {
      const bool last = states_[put.id].put == number++;
      put.row = last ? change_.counters.next_row++ : kNoRow;
      return !last;
    });
    for (const auto& [id, state] : states_) {
      const bool new_row = state.put != kNone;
      if (state.stored != kNoRow && (new_row || state.erased)) {
        change_.erased.push_back({.row = state.stored, .id = new_row ? std::string_view() : id});
      }
      change_.counters.documents += state.is_there() ? 1 : 0;
      change_.counters.documents -= state.stored != kNoRow ? 1 : 0;
    }
    std::ranges::sort(change_.erased, {}, &Change::Erased::row);
    ++change_.counters.changes;
    return std::move(change_);
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  /// What becomes of one id.
  struct State {
    Row stored = kNoRow;      // what the truth has
    std::size_t put = kNone;  // the last of the puts
    bool erased = false;      // what the truth has, is gone
    bool is_there() const { return put != kNone || (stored != kNoRow && !erased); }
  };

  Status look_up(std::span<const std::string_view> ids) {
    std::vector<std::string_view> unknown;
    std::ranges::copy_if(ids, std::back_inserter(unknown),
                         [&](std::string_view id) { return !states_.contains(id); });
    TRY(const auto rows, view_->rows_of(unknown));
    for (std::size_t i = 0; i < unknown.size(); ++i) {
      states_.emplace(unknown[i], State{.stored = rows[i]});
    }
    return ok();
  }

  Status add_passing(const Filter& filter, std::vector<std::string_view>& ids) {
    TRY_OK(payloads_.prepare({}));
    std::vector<Row> rows;
    {
      const std::shared_lock lock(moment_.mutex);
      TRY(const RowSet passing, payloads_.passing(filter, {}));
      passing.bits().each([&](Row row) { rows.push_back(row); });
    }
    TRY(const auto records, view_->records(rows));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!records[i]) {
        return fail(Code::internal, "row {} passes the filter, but has no document", rows[i]);
      }
      TRY(const std::string_view id, record_id(*records[i]));
      ids.push_back(passing_ids_.emplace_back(id));
    }
    return ok();
  }

  std::unique_ptr<TruthView> view_;
  Moment& moment_;
  PayloadKeeper& payloads_;
  Change change_;
  std::unordered_map<std::string_view, State> states_;
  std::deque<std::string> passing_ids_;  // which views look into
};

Status Writer::check_and_encode(Call& call) const {
  call.records.reserve(call.documents.size());
  call.vectors.reserve(call.documents.size() * spec_.dimension);
  for (std::size_t i = 0; i < call.documents.size(); ++i) {
    const Document& document = call.documents[i];
    Status status = check_document(document);
    if (status) {
      status = append_vector(spec_, document.vector, call.vectors);
    }
    if (!status) {
      return std::move(status).error().within(
          fmt::format("document {} (\"{}\")", i, document.id.substr(0, 80)));
    }
    call.records.push_back(encode_record(document.id, document.payload, document.text));
    call.bytes += call.records.back().size() + document.id.size();
  }
  call.bytes += call.vectors.size() * sizeof(float);
  if (call.bytes > limits::kUpsertBytesMax) {
    return fail(Code::invalid_argument, "{} bytes in one upsert; at most {} are taken: send parts",
                call.bytes, limits::kUpsertBytesMax);
  }
  return ok();
}

Status Writer::upsert(std::span<const Document> documents) {
  Call call{.documents = documents};
  TRY_OK(check_and_encode(call));
  return wait_and_write(call);
}

Result<std::size_t> Writer::erase(const Selection& selection) {
  if (selection.ids.empty() && !selection.filter) {
    return fail(Code::invalid_argument,
                "nothing is said of what to erase; name ids, or a filter (one that lets everything "
                "pass empties the store)");
  }
  if (selection.filter) {
    TRY_OK(check_filter(*selection.filter));
  }
  Call call{.selection = &selection};
  TRY_OK(wait_and_write(call));
  return call.erased;
}

Status Writer::wait_and_write(Call& call) {
  std::vector<Call*> calls;
  {
    std::unique_lock lock(mutex_);
    queue_.push_back(&call);
    const auto is_first = [&] { return !queue_.empty() && queue_.front() == &call; };
    changed_.wait(lock, [&] { return call.done || (!taken_ && is_first()); });
    if (call.done) {
      return std::move(call.status);
    }
    taken_ = true;
    calls = group();
  }
  write(calls);
  {
    const std::lock_guard lock(mutex_);
    for (Call* other : calls) {
      other->done = true;
    }
  }
  changed_.notify_all();
  return std::move(call.status);
}

/// Those at the front of the queue that are written together. A filter is asked of what the truth
/// has, so a call with one stands alone. REQUIRES: mutex_ is held.
std::vector<Writer::Call*> Writer::group() const {
  std::vector<Call*> calls;
  std::size_t bytes = 0;
  for (Call* call : queue_) {
    bytes += call->bytes;
    const bool alone = has_filter(call->selection);
    if (!calls.empty() && (alone || bytes > limits::kWriteGroupBytes)) {
      break;
    }
    calls.push_back(call);
    if (alone) {
      break;
    }
  }
  return calls;
}

/// The next may write. Those of our group have left the queue and wait for their answers.
void Writer::hand_over(std::size_t calls) {
  {
    const std::lock_guard lock(mutex_);
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(calls));
    taken_ = false;
  }
  changed_.notify_all();
}

/// REQUIRES: nobody else writes until hand_over().
void Writer::write(std::span<Call* const> calls) {
  if (has_filter(calls.front()->selection)) {
    // What the truth has must be in the payload index, too: whoever told it has ended their turn.
    keeper_.take_turn().unlock();
  }
  Draft draft(truth_, moment_, payloads_);
  const auto change = [&]() -> Result<Change> {
    for (Call* call : calls) {
      if (call->selection == nullptr) {
        TRY_OK(draft.upsert(*call, spec_.dimension));
      } else {
        TRY(call->erased, draft.erase(*call->selection));
      }
    }
    return draft.finish();
  }();
  Status status = change ? ok() : Status(change.error());
  const bool changes = change && !(change->puts.empty() && change->erased.empty());
  if (changes) {
    status = truth_.commit(*change);
  }
  std::shared_ptr<const TruthView> view = truth_.view();
  // The turn at the index is taken before the next may write: changes come to it in their order.
  const auto turn = keeper_.take_turn();
  hand_over(calls.size());
  if (status && changes) {
    status = tell_indexes(turn, *change, std::move(view));
  }
  for (Call* call : calls) {
    call->status = status;
  }
}

Status Writer::tell_indexes(const IndexKeeper::Turn& turn, const Change& change,
                            std::shared_ptr<const TruthView> view) {
  std::vector<Row> added;
  std::vector<float> vectors;
  std::vector<Row> erased;
  for (const Change::Put& put : change.puts) {
    added.push_back(put.row);
    vectors.insert(vectors.end(), put.vector.begin(), put.vector.end());
  }
  for (const Change::Erased& gone : change.erased) {
    erased.push_back(gone.row);
  }
  // The view before this one goes after the lock.
  const std::unique_lock lock(moment_.mutex);
  std::swap(moment_.view, view);
  const Status told = payloads_.apply(change);
  TRY_OK(keeper_.apply(turn, added, vectors, erased));
  return told;
}

}  // namespace cognate::store
