#include "store/payload_keeper.h"

#include <algorithm>
#include <shared_mutex>

#include "base/error.h"
#include "base/limits.h"
#include "store/truth/record.h"

namespace cognate::store {

Status PayloadKeeper::prepare(const std::stop_token& stop) {
  return index() == nullptr ? make(stop) : ok();
}

Result<RowSet> PayloadKeeper::passing(const Filter& filter, const std::stop_token& stop) const {
  const auto fetch = [&](std::span<const Row> rows, const DocumentVisitor& visit) -> Status {
    for (std::size_t begin = 0; begin < rows.size(); begin += limits::kCatchUpRows) {
      if (stop.stop_requested()) {
        return fail(Code::deadline, "told to stop");
      }
      const auto some = rows.subspan(begin, std::min(limits::kCatchUpRows, rows.size() - begin));
      TRY(const auto records, moment_.view->records(some));
      for (std::size_t i = 0; i < some.size(); ++i) {
        if (!records[i]) {
          return fail(Code::internal, "row {} of the payload index has no document", some[i]);
        }
        TRY(const Record record, decode_record(*records[i]));
        visit(some[i], record.id, record.payload, record.text);
      }
    }
    return ok();
  };
  return index()->evaluate(filter, fetch);
}

std::shared_ptr<PayloadIndex> PayloadKeeper::index() const {
  const std::lock_guard lock(mutex_);
  return index_;
}

/// Reads all documents of this moment, while writes wait in the list, and then takes up the list.
Status PayloadKeeper::make(const std::stop_token& stop) {
  const std::lock_guard alone(making_);
  if (index() != nullptr) {
    return ok();
  }
  std::shared_ptr<const TruthView> view;
  {
    const std::shared_lock now(moment_.mutex);
    const std::lock_guard lock(mutex_);
    view = moment_.view;
    state_ = State::in_the_making;
  }
  const auto index = std::make_shared<PayloadIndex>();
  return finish(index, read(*index, *view, stop));
}

Status PayloadKeeper::read(PayloadIndex& index, const TruthView& view,
                           const std::stop_token& stop) const {
  std::vector<Written> some;
  const auto take = [&](Row row, std::string_view record) -> Result<bool> {
    if (stop.stop_requested()) {
      return fail(Code::deadline, "told to stop");
    }
    some.push_back({row, std::string(record)});
    if (some.size() == limits::kCatchUpRows) {
      TRY_OK(add(some, index));
      some.clear();
    }
    return true;
  };
  TRY_OK(view.each_record(0, take));
  return add(some, index);
}

Status PayloadKeeper::finish(const std::shared_ptr<PayloadIndex>& index, Status status) {
  const std::lock_guard lock(mutex_);
  if (status) {
    status = add(waiting_, *index);
    index->erase(waiting_gone_);
  }
  waiting_.clear();
  waiting_gone_.clear();
  state_ = status ? State::ready : State::none;
  index_ = status ? index : nullptr;
  return status;
}

Status PayloadKeeper::add(std::span<const Written> written, PayloadIndex& index) {
  std::vector<Record> records;
  records.reserve(written.size());
  std::vector<PayloadIndex::Entry> entries;
  for (const Written& one : written) {
    TRY(Record record, decode_record(one.record));
    const Record& kept = records.emplace_back(std::move(record));
    entries.push_back({.row = one.row,
                       .id = kept.id,
                       .payload = &kept.payload,
                       .has_text = kept.text.has_value()});
  }
  index.add(entries);
  return ok();
}

Status PayloadKeeper::apply(const Change& change) {
  const std::lock_guard lock(mutex_);
  if (state_ == State::none) {
    return ok();
  }
  std::vector<Written> written;
  for (const Change::Put& put : change.puts) {
    written.push_back({put.row, put.record});
  }
  std::vector<Row> gone;
  for (const Change::Erased& erased : change.erased) {
    gone.push_back(erased.row);
  }
  if (state_ == State::in_the_making) {
    std::ranges::move(written, std::back_inserter(waiting_));
    waiting_gone_.insert(waiting_gone_.end(), gone.begin(), gone.end());
    return ok();
  }
  TRY_OK(add(written, *index_));
  index_->erase(gone);
  return ok();
}

PayloadIndexStats PayloadKeeper::stats() const {
  const auto index = this->index();
  return index == nullptr ? PayloadIndexStats() : index->stats();
}

}  // namespace cognate::store
