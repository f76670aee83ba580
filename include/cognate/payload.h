#pragma once
// What a document carries besides its vector, and the filters that choose by it.
//
// A payload maps field names to values: null, bool, int64, double, string, or a list of one of the
// last four. A filter is a tree, never a string; it has a JSON form (that of MongoDB and Chroma,
// {"nulls": {"$lt": 0.1}}) and a compact form for people (type = "date" and nulls < 0.1).
//
// What a filter means, in every store alike:
//   missing     a field that is absent and one that is null are the same. Comparisons with it are
//               false, so $ne and $nin, which are the contrary of $eq and $in, are true. $exists
//               asks.
//   numbers     an int64 and a double compare by their exact mathematical value: 1 = 1.0, and
//               2^53 + 1 is not 2^53.
//   kinds       values of different kinds are never equal, and neither is less: "1" is not 1, and
//               true is not 1. false < true; strings compare by their bytes.
//   lists       a list holds what equals one of its elements: $contains asks that. No other
//               comparison is true of a list (so $ne and $nin are). Of a string, $contains asks
//               whether it holds the other; the case of letters counts.
//   $in []      is true of nothing, $nin [] of everything; so are $or [] and $and [].
//   #id, #text  as field names mean the document's id and its text.
//   $not        turns its child round: not (nulls < 0.1) holds where nulls is missing.
// Strings and names are UTF-8.
// Thread-safety: plain values and pure functions.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cognate/result.h"

namespace cognate {

using Scalar = std::variant<std::monostate, bool, std::int64_t, double, std::string>;
/// A list holds scalars of one kind, none of them null; integers and doubles may stand together.
using Value =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<Scalar>>;
/// Field names are not empty and begin with neither '#' nor '$'. Doubles are finite.
using Payload = std::map<std::string, Value, std::less<>>;

/// One node of a filter. The default one lets everything pass.
struct Filter {
  enum class Op {
    all_of,    ///< every child holds; without children everything passes
    any_of,    ///< at least one child holds
    none_of,   ///< no child holds; $not has one child
    eq,        ///< the field equals values[0]
    ne,        ///< the contrary of eq
    gt,        ///< greater than values[0]
    gte,       ///< or equal
    lt,        ///< less than values[0]
    lte,       ///< or equal
    in,        ///< equals one of values
    nin,       ///< the contrary of in
    contains,  ///< the list holds values[0]; the string holds the string values[0]
    exists,    ///< is there and not null (values[0] true), or not (false)
  };
  Op op = Op::all_of;
  std::string field = {};             ///< of comparisons
  std::vector<Scalar> values = {};    ///< of comparisons; never null
  std::vector<Filter> children = {};  ///< of all_of, any_of, none_of

  bool passes_all() const noexcept { return op == Op::all_of && children.empty(); }
  friend bool operator==(const Filter&, const Filter&) = default;
};

/// From JSON: {"field": scalar}, {"field": {"$op": operand, ...}} with $eq $ne $gt $gte $lt $lte
/// $in $nin $contains $not_contains $exists, {"$and": [...]}, {"$or": [...]}, {"$nor": [...]},
/// {"$not": {...}}; several members of an object must all hold; {} lets everything pass. Errors:
/// invalid_argument (not JSON, an unknown or wrong operator, an operand of the wrong kind, too
/// deep, too many values), with the path to it.
Result<Filter> parse_filter_json(std::string_view json);

/// From the compact form: comparisons = != < <= > >= in not in contains exists, and or not,
/// parentheses, "strings" with JSON's escapes, numbers, true, false, lists [1, 2]; names of fields
/// stand bare or in `backquotes`. all(a, b), any(), none(a) join any number of conditions. A text
/// without a condition is an error: all() lets everything pass. Errors: invalid_argument, with the
/// column (from 1) and what was expected there.
Result<Filter> parse_filter(std::string_view text);

/// The forms again; parsing them gives an equal filter.
std::string filter_json(const Filter& filter);
std::string filter_text(const Filter& filter);

/// Error invalid_argument where a filter that a program put together breaks what stands above
/// (operand counts, nulls, NaN), or is deeper or larger than limits allow.
Status check_filter(const Filter& filter);

/// Error invalid_argument where a payload breaks what stands above, or is too large.
Status check_payload(const Payload& payload);

}  // namespace cognate
