#include "report/sql/sql_cast.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "report/sql/sql_type.h"
#include "report/sql/sql_words.h"

namespace cognate::report {
namespace {

constexpr std::string_view kIsoDate = "%Y-%m-%d";

struct HelperRow {
  std::string_view name;
  std::string_view arguments;
  std::string_view result;
  std::string_view setting;
  std::string_view body;
};
constexpr std::array<HelperRow, kSqlHelpers> kHelperRows = {{
    {"cognate_cast", "cell text, like_this anyelement", "anyelement", "",
     "DECLARE value like_this%TYPE;\nBEGIN\n  value := cell;\n  RETURN value;\n"},
    {"cognate_time", "cell text, shape text, form text", "timestamp", " SET timezone = 'UTC'",
     "BEGIN\n  RETURN CASE WHEN cell ~ shape THEN to_timestamp(cell, form) END;\n"},
    {"cognate_number", "cell text, digits integer, scale integer", "numeric", "",
     "DECLARE value numeric := round(cell::numeric, scale);\nBEGIN\n"
     "  RETURN CASE WHEN abs(value) < 10::numeric ^ (digits - scale) THEN value END;\n"},
}};

std::string in_list(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) {
    list += (list.empty() ? "" : ", ") + sql_text(word);
  }
  return list;
}

std::vector<std::string> with_word(std::vector<std::string> words, const std::string& word) {
  if (std::ranges::find(words, word) == words.end()) {
    words.push_back(word);
  }
  return words;
}

bool is_moment(CellKind kind) { return kind == CellKind::date || kind == CellKind::timestamp; }

/// How a database writes the values of a type that is no text.
CellFormat format_of_type(SqlKind kind) {
  switch (kind) {
    case SqlKind::integer:
      return {.kind = CellKind::integer, .fits = 1};
    case SqlKind::decimal:
    case SqlKind::real:
      return {.kind = CellKind::decimal, .fits = 1};
    case SqlKind::flag:
      return {.kind = CellKind::flag, .true_words = {"true"}, .false_words = {"false"}, .fits = 1};
    case SqlKind::date:
      return {.kind = CellKind::date, .patterns = {std::string(kIsoDate)}, .fits = 1};
    case SqlKind::timestamp:
      return {.kind = CellKind::timestamp, .patterns = {"%Y-%m-%d %H:%M:%S"}, .fits = 1};
    case SqlKind::zoned:
      return {.kind = CellKind::timestamp, .patterns = {"%Y-%m-%d %H:%M:%S%z"}, .fits = 1};
    case SqlKind::time:
      return {.kind = CellKind::time, .patterns = {"%H:%M:%S"}, .fits = 1};
    default:
      return {};
  }
}

/// As the target's samples write a flag; the word itself where none does.
std::string as_written(const MappedColumn& target, const std::string& word) {
  for (const std::string& sample : target.samples) {
    const bool same = std::ranges::equal(sample, word, [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
    });
    if (same) {
      return sample;
    }
  }
  return word;
}

}  // namespace

/// One cast in the making.
class CastMaker {
 public:
  CastMaker(SqlCasts& casts, const MappedColumn& source, const MappedColumn& target,
            std::string like)
      : casts_(casts),
        source_(source),
        target_(target),
        like_(std::move(like)),
        duckdb_(casts.options_.dialect == SqlDialect::duckdb),
        declared_(declared_sql_type(source.declared_type)),
        type_(target_type()),
        format_(declared_.kind == SqlKind::text ? source.format : format_of_type(declared_.kind)),
        cell_(duckdb_ ? fmt::format("TRIM(CAST({} AS VARCHAR))", sql_name(source.name))
                      : fmt::format("btrim({}::text)", sql_name(source.name))) {}

  SqlCast make() {
    if (declared_.kind != SqlKind::text && declared_ == type_) {
      return {sql_name(source_.name), ""};
    }
    if (format_.fits > 0 && !fits_type()) {
      note(fmt::format("hardly any cell reads as {}: look at it",
                       type_in_sql(type_, casts_.options_.dialect)));
    }
    std::string expression = convert();
    return {std::move(expression), std::move(note_)};
  }

 private:
  /// What nothing is known of takes the type of the source.
  SqlType target_type() const {
    const bool known = !target_.declared_type.empty() || target_.format.fits > 0;
    return sql_type_of(known ? target_ : source_, casts_.options_.dialect);
  }

