#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "report/display.h"
#include "report/sql/sql.h"
#include "report/sql/sql_cast.h"
#include "report/sql/sql_words.h"
#include "report/words.h"

namespace cognate::report {
namespace {

std::string shown(const std::string& name) { return name.empty() ? "(no name)" : printable(name); }

std::string comment(std::string_view text) { return fmt::format("-- {}\n", printable(text)); }

std::string names_in_a_row(const std::vector<MappedColumn>& columns,
                           const std::vector<std::size_t>& chosen) {
  std::string row;
  for (const std::size_t i : chosen) {
    row += (row.empty() ? "" : ", ") + shown(columns[i].name);
  }
  return row;
}

/// What speaks most for a match; the rest stands in the other forms.
std::vector<Reason> strongest(std::vector<Reason> reasons) {
  constexpr std::size_t kReasonsMax = 2;
  std::erase_if(reasons, [](const Reason& reason) { return reason.share <= 0; });
  reasons.resize(std::min(reasons.size(), kReasonsMax));
  return reasons;
}

/// A table as a database knows it.
struct Relation {
  std::string schema;  // empty: the one that is searched
  std::string table;
};

/// "public.orders" of a database is a schema and a table; "my.orders" of a file is one name.
/// Sources that declare types are databases, or descriptions of them.
Relation relation_of(const std::string& name, const std::vector<MappedColumn>& columns) {
  const bool declared = std::ranges::any_of(
      columns, [](const MappedColumn& column) { return !column.declared_type.empty(); });
  const std::size_t dot = name.find('.');
  const bool two_parts = dot != std::string::npos && dot > 0 && dot + 1 < name.size() &&
                         name.find('.', dot + 1) == std::string::npos;
  return declared && two_parts ? Relation{name.substr(0, dot), name.substr(dot + 1)}
                               : Relation{"", name};
}

/// One statement in the making.
class Statement {
 public:
  Statement(const Mapping& mapping, const SqlOptions& options)
      : mapping_(mapping), options_(options), casts_(options) {
    for (const Match& match : mapping.matches) {
      const bool writable =
          options.form == SqlForm::view || !mapping.target[match.pair.target].generated;
      if (writable) {
        matches_[match.pair.target].push_back(&match);  // best first, as the mapping has them
      }
    }
  }

  std::string write() && {
    const bool view = options_.form == SqlForm::view;
    const bool nothing = view ? mapping_.target.empty() : matches_.empty();
    std::string out = headline();
    if (nothing) {
      return out + comment("No column of the source matches: there is nothing to write.");
    }
    const std::string columns = view ? view_columns() : insert_columns();
    out += "\n" + casts_.helpers();
    const Relation source = relation_of(mapping_.source_table, mapping_.source);
    const Relation target = relation_of(mapping_.target_table, mapping_.target);
    out += view ? fmt::format("CREATE VIEW {} AS\n", quoted(target.table + "_from_" + source.table))
                : fmt::format("INSERT INTO {} (\n{})\n", quoted(target), names_);
    return out + fmt::format("SELECT\n{}FROM {};\n", columns, quoted(source));
  }

 private:
  std::string headline() const {
    std::string out =
        comment(fmt::format("{} to {}: {} of {} of the target have a match.",
                            shown(mapping_.source_table), shown(mapping_.target_table),
                            matches_.size(), counted(mapping_.target.size(), "column", "columns")));
    out += comment("A cell that cannot be read as the type of its target becomes NULL.");
    if (!mapping_.unmatched_source.empty()) {
      out += comment("Columns of the source without a match: " +
                     names_in_a_row(mapping_.source, mapping_.unmatched_source));
    }
    const bool insert = options_.form == SqlForm::insert;
    if (insert && !mapping_.unmatched_target.empty()) {
      out += comment("Columns of the target that keep their default: " +
                     names_in_a_row(mapping_.target, mapping_.unmatched_target));
    }
    for (const std::size_t i : mapping_.unmatched_target) {
      if (insert && !mapping_.target[i].nullable) {
        out += comment(fmt::format("{} is declared NOT NULL: without a default, give it a value.",
                                   shown(mapping_.target[i].name)));
      }
    }
    return out;
  }

