#include "store/filter/payload_index.h"

#include <algorithm>
#include <mutex>
#include <shared_mutex>

#include "base/hash.h"
#include "store/filter/matches.h"

namespace cognate::store {
namespace {

constexpr std::size_t kSettleRows = 1024;
constexpr std::size_t kErasedLeast = 4096;

Number id_key(std::string_view id) { return Number(static_cast<std::int64_t>(hash64(id))); }

/// Whether a value can be kept in a column.
bool is_short(const Plain& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  return text == nullptr || text->size() <= limits::kIndexedStringBytesMax;
}

/// The values of one kind among `wanted`, rising, each as a T.
template <class T, class Take>
std::vector<T> sorted(std::span<const Scalar> wanted, Take take) {
  std::vector<T> values;
  for (const Scalar& one : wanted) {
    if (const std::optional<T> value = take(plain(one))) {
      values.push_back(*value);
    }
  }
  std::ranges::sort(values);
  return values;
}

void keep_only(RowBitmap& bitmap, const Bits& live) {
  std::vector<Row> rows = bitmap.rows();
  std::erase_if(rows, [&](Row row) { return !live.holds(row); });
  bitmap.clear();
  bitmap.add(rows);
}

bool is_negated(const Filter& filter) {
  return filter.op == Filter::Op::ne || filter.op == Filter::Op::nin ||
         (filter.op == Filter::Op::exists && !std::get<bool>(filter.values.front()));
}

bool asks_equality(Filter::Op op) {
  using enum Filter::Op;
  return op == eq || op == ne || op == in || op == nin;
}

}  // namespace

// Values and fields.

void PayloadIndex::Values::add(const Plain& value, Row row) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    flags.add(Number(std::int64_t{*flag}), row);
  } else if (const auto* number = std::get_if<Number>(&value)) {
    numbers.add(*number, row);
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    strings.add(std::string(*text), row);
  }
}

void PayloadIndex::Values::settle(const Bits* keep) {
  flags.settle(keep);
  numbers.settle(keep);
  strings.settle(keep);
}

void PayloadIndex::Values::select(Filter::Op op, const Plain& wanted, Bits& out) const {
  if (const auto* flag = std::get_if<bool>(&wanted)) {
    flags.select(op, Number(std::int64_t{*flag}), out);
  } else if (const auto* number = std::get_if<Number>(&wanted)) {
    numbers.select(op, *number, out);
  } else if (const auto* text = std::get_if<std::string_view>(&wanted)) {
    strings.select(op, *text, out);
  }
}

void PayloadIndex::Values::select_any(std::span<const Scalar> wanted, Bits& out) const {
  const auto flag = [](const Plain& value) {
    const auto* held = std::get_if<bool>(&value);
    return held == nullptr ? std::nullopt : std::optional(Number(std::int64_t{*held}));
  };
  const auto number = [](const Plain& value) {
    const auto* held = std::get_if<Number>(&value);
    return held == nullptr ? std::nullopt : std::optional(*held);
  };
  const auto text = [](const Plain& value) {
    const auto* held = std::get_if<std::string_view>(&value);
    return held == nullptr ? std::nullopt : std::optional(*held);
  };
  flags.select_any<Number>(sorted<Number>(wanted, flag), out);
  numbers.select_any<Number>(sorted<Number>(wanted, number), out);
  strings.select_any<std::string_view>(sorted<std::string_view>(wanted, text), out);
}

std::size_t PayloadIndex::Values::bytes() const noexcept {
  return flags.bytes() + numbers.bytes() + strings.bytes();
}

std::size_t PayloadIndex::Field::bytes() const {
  return present.bytes() + unknown.bytes() + scalars.bytes() + elements.bytes();
}

// Writing.

void PayloadIndex::add(std::span<const Entry> entries) {
  if (entries.empty()) {
    return;
  }
  const std::unique_lock lock(mutex_);
  live_.grow(std::size_t{entries.back().row} + 1);
  with_text_.grow(live_.rows());
  for (const Entry& entry : entries) {
    live_.add(entry.row);
    if (entry.has_text) {
      with_text_.add(entry.row);
    }
    ids_.add(id_key(entry.id), entry.row);
    for (const auto& [name, value] : *entry.payload) {
      add_value(name, value, entry.row);
    }
  }
  settle_now_and_then(entries.size());
}