  std::string convert() {
    switch (type_.kind) {
      case SqlKind::text:
        return as_text();
      case SqlKind::integer:
      case SqlKind::decimal:
      case SqlKind::real:
        return as_number();
      case SqlKind::flag:
        return as_choice("TRUE", "FALSE");
      case SqlKind::date:
      case SqlKind::timestamp:
      case SqlKind::zoned:
        return as_moment(type_);
      case SqlKind::time:
        return as_time();
      default:
        return safe_cast(cell_, type_);
    }
  }

  /// Whether cells of this kind can be values of the type at all.
  bool fits_type() const {
    const CellKind kind = format_.kind;
    switch (type_.kind) {
      case SqlKind::integer:
      case SqlKind::decimal:
      case SqlKind::real:
        return is_number(kind) || kind == CellKind::flag;
      case SqlKind::flag:
        return kind == CellKind::flag || kind == CellKind::integer;
      case SqlKind::date:
      case SqlKind::timestamp:
      case SqlKind::zoned:
        return is_moment(kind) || !format_.patterns.empty();
      case SqlKind::time:
        return kind == CellKind::time || kind == CellKind::timestamp;
      default:
        return true;
    }
  }

  void note(std::string_view text) {
    note_ += note_.empty() ? "" : ", ";
    note_ += text;
  }

  std::string helper(SqlHelper which) {
    const auto i = static_cast<std::size_t>(which);
    casts_.needed_[i] = true;
    const bool temporary = casts_.options_.form == SqlForm::insert;
    return fmt::format("{}{}", temporary ? "pg_temp." : "", kHelperRows[i].name);
  }

  /// The text as the type, or NULL.
  std::string safe_cast(const std::string& text, const SqlType& type) {
    const std::string name = type_in_sql(type, casts_.options_.dialect);
    if (duckdb_) {
      return fmt::format("TRY_CAST({} AS {})", text, name);
    }
    if (type.kind == SqlKind::decimal && type.precision > 0) {
      return fmt::format("{}({}, {}, {})::{}", helper(SqlHelper::number), text, type.precision,
                         type.scale, name);
    }
    return fmt::format("{}({}, NULL::{})", helper(SqlHelper::cast), text, name);
  }

  /// The first group of the expression where it describes the cell, else nothing.
  std::string part(const std::string& cell, const std::string& regex) const {
    return duckdb_ ? fmt::format("regexp_extract({}, {}, 1)", cell, sql_text(regex))
                   : fmt::format("substring({} from {})", cell, sql_text(regex));
  }

  std::string cell_or_null() const {
    if (format_.null_words.empty()) {
      return fmt::format("NULLIF({}, '')", cell_);
    }
    std::vector<std::string> words = {""};
    words.insert(words.end(), format_.null_words.begin(), format_.null_words.end());
    return fmt::format("CASE WHEN lower({}) NOT IN ({}) THEN {} END", cell_, in_list(words), cell_);
  }

  std::string as_text() {
    std::string text = cell_or_null();
    const CellFormat& wanted = target_.format;
    const bool moments = is_moment(format_.kind) && is_moment(wanted.kind);
    if (moments && !wanted.patterns.empty() && wanted.patterns != format_.patterns) {
      const bool day = wanted.kind == CellKind::date;
      const std::string moment = as_moment({.kind = day ? SqlKind::date : SqlKind::timestamp});
      note(fmt::format("written {}", wanted.patterns[0]));
      text = duckdb_ ? fmt::format("strftime({}, {})", moment, sql_text(wanted.patterns[0]))
                     : fmt::format("to_char({}, {})", moment,
                                   sql_text(postgresql_form(wanted.patterns[0])));
    } else if (format_.kind == CellKind::flag && wanted.kind == CellKind::flag &&
               format_.true_words != wanted.true_words) {
      const std::string yes = as_written(target_, wanted.true_words[0]);
      const std::string no = as_written(target_, wanted.false_words[0]);
      note(fmt::format("written {} and {}", yes, no));
      text = as_choice(sql_text(yes), sql_text(no));
    }
    if (!duckdb_ && !like_.empty() && is_own_sql_type(target_.declared_type)) {
      note(fmt::format("read as {}", target_.declared_type));
      return fmt::format("{}({}, {})", helper(SqlHelper::cast), text, like_);
    }
    if (type_.length == 0) {
      return text;
    }
    note(fmt::format("cut to {} characters", type_.length));
    return fmt::format("left({}, {})", text, type_.length);
  }