  std::string quoted(std::string_view name) const {
    return sql_name(name_within_limit(name, options_.dialect));
  }

  std::string quoted(const Relation& relation) const {
    return (relation.schema.empty() ? "" : quoted(relation.schema) + ".") + quoted(relation.table);
  }

  /// The target column's name, made up where it has none and told apart where it repeats.
  std::string column_name(std::size_t index) {
    const std::string& raw = mapping_.target[index].name;
    const std::string base = name_within_limit(
        raw.empty() ? fmt::format("column_{}", index + 1) : raw, options_.dialect);
    std::string name = base;
    for (std::size_t n = 2; !used_.insert(small_letters(name)).second; ++n) {
      const std::string suffix = fmt::format("_{}", n);
      name = base.size() + suffix.size() > 63 && options_.dialect == SqlDialect::postgresql
                 ? name_within_limit(base.substr(0, 63 - suffix.size()), options_.dialect) + suffix
                 : base + suffix;
    }
    return name;
  }

  static std::string small_letters(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    return text;
  }

  /// The comment above a line: score, source, why, what the cast does, other matches.
  std::string reason(const Match& match, const std::string& note, std::size_t others) const {
    const std::string& source = mapping_.source[match.pair.source].name;
    std::string text = fmt::format("{:.2f} {}", match.pair.score, shown(source));
    const std::string why = reasons_in_words(strongest(match.reasons));
    text += why.empty() ? "" : ": " + why;
    text += note.empty() ? "" : " [" + note + "]";
    text +=
        others == 0 ? "" : fmt::format(" ({} more match it)", counted(others, "column", "columns"));
    return "  " + comment(text);
  }

  /// A null of the type that the target's column has where rows are put into the table.
  std::string like(std::size_t target) const {
    const std::string& name = mapping_.target[target].name;
    return options_.form == SqlForm::view || name.empty()
               ? ""
               : fmt::format("(NULL::{}).{}",
                             quoted(relation_of(mapping_.target_table, mapping_.target)),
                             quoted(name));
  }

  std::string value(std::size_t target) {
    const auto found = matches_.find(target);
    if (found == matches_.end()) {
      return "";
    }
    const Match& best = *found->second.front();
    const MappedColumn& source = mapping_.source[best.pair.source];
    SqlCast cast = source.name.empty()
                       ? SqlCast{casts_.null(mapping_.target[target]), "a column without a name"}
                       : casts_.cast(source, mapping_.target[target], like(target));
    return reason(best, cast.note, found->second.size() - 1) + "  " + cast.expression;
  }

  std::string view_columns() {
    std::string out;
    for (std::size_t i = 0; i < mapping_.target.size(); ++i) {
      const std::string matched = value(i);
      out += matched.empty() ? "  -- no match\n  " + casts_.null(mapping_.target[i]) : matched;
      out += fmt::format(" AS {}{}\n", sql_name(column_name(i)),
                         i + 1 < mapping_.target.size() ? "," : "");
    }
    return out;
  }

  std::string insert_columns() {
    std::string out;
    for (auto each = matches_.begin(); each != matches_.end(); ++each) {
      const std::string_view comma = std::next(each) == matches_.end() ? "" : ",";
      out += value(each->first) + std::string(comma) + "\n";
      names_ += fmt::format("  {}{}\n", sql_name(column_name(each->first)), comma);
    }
    return out;
  }

  const Mapping& mapping_;
  SqlOptions options_;
  SqlCasts casts_;
  std::map<std::size_t, std::vector<const Match*>> matches_;  // by target
  std::set<std::string> used_;
  std::string names_;  // of an INSERT
};

}  // namespace

Status write_mapping_sql(const Mapping& mapping, const SqlOptions& options, const Sink& sink) {
  return sink(Statement(mapping, options).write());
}

}  // namespace cognate::report
