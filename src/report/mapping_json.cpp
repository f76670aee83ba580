#include "report/mapping_json.h"

namespace cognate::report {
namespace {

void write_table(JsonWriter& json, std::string_view key, const std::string& name,
                 const std::vector<MappedColumn>& columns) {
  json.key(key);
  json.begin_object(Layout::lines);
  json.key("name");
  json.text(name);
  json.key("columns");
  json.begin_array(Layout::lines);
  for (const MappedColumn& column : columns) {
    json.begin_object();
    json.key("name");
    json.text(column.name);
    json.key("type");
    json.text(column.type);
    json.key("null_share");
    json.real(column.null_share);
    json.key("samples");
    json.begin_array();
    for (const std::string& sample : column.samples) {
      json.text(sample);
    }
    json.end();
    json.end();
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