void PayloadIndex::add_value(const std::string& name, const Value& value, Row row) {
  if (std::holds_alternative<std::monostate>(value)) {
    return;
  }
  auto found = fields_.find(name);
  if (found == fields_.end()) {
    if (fields_.size() >= options_.fields_max) {
      beyond_.add(row);
      return;
    }
    found = fields_.try_emplace(name).first;
  }
  Field& field = found->second;
  field.present.add(row);
  bool known = !field.left_out;
  const auto add_to = [&](Values& values, const Plain& one) {
    if (is_short(one) && !field.left_out) {
      values.add(one, row);
    } else {
      known = false;
    }
  };
  if (const auto* list = std::get_if<std::vector<Scalar>>(&value)) {
    for (const Scalar& one : *list) {
      add_to(field.elements, plain(one));
    }
  } else {
    add_to(field.scalars, plain(value));
  }
  if (!known) {
    field.unknown.add(row);
  }
}

void PayloadIndex::erase(std::span<const Row> rows) {
  const std::unique_lock lock(mutex_);
  for (const Row row : rows) {
    if (live_.holds(row)) {
      live_.remove(row);
      ++erased_;
    }
  }
  settle_now_and_then(rows.size());
}

void PayloadIndex::settle_now_and_then(std::size_t rows) {
  unsettled_ += rows;
  if (unsettled_ < kSettleRows) {
    return;
  }
  unsettled_ = 0;
  if (erased_ > std::max(kErasedLeast, live_.count() / 2)) {
    drop_erased();
  }
  ids_.settle();
  for (auto& [name, field] : fields_) {
    field.scalars.settle(nullptr);
    field.elements.settle(nullptr);
  }
  leave_out_largest();
}

void PayloadIndex::drop_erased() {
  ids_.settle(&live_);
  keep_only(beyond_, live_);
  for (auto& [name, field] : fields_) {
    keep_only(field.present, live_);
    keep_only(field.unknown, live_);
    field.scalars.settle(&live_);
    field.elements.settle(&live_);
  }
  erased_ = 0;
}

void PayloadIndex::leave_out_largest() {
  const auto size = [](const auto& one) {
    return one.second.left_out ? 0 : one.second.scalars.bytes() + one.second.elements.bytes();
  };
  for (std::size_t total = bytes(); total > options_.bytes_max;) {
    const auto largest = std::ranges::max_element(fields_, {}, size);
    if (largest == fields_.end() || size(*largest) == 0) {
      return;
    }
    Field& field = largest->second;
    field.left_out = true;
    field.scalars = {};
    field.elements = {};
    field.unknown.add(field.present.rows());
    total = bytes();
  }
}

std::size_t PayloadIndex::bytes() const {
  std::size_t sum =
      ids_.bytes() + beyond_.bytes() + live_.words().size_bytes() + with_text_.words().size_bytes();
  for (const auto& [name, field] : fields_) {
    sum += sizeof(Field) + name.capacity() + field.bytes();
  }
  return sum;
}

PayloadIndexStats PayloadIndex::stats() const {
  const std::shared_lock lock(mutex_);
  PayloadIndexStats stats = {.rows = live_.count(), .resident_bytes = bytes()};
  for (const auto& [name, field] : fields_) {
    if (field.left_out) {
      stats.left_out.push_back(name);
    } else {
      ++stats.fields;
    }
  }
  return stats;
}

// Reading.

PayloadIndex::Bounds PayloadIndex::bounds_from(Bits sure, const Bits& maybe) const {
  Bounds bounds = {.least = std::move(sure), .most = maybe};
  bounds.most |= bounds.least;
  bounds.least &= live_;
  bounds.most &= live_;
  return bounds;
}

void PayloadIndex::complement(Bounds& bounds) const {
  Bits least = live_;
  least -= bounds.most;
  bounds.most = live_;
  bounds.most -= bounds.least;
  bounds.least = std::move(least);
}

PayloadIndex::Bounds PayloadIndex::bounds(const Filter& filter) const {
  switch (filter.op) {
    case Filter::Op::all_of:
    case Filter::Op::any_of:
    case Filter::Op::none_of:
      return bounds_of_junction(filter);
    default:
      break;
  }
  Bounds result = bounds_of_comparison(filter);
  if (is_negated(filter)) {
    complement(result);
  }
  return result;
}

