#include "report/mapping_json.h"

namespace cognate::report {
namespace {

/// Only what says something of the kind.
void write_format(JsonWriter& json, const CellFormat& format) {
  json.key("format");
  json.begin_object();
  json.key("kind");
  json.text(kind_name(format.kind));
  json.key("fits");
  json.real(format.fits);
  if (!format.patterns.empty()) {
    json.key("patterns");
    json.texts(format.patterns);
    json.key("order_certain");
    json.boolean(format.order_certain);
  }
  if (is_number(format.kind)) {
    json.key("decimal_mark");
    json.text(format.decimal_mark);
    json.key("group_mark");
    json.text(format.group_mark);
    json.key("symbols");
    json.texts(format.symbols);
  }
  if (format.kind == CellKind::flag) {
    json.key("true_words");
    json.texts(format.true_words);
    json.key("false_words");
    json.texts(format.false_words);
  }
  json.key("null_words");
  json.texts(format.null_words);
  json.end();
}

void write_column(JsonWriter& json, const MappedColumn& column) {
  json.begin_object();
  json.key("name");
  json.text(column.name);
  json.key("type");
  json.text(column.type);
  json.key("declared_type");
  json.text(column.declared_type);
  json.key("description");
  json.text(column.description);
  json.key("unique");
  json.boolean(column.unique);
  json.key("nullable");
  json.boolean(column.nullable);
  json.key("generated");
  json.boolean(column.generated);
  json.key("null_share");
  json.real(column.null_share);
  json.key("samples");
  json.texts(column.samples);
  write_format(json, column.format);
  json.end();
}

void write_table(JsonWriter& json, std::string_view key, const std::string& name,
                 const std::vector<MappedColumn>& columns) {
  json.key(key);
  json.begin_object(Layout::lines);
  json.key("name");
  json.text(name);
  json.key("columns");
  json.begin_array(Layout::lines);
  for (const MappedColumn& column : columns) {
    write_column(json, column);
  }
  json.end();
  json.end();
}

/// The members that a match and a candidate have in common.
void write_pair(JsonWriter& json, const Mapping& mapping, const Candidate& pair) {
  json.key("source");
  json.text(mapping.source[pair.source].name);
  json.key("target");
  json.text(mapping.target[pair.target].name);
  json.key("score");
  json.real(pair.score);
  json.key("source_index");
  json.integer(pair.source);
  json.key("target_index");
  json.integer(pair.target);
}

void write_matches(JsonWriter& json, const Mapping& mapping) {
  json.key("matches");
  json.begin_array(Layout::lines);
  for (const Match& match : mapping.matches) {
    json.begin_object();
    write_pair(json, mapping, match.pair);
    write_reasons(json, match.reasons);
    json.end();
  }
  json.end();
}

void write_names(JsonWriter& json, std::string_view key, const std::vector<MappedColumn>& columns,
                 const std::vector<std::size_t>& chosen) {
  json.key(key);
  json.begin_array();
  for (const std::size_t index : chosen) {
    json.text(columns[index].name);
  }
  json.end();
}

void write_candidates(JsonWriter& json, const Mapping& mapping) {
  json.key("candidates");
  json.begin_array(Layout::lines);
  for (const Candidate& candidate : mapping.candidates) {
    json.begin_object();
    write_pair(json, mapping, candidate);
    json.end();
  }
  json.end();
}

}  // namespace

void write_reasons(JsonWriter& json, const std::vector<Reason>& reasons) {
  json.key("reasons");
  json.begin_array();
  for (const Reason& reason : reasons) {
    json.begin_object();
    json.key("signal");
    json.text(reason.signal);
    json.key("strength");
    json.real(reason.strength);
    json.key("share");
    json.real(reason.share);
    json.key("text");
    json.text(reason.text);
    json.end();
  }
  json.end();
}

Status write_mapping_json(const Mapping& mapping, const Sink& sink) {
  JsonWriter json(sink);
  json.begin_object(Layout::lines);
  json.key("version");
  json.integer(1);
  write_table(json, "source_table", mapping.source_table, mapping.source);
  write_table(json, "target_table", mapping.target_table, mapping.target);
  write_matches(json, mapping);
  write_names(json, "unmatched_source", mapping.source, mapping.unmatched_source);
  write_names(json, "unmatched_target", mapping.target, mapping.unmatched_target);
  write_candidates(json, mapping);
  json.end();
  return json.finish();
}

}  // namespace cognate::report