  /// Words for yes and no; the databases' own among them.
  std::string as_choice(std::string_view yes, std::string_view no) const {
    std::vector<std::string> yes_words = {"true", "t", "yes", "y", "1"};
    std::vector<std::string> no_words = {"false", "f", "no", "n", "0"};
    if (format_.kind == CellKind::flag) {
      yes_words = with_word(format_.true_words, "true");
      no_words = with_word(format_.false_words, "false");
    }
    return fmt::format(
        "CASE WHEN lower({0}) IN ({1}) THEN {2} WHEN lower({0}) IN ({3}) THEN {4} END", cell_,
        in_list(yes_words), yes, in_list(no_words), no);
  }

  /// A regular expression whose first group is the number as the column writes it.
  std::string number_regex(bool whole) const {
    const std::string group = escaped_for_regex(format_.group_mark);
    const std::string mark = escaped_for_regex(format_.decimal_mark);
    const std::string digits =
        group.empty() ? "[0-9]+" : fmt::format("(?:[0-9]{{1,3}}(?:{}[0-9]{{3}})+|[0-9]+)", group);
    return whole ? fmt::format("^([-+]?{})(?:{}0*)?$", digits, mark)
                 : fmt::format("^([-+]?{}(?:{}[0-9]*)?)$", digits, mark);
  }

  /// The cell as a number in plain writing: a text that is empty or NULL where it is none.
  std::string plain_number(bool whole) {
    std::string cell = cell_;
    for (const std::string& symbol : format_.symbols) {
      cell = fmt::format("{}(replace({}, {}, ''))", duckdb_ ? "TRIM" : "btrim", cell,
                         sql_text(symbol));
    }
    const bool plain = format_.group_mark.empty() && format_.decimal_mark == ".";
    if (plain && !whole) {
      return format_.symbols.empty() ? cell_or_null() : cell;
    }
    std::string number = part(cell, number_regex(whole));
    if (!format_.group_mark.empty()) {
      number = fmt::format("replace({}, {}, '')", number, sql_text(format_.group_mark));
    }
    if (!whole && format_.decimal_mark != ".") {
      number = fmt::format("replace({}, {}, '.')", number, sql_text(format_.decimal_mark));
    }
    return number;
  }

  std::string as_number() {
    const bool whole = type_.kind == SqlKind::integer;
    if (format_.kind == CellKind::flag && format_.true_words != std::vector<std::string>{"1"}) {
      note("yes is 1, no is 0");
      return as_choice("1", "0");
    }
    if (format_.decimal_mark != "." || !format_.group_mark.empty()) {
      note(fmt::format("numbers with the decimal mark {}{}", format_.decimal_mark,
                       format_.group_mark.empty() ? "" : " and thousands separated"));
    }
    const std::string_view scaled = whole ? "" : scale();
    const std::string number = plain_number(whole);
    if (scaled.empty()) {
      return safe_cast(number, type_);
    }
    const SqlType unbounded = {.kind = duckdb_ ? SqlKind::real : SqlKind::decimal};
    const std::string value = safe_cast(number, unbounded) + std::string(scaled);
    if (duckdb_) {
      return type_.kind == SqlKind::decimal ? safe_cast(value, type_) : value;
    }
    return safe_cast(fmt::format("({})::text", value), type_);
  }

  /// " / 100" where the source counts in percent and the target in shares, the other way round
  /// " * 100".
  std::string_view scale() {
    const bool from_percent = format_.kind == CellKind::percent;
    const bool to_percent = target_.format.kind == CellKind::percent;
    const bool target_share =
        is_number(target_.format.kind) && target_.format.fits > 0 && target_.format.greatest <= 1;
    if (from_percent && !to_percent && target_share) {
      note("percent as shares of 1");
      return " / 100";
    }
    if (to_percent && format_.kind == CellKind::decimal && format_.greatest <= 1 &&
        format_.greatest > 0) {
      note("shares of 1 as percent");
      return " * 100";
    }
    return "";
  }

  std::vector<std::string> patterns() const {
    return format_.patterns.empty() ? std::vector{std::string(kIsoDate)} : format_.patterns;
  }

