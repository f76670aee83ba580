#pragma once
// Random payloads and filters over few fields and values, so that they meet. For tests.

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "cognate/payload.h"
#include "store/filter/operators.h"

namespace cognate::store {

class RandomFilters {
 public:
  explicit RandomFilters(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(engine_);
  }

  /// Values that are equal across kinds of numbers, nearly equal, or odd to print.
  Scalar scalar() {
    static const std::vector<Scalar> kValues = {true,
                                                false,
                                                std::int64_t{0},
                                                0.,
                                                -0.,
                                                std::int64_t{1},
                                                1.,
                                                .5,
                                                1.5,
                                                std::int64_t{-7},
                                                (std::int64_t{1} << 53U) + 1,
                                                9007199254740992.,
                                                1e300,
                                                -1e-300,
                                                std::numeric_limits<std::int64_t>::max(),
                                                std::numeric_limits<std::int64_t>::min(),
                                                9223372036854775808.,
                                                -9223372036854775808.,
                                                std::string(),
                                                std::string("1"),
                                                std::string("date"),
                                                std::string("da"),
                                                std::string("\"quoted\\ \n\x01"),
                                                std::string("\xc3\xa9t\xc3\xa9"),
                                                std::string("true"),
                                                std::string(300, 'a'),
                                                std::string(300, 'a') + "b"};
    if (below(4) == 0) {
      return static_cast<std::int64_t>(below(50));
    }
    return kValues[below(kValues.size())];
  }

  std::string field() {
    static const std::vector<std::string> kFields = {"type", "nulls",      "a", "a.b",      "not",
                                                     "All",  "with blank", "`", "\xc3\xa9", "0"};
    return kFields[below(kFields.size())];
  }

  Value value() {
    if (below(4) == 0) {
      return list();
    }
    if (below(8) == 0) {
      return {};
    }
    return std::visit([](const auto& held) { return Value(held); }, scalar());
  }

  Payload payload() {
    Payload payload;
    for (std::size_t i = below(7); i > 0; --i) {
      payload[field()] = value();
    }
    return payload;
  }

  Filter filter(std::size_t depth) {
    if (depth > 1 && below(2) == 0) {
      Filter junction = {.op = kJunctions[below(kJunctions.size())].op};
      for (std::size_t i = below(4); i > 0; --i) {
        junction.children.push_back(filter(depth - 1));
      }
      return junction;
    }
    return comparison();
  }

 private:
  static std::size_t kind(const Scalar& value) {
    return std::holds_alternative<double>(value) ? Scalar(std::int64_t{0}).index() : value.index();
  }

  std::vector<Scalar> list() {
    const Scalar first = scalar();
    std::vector<Scalar> values;
    for (std::size_t i = below(5); i > 0; --i) {
      Scalar next = scalar();
      if (kind(next) == kind(first)) {
        values.push_back(std::move(next));
      }
    }
    return values;
  }

  Filter comparison() {
    const Comparison& row = kComparisons[below(kComparisons.size())];
    Filter filter = {.op = row.op, .field = field()};
    if (below(8) == 0) {
      filter.field = below(2) == 0 ? "#id" : "#text";
    }
    switch (row.operand) {
      case Operand::scalar:
        filter.values.push_back(scalar());
        break;
      case Operand::flag:
        filter.values.emplace_back(below(2) == 0);
        break;
      case Operand::list:
        for (std::size_t i = below(5); i > 0; --i) {
          filter.values.push_back(scalar());
        }
    }
    return filter;
  }

  std::mt19937_64 engine_;
};

}  // namespace cognate::store