PayloadIndex::Bounds PayloadIndex::bounds_of_junction(const Filter& filter) const {
  const bool all = filter.op == Filter::Op::all_of;
  const Bits start = all ? live_ : Bits(live_.rows());
  Bounds result = {.least = start, .most = start};
  for (const Filter& child : filter.children) {
    const Bounds part = bounds(child);
    if (all) {
      result.least &= part.least;
      result.most &= part.most;
    } else {
      result.least |= part.least;
      result.most |= part.most;
    }
  }
  if (filter.op == Filter::Op::none_of) {
    complement(result);
  }
  return result;
}

PayloadIndex::Bounds PayloadIndex::bounds_of_comparison(const Filter& filter) const {
  const Bits none(live_.rows());
  if (filter.field == "#id") {
    return bounds_of_id(filter);
  }
  if (filter.field == "#text") {
    return filter.op == Filter::Op::exists ? bounds_from(with_text_, none)
                                           : bounds_from(none, with_text_);
  }
  const auto field = fields_.find(filter.field);
  if (field != fields_.end()) {
    return bounds_of_field(filter, field->second);
  }
  Bits maybe = none;
  beyond_.add_to(maybe);
  return bounds_from(none, maybe);
}

PayloadIndex::Bounds PayloadIndex::bounds_of_id(const Filter& filter) const {
  const Bits none(live_.rows());
  if (filter.op == Filter::Op::exists) {
    return bounds_from(live_, none);
  }
  if (!asks_equality(filter.op)) {
    return bounds_from(none, live_);
  }
  Bits same_hash = none;
  ids_.select_any<Number>(sorted<Number>(filter.values,
                                         [](const Plain& value) -> std::optional<Number> {
                                           const auto* id = std::get_if<std::string_view>(&value);
                                           return id == nullptr ? std::nullopt
                                                                : std::optional(id_key(*id));
                                         }),
                          same_hash);
  return bounds_from(none, same_hash);
}

PayloadIndex::Bounds PayloadIndex::bounds_of_field(const Filter& filter, const Field& field) const {
  Bits sure(live_.rows());
  Bits maybe(live_.rows());
  if (filter.op == Filter::Op::exists) {
    field.present.add_to(sure);
    return bounds_from(std::move(sure), maybe);
  }
  if (asks_equality(filter.op)) {
    field.scalars.select_any(filter.values, sure);
  } else if (filter.op == Filter::Op::contains) {
    field.elements.select_any(filter.values, sure);
    if (const auto* part = std::get_if<std::string>(&filter.values.front())) {
      const auto has_part = [&](const std::string& whole) {
        return whole.find(*part) != std::string::npos;
      };
      field.scalars.strings.select_if(has_part, sure);
    }
  } else {
    field.scalars.select(filter.op, plain(filter.values.front()), sure);
  }
  field.unknown.add_to(maybe);
  return bounds_from(std::move(sure), maybe);
}

Result<RowSet> PayloadIndex::judged(Bounds bounds, const Filter& filter,
                                    const FetchDocuments& fetch) {
  Bits open = std::move(bounds.most);
  open -= bounds.least;
  std::vector<Row> rows;
  const auto visit = [&](Row row, std::string_view id, const Payload& payload,
                         std::optional<std::string_view> text) {
    if (matches(filter, id, payload, text)) {
      bounds.least.add(row);
    }
  };
  Status status = ok();
  const auto judge = [&] {
    if (status && !rows.empty()) {
      status = fetch(rows, visit);
    }
    rows.clear();
  };
  open.each([&](Row row) {
    rows.push_back(row);
    if (rows.size() == limits::kFetchRows) {
      judge();
    }
  });
  judge();
  if (!status) {
    return std::move(status).error();
  }
  return RowSet(std::move(bounds.least));
}

Result<RowSet> PayloadIndex::evaluate(const Filter& filter, const FetchDocuments& fetch) const {
  std::shared_lock lock(mutex_);
  Bounds result = bounds(filter);
  lock.unlock();  // documents are fetched without it
  return judged(std::move(result), filter, fetch);
}

}  // namespace cognate::store
