#include "engine/lake_document.h"

#include <fmt/format.h>

#include <map>
#include <string_view>

#include "base/hash.h"
#include "schema/column_text.h"

namespace cognate::engine {
namespace {

using schema::ColumnProfile;
using schema::VectorKind;

constexpr std::size_t kSamplesMax = 5;

/// Chained, so that cells cannot slide into their neighbours.
class Stamp {
 public:
  void add(std::string_view text) { value_ = hash128(text, value_.high ^ value_.low); }
  void add(std::uint64_t number) { add(fmt::format("{}", number)); }
  std::string text() const { return fmt::format("{:016x}{:016x}", value_.high, value_.low); }

 private:
  Hash128 value_ = {};
};

void put(Payload& payload, const char* field, const std::string& text) {
  if (!text.empty()) {
    payload[field] = text;
  }
}

/// The flags that are told as constraints, in the order in which people expect them.
struct Constraint {
  const char* field;
  bool shown_when;
  const char* words;
};
constexpr Constraint kConstraints[] = {
    {"primary_key", true, "primary key"},
    {"unique", true, "unique"},
    {"nullable", false, "not null"},
    {"generated", true, "generated"},
};

Payload payload_of(const Column& column, const ColumnProfile& profile, std::size_t position,
                   const LakeTable& where) {
  Payload payload = {
      {"source", where.source},
      {"table", where.address},
      {"stamp", where.stamp},
      {"column", column.name},
      {"position", static_cast<std::int64_t>(position)},
      {"type", std::string(type_name(profile.type))},
      {"rows", static_cast<std::int64_t>(profile.rows)},
      {"nulls", profile.null_share()},
      {"distinct", profile.distinct_share()},
      {"primary_key", column.primary_key},
      {"unique", column.unique},
      {"nullable", column.nullable},
      {"generated", column.generated},
  };
  put(payload, "declared_type", column.declared_type);
  put(payload, "description", column.description);
  put(payload, "references", column.references);
  std::vector<Scalar> samples;
  for (const std::string& value : profile.sampled) {
    if (samples.size() < kSamplesMax) {
      samples.emplace_back(value);
    }
  }
  if (!samples.empty()) {
    payload["samples"] = std::move(samples);
  }
  return payload;
}

/// The vector that stands for a column: of its name with values, else of its name.
std::span<const float> vector_of(const schema::PreparedTable& prepared, std::size_t at) {
  const std::span<const float> full = prepared.vectors[VectorKind::values].of(at);
  return full.empty() ? prepared.vectors[VectorKind::name].of(at) : full;
}

template <class T>
T field(const Payload& payload, std::string_view name) {
  const auto at = payload.find(name);
  const T* const value = at == payload.end() ? nullptr : std::get_if<T>(&at->second);
  return value == nullptr ? T{} : *value;
}

}  // namespace

std::string stamp_of(const Table& table, std::uint64_t mark) {
  Stamp stamp;
  stamp.add(mark);
  stamp.add(table.rows_sampled);
  for (const Column& column : table.columns) {
    for (const std::string_view text :
         {std::string_view(column.name), std::string_view(column.declared_type),
          std::string_view(column.description), std::string_view(column.references)}) {
      stamp.add(text);
    }
    stamp.add((column.unique ? 1U : 0U) | (column.primary_key ? 2U : 0U) |
              (column.nullable ? 4U : 0U) | (column.generated ? 8U : 0U) |
              (column.cells_are_allowed_values ? 16U : 0U));
    stamp.add(column.cells.size());
    for (std::size_t row = 0; row < column.cells.size(); ++row) {
      stamp.add(column.cells.is_null(row) ? std::string_view("\0null", 5) : column.cells[row]);
    }
  }
  return stamp.text();
}

std::vector<Document> documents_of(const Table& table, const schema::PreparedTable& prepared,
                                   const LakeTable& where) {
  std::vector<std::size_t> place(table.columns.size());
  for (std::size_t at = 0; at < prepared.order.size(); ++at) {
    place[prepared.order[at]] = at;
  }
  std::map<std::string, std::size_t> seen;
  std::vector<Document> documents;
  for (std::size_t position = 0; position < table.columns.size(); ++position) {
    const Column& column = table.columns[position];
    const ColumnProfile& profile = prepared.columns[place[position]];
    const std::size_t times = ++seen[column.name];
    const std::span<const float> vector = vector_of(prepared, place[position]);
    if (vector.empty()) {
      continue;
    }
    documents.push_back({.id = fmt::format("{}:{}{}", where.address, column.name,
                                           times > 1 ? fmt::format("#{}", times) : ""),
                         .vector = {vector.begin(), vector.end()},
                         .payload = payload_of(column, profile, position, where),
                         .text = schema::value_text(profile)});
  }
  return documents;
}

std::string text_field(const Payload& payload, std::string_view name) {
  return field<std::string>(payload, name);
}

SimilarColumn similar_column(const Hit& hit) {
  const Payload& payload = hit.payload;
  SimilarColumn column = {.column_name = text_field(payload, "column"),
                          .table = text_field(payload, "table"),
                          .similarity_score = hit.score,
                          .data_type = text_field(payload, "type"),
                          .compatible_types = {},
                          .constraints = {},
                          .sample_values = {},
                          .declared_type = text_field(payload, "declared_type"),
                          .description = text_field(payload, "description"),
                          .null_share = field<double>(payload, "nulls")};
  for (const std::string_view type : schema::compatible_types(column.data_type)) {
    column.compatible_types.emplace_back(type);
  }
  for (const Constraint& constraint : kConstraints) {
    const auto at = payload.find(std::string_view(constraint.field));
    const bool* const flag = at == payload.end() ? nullptr : std::get_if<bool>(&at->second);
    if (flag != nullptr && *flag == constraint.shown_when) {
      column.constraints.emplace_back(constraint.words);
    }
  }
  if (const auto references = text_field(payload, "references"); !references.empty()) {
    column.constraints.push_back("references " + references);
  }
  for (const Scalar& sample : field<std::vector<Scalar>>(payload, "samples")) {
    if (const auto* const text = std::get_if<std::string>(&sample)) {
      column.sample_values.push_back(*text);
    }
  }
  return column;
}

}  // namespace cognate::engine
