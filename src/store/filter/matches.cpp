#include "store/filter/matches.h"

#include <algorithm>

#include "store/filter/plain.h"

namespace cognate::store {
namespace {

struct Facts {
  std::string_view id;
  const Payload& payload;
  std::optional<std::string_view> text;
};

/// What a field holds: nothing, a scalar or a list.
struct Held {
  Plain scalar = {};
  const std::vector<Scalar>* list = nullptr;

  bool exists() const noexcept { return scalar.index() != 0 || list != nullptr; }
};

Held held(std::string_view field, const Facts& facts) {
  if (field == "#id") {
    return {.scalar = facts.id};
  }
  if (field == "#text") {
    return facts.text ? Held{.scalar = *facts.text} : Held{};
  }
  const auto found = facts.payload.find(field);
  if (found == facts.payload.end()) {
    return {};
  }
  return {.scalar = plain(found->second), .list = std::get_if<std::vector<Scalar>>(&found->second)};
}

bool is_one_of(const Plain& value, const std::vector<Scalar>& values) {
  return std::ranges::any_of(values,
                             [&](const Scalar& one) { return compare(value, plain(one)) == 0; });
}

bool has_part(const Held& value, const Plain& wanted) {
  if (value.list != nullptr) {
    return is_one_of(wanted, *value.list);
  }
  const auto* whole = std::get_if<std::string_view>(&value.scalar);
  const auto* part = std::get_if<std::string_view>(&wanted);
  return whole != nullptr && part != nullptr && whole->find(*part) != std::string_view::npos;
}

bool holds(const Filter& filter, const Held& value) {
  using enum Filter::Op;
  const auto order = [&] { return compare(value.scalar, plain(filter.values.front())); };
  switch (filter.op) {
    case eq:
      return order() == 0;
    case ne:
      return order() != 0;
    case gt:
      return order() > 0;
    case gte:
      return order() >= 0;
    case lt:
      return order() < 0;
    case lte:
      return order() <= 0;
    case in:
      return is_one_of(value.scalar, filter.values);
    case nin:
      return !is_one_of(value.scalar, filter.values);
    case contains:
      return has_part(value, plain(filter.values.front()));
    case exists:
      return value.exists() == std::get<bool>(filter.values.front());
    case all_of:
    case any_of:
    case none_of:
      break;
  }
  return false;
}

bool passes(const Filter& filter, const Facts& facts) {
  const auto child_passes = [&](const Filter& child) { return passes(child, facts); };
  switch (filter.op) {
    case Filter::Op::all_of:
      return std::ranges::all_of(filter.children, child_passes);
    case Filter::Op::any_of:
      return std::ranges::any_of(filter.children, child_passes);
    case Filter::Op::none_of:
      return std::ranges::none_of(filter.children, child_passes);
    default:
      return holds(filter, held(filter.field, facts));
  }
}

}  // namespace

bool matches(const Filter& filter, std::string_view id, const Payload& payload,
             std::optional<std::string_view> text) {
  return passes(filter, {.id = id, .payload = payload, .text = text});
}

}  // namespace cognate::store