  /// The cell as a date or timestamp: `type` says which.
  std::string as_moment(const SqlType& type) {
    const std::vector<std::string> written = patterns();
    const bool iso = std::ranges::all_of(
        written, [](const std::string& each) { return each.starts_with(kIsoDate); });
    if (!iso) {
      note(fmt::format("dates written {}", written[0]));
    }
    if (!format_.order_certain) {
      note("no cell tells the day from the month: check it");
    }
    if (iso) {
      return iso_moment(written, type);
    }
    return duckdb_ ? duckdb_moment(written, type) : postgresql_moment(written, type);
  }

  std::string iso_moment(const std::vector<std::string>& written, const SqlType& type) {
    const bool days = written.size() == 1 && written[0] == kIsoDate;
    const bool zoned = written[0].ends_with("%z");
    const std::string cell = duckdb_ ? cell_
                                     : part(cell_, days ? "^(\\d{4}-\\d{1,2}-\\d{1,2})$"
                                                        : "^(\\d{4}-\\d{1,2}-\\d{1,2}.*)$");
    if (days || type.kind == SqlKind::zoned) {
      return safe_cast(cell, type);
    }
    const SqlType full = {.kind = zoned ? SqlKind::zoned : SqlKind::timestamp};
    std::string moment = safe_cast(cell, full);
    if (zoned) {
      note("in UTC");
      moment = fmt::format("{} AT TIME ZONE 'UTC'", moment);
    }
    return type.kind == SqlKind::date ? fmt::format("CAST({} AS date)", moment) : moment;
  }

  std::string duckdb_moment(const std::vector<std::string>& written, const SqlType& type) const {
    // A table that DuckDB loaded by itself may hold dates already: they are read back, too.
    const std::string own = format_.kind == CellKind::timestamp ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d";
    return fmt::format("CAST(try_strptime({}, [{}]) AS {})", cell_,
                       in_list(with_word(written, own)), type_in_sql(type, SqlDialect::duckdb));
  }

  std::string postgresql_moment(const std::vector<std::string>& written, const SqlType& type) {
    std::string calls;
    for (const std::string& pattern : written) {
      calls += fmt::format("{}{}({}, {}, {})", calls.empty() ? "" : ", ", helper(SqlHelper::time),
                           cell_, sql_text("^" + shape_of_pattern(pattern) + "$"),
                           sql_text(postgresql_form(pattern)));
    }
    const std::string moment = written.size() == 1 ? calls : fmt::format("COALESCE({})", calls);
    return type.kind == SqlKind::timestamp
               ? moment
               : fmt::format("{}::{}", moment, type_in_sql(type, SqlDialect::postgresql));
  }

  std::string as_time() {
    if (is_moment(format_.kind)) {
      return fmt::format("CAST({} AS time)", as_moment({.kind = SqlKind::timestamp}));
    }
    const bool half_days = !format_.patterns.empty() && format_.patterns[0].starts_with("%I");
    if (duckdb_ && half_days) {
      return fmt::format("CAST(try_strptime({}, [{}]) AS TIME)", cell_, in_list(format_.patterns));
    }
    return safe_cast(cell_, type_);
  }

  SqlCasts& casts_;
  const MappedColumn& source_;
  const MappedColumn& target_;
  std::string like_;
  bool duckdb_;
  SqlType declared_;
  SqlType type_;
  CellFormat format_;
  std::string cell_;
  std::string note_;
};

SqlCast SqlCasts::cast(const MappedColumn& source, const MappedColumn& target, std::string like) {
  return CastMaker(*this, source, target, std::move(like)).make();
}

std::string SqlCasts::null(const MappedColumn& target) const {
  return fmt::format("CAST(NULL AS {})",
                     type_in_sql(sql_type_of(target, options_.dialect), options_.dialect));
}

std::string SqlCasts::helpers() const {
  const bool temporary = options_.form == SqlForm::insert;
  std::string out;
  for (std::size_t i = 0; i < kSqlHelpers; ++i) {
    const HelperRow& row = kHelperRows[i];
    if (needed_[i]) {
      out += fmt::format(
          "CREATE OR REPLACE FUNCTION {}{}({}) RETURNS {}\n"
          "LANGUAGE plpgsql STABLE{} AS $cognate$\n{}"
          "EXCEPTION WHEN OTHERS THEN RETURN NULL;\nEND\n$cognate$;\n\n",
          temporary ? "pg_temp." : "", row.name, row.arguments, row.result, row.setting, row.body);
    }
  }
  return out;
}

}  // namespace cognate::report
