#include "match/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>
#include <string_view>

#include "base/file_system.h"
#include "base/hash.h"
#include "base/limits.h"

namespace cognate::bench {
namespace {

using Random = std::mt19937;

/// What kind of values a column has. `style` 0 is how the source writes them, 1 the target.
using Value = std::string (*)(Random& random, unsigned style);

std::string_view pick(Random& random, std::span<const std::string_view> words) {
  return words[random() % words.size()];
}

constexpr std::array<std::string_view, 24> kFirst = {
    "Anna",  "Boris", "Chloe", "David", "Elena", "Farid", "Grace", "Hugo",
    "Ines",  "Jonas", "Kira",  "Liam",  "Mara",  "Nils",  "Olga",  "Pablo",
    "Quinn", "Rosa",  "Sven",  "Tara",  "Uwe",   "Vera",  "Wim",   "Yara"};
constexpr std::array<std::string_view, 20> kLast = {
    "Ahmed", "Berg", "Costa", "Dietz", "Evans", "Fuchs", "Garcia", "Haas",  "Ito",    "Jansen",
    "Kumar", "Lang", "Meyer", "Novak", "Olsen", "Perez", "Rossi",  "Silva", "Tanaka", "Weber"};
constexpr std::array<std::string_view, 18> kCities = {
    "Berlin", "Lisbon", "Oslo",  "Madrid", "Prague", "Dublin", "Vienna", "Athens", "Warsaw",
    "Zurich", "Lyon",   "Turin", "Ghent",  "Malmo",  "Porto",  "Basel",  "Cork",   "Graz"};
constexpr std::array<std::array<std::string_view, 2>, 12> kCountries = {{{"DE", "Germany"},
                                                                         {"PT", "Portugal"},
                                                                         {"NO", "Norway"},
                                                                         {"ES", "Spain"},
                                                                         {"CZ", "Czechia"},
                                                                         {"IE", "Ireland"},
                                                                         {"AT", "Austria"},
                                                                         {"GR", "Greece"},
                                                                         {"PL", "Poland"},
                                                                         {"CH", "Switzerland"},
                                                                         {"FR", "France"},
                                                                         {"IT", "Italy"}}};
constexpr std::array<std::string_view, 30> kWords = {
    "urgent",  "replaced", "blue",   "steel",  "second", "checked", "north",  "sample",
    "return",  "partial",  "left",   "large",  "annual", "manual",  "review", "stable",
    "pending", "paper",    "export", "screen", "cover",  "signed",  "local",  "spare",
    "filter",  "soft",     "double", "cold",   "early",  "common"};
constexpr std::array<std::string_view, 6> kStatus = {"open",      "shipped", "returned",
                                                     "cancelled", "paid",    "waiting"};

std::string number(Random& random, unsigned) { return fmt::format("{}", random() % 100'000); }
std::string code(Random& random, unsigned style) {
  const auto n = random() % 9'000 + 1'000;
  return style == 0 ? fmt::format("A-{}", n) : fmt::format("A{}", n);
}
std::string amount(Random& random, unsigned style) {
  const auto cents = random() % 1'000'000;
  return style == 0 ? fmt::format("{}.{:02}", cents / 100, cents % 100)
                    : fmt::format("{:.1f}", static_cast<double>(cents) / 100);
}
std::string date(Random& random, unsigned style) {
  const auto y = 1990 + random() % 35, m = 1 + random() % 12, d = 1 + random() % 28;
  return style == 0 ? fmt::format("{}-{:02}-{:02}", y, m, d)
                    : fmt::format("{:02}.{:02}.{}", d, m, y);
}
std::string person(Random& random, unsigned style) {
  const auto first = pick(random, kFirst), last = pick(random, kLast);
  return style == 0 ? fmt::format("{} {}", first, last) : fmt::format("{}, {}", last, first);
}
std::string email(Random& random, unsigned) {
  return fmt::format("{}.{}{}@example.org", pick(random, kFirst), pick(random, kLast),
                     random() % 90);
}
std::string phone(Random& random, unsigned style) {
  const auto n = random() % 10'000'000;
  return style == 0 ? fmt::format("+49 30 {:07}", n) : fmt::format("030/{:07}", n);
}
std::string city(Random& random, unsigned) { return std::string(pick(random, kCities)); }
std::string country(Random& random, unsigned style) {
  return std::string(kCountries[random() % kCountries.size()][style]);
}
std::string status(Random& random, unsigned) { return std::string(pick(random, kStatus)); }
std::string flag(Random& random, unsigned style) {
  const bool yes = random() % 3 == 0;
  return style == 0 ? (yes ? "true" : "false") : (yes ? "Y" : "N");
}
std::string share(Random& random, unsigned) {
  return fmt::format("{:.3f}", static_cast<double>(random() % 1000) / 1000);
}
std::string text(Random& random, unsigned) {
  std::string out;
  for (auto n = 3 + random() % 4; n > 0; --n) {
    out += (out.empty() ? "" : " ");
    out += pick(random, kWords);
  }
  return out;
}

/// A thing that columns speak of, as one table calls it and as the other does.
struct Concept {
  std::array<std::string_view, 2> name;
  Value value;
};
constexpr std::array kConcepts = {
    Concept{{"id", "key"}, number},
    Concept{{"code", "short code"}, code},
    Concept{{"name", "full name"}, person},
    Concept{{"birth date", "date of birth"}, date},
    Concept{{"email", "mail address"}, email},
    Concept{{"phone", "telephone number"}, phone},
    Concept{{"city", "town"}, city},
    Concept{{"country", "nation"}, country},
    Concept{{"amount", "total value"}, amount},
    Concept{{"price", "unit price"}, amount},
    Concept{{"quantity", "qty"}, number},
    Concept{{"status", "state"}, status},
    Concept{{"created", "creation date"}, date},
    Concept{{"updated", "last change"}, date},
    Concept{{"active", "is enabled"}, flag},
    Concept{{"comment", "remarks"}, text},
    Concept{{"description", "details"}, text},
    Concept{{"discount", "rebate rate"}, share},
    Concept{{"weight", "mass"}, amount},
    Concept{{"owner", "responsible person"}, person},
};
constexpr std::array<std::array<std::string_view, 2>, 25> kEntities = {
    {{"customer", "client"},    {"order", "purchase"},     {"supplier", "vendor"},
     {"product", "article"},    {"invoice", "bill"},       {"shipment", "delivery"},
     {"employee", "staff"},     {"patient", "subject"},    {"sample", "specimen"},
     {"doctor", "physician"},   {"visit", "encounter"},    {"drug", "medication"},
     {"account", "ledger"},     {"payment", "transfer"},   {"contract", "agreement"},
     {"building", "site"},      {"machine", "equipment"},  {"vehicle", "car"},
     {"route", "itinerary"},    {"course", "class"},       {"student", "pupil"},
     {"teacher", "instructor"}, {"project", "assignment"}, {"ticket", "request"},
     {"meter", "sensor"}}};
constexpr std::size_t kPlain = kConcepts.size() * kEntities.size();

/// "customer birth date" in the way of the table: source CamelCase, target snake_case.
std::string written(std::string_view words, unsigned style) {
  std::string out;
  bool starts = true;
  for (const char c : words) {
    if (c == ' ') {
      out += style == 1 ? "_" : "";
      starts = true;
    } else {
      const bool upper = style == 0 && starts && !out.empty() && c >= 'a' && c <= 'z';
      out += upper ? static_cast<char>(c - 'a' + 'A') : c;
      starts = false;
    }
  }
  return out;
}

/// Column `index` of all that there are; beyond the plain ones a qualifier goes before.
std::string name_of(std::size_t index, unsigned style) {
  const auto& entity = kEntities[index / kConcepts.size() % kEntities.size()];
  const Concept& concept_of = kConcepts[index % kConcepts.size()];
  std::string words = fmt::format("{} {}", entity[style], concept_of.name[style]);
  if (const std::size_t more = index / kPlain; more > 0) {
    words = fmt::format("{} {} {}", kWords[more % kWords.size()],
                        kCities[more / kWords.size() % kCities.size()], words);
  }
  return written(words, style);
}

Table make_table(const std::string& name, const std::vector<std::size_t>& indices, unsigned style,
                 std::size_t rows) {
  Table table;
  table.name = name;
  table.rows_sampled = rows;
  for (const std::size_t index : indices) {
    Column& column = table.columns.emplace_back();
    column.name = name_of(index, style);
    Random random(static_cast<unsigned>(hash64(column.name)));
    for (std::size_t row = 0; row < rows; ++row) {
      if (random() % 50 == 0) {
        column.cells.push_null();
      } else {
        column.cells.push(kConcepts[index % kConcepts.size()].value(random, style));
      }
    }
  }
  return table;
}

}  // namespace

MadePair make_pair_of_tables(const PairShape& shape) {
  // So many concepts in a random order: the first are common, then come those of the source alone.
  std::vector<std::size_t> all(shape.source + shape.target - shape.common);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = i;
  }
  Random random(20'240'501);
  std::shuffle(all.begin(), all.end(), random);
  std::vector<std::size_t> source(all.begin(),
                                  all.begin() + static_cast<std::ptrdiff_t>(shape.source));
  std::vector<std::size_t> target(all.begin(),
                                  all.begin() + static_cast<std::ptrdiff_t>(shape.common));
  target.insert(target.end(), all.begin() + static_cast<std::ptrdiff_t>(shape.source), all.end());
  MadePair made;
  for (std::size_t i = 0; i < shape.common; ++i) {
    made.truth.emplace_back(name_of(source[i], 0), name_of(source[i], 1));
  }
  std::shuffle(source.begin(), source.end(), random);
  std::shuffle(target.begin(), target.end(), random);
  made.source = make_table("source", source, 0, shape.rows);
  made.target = make_table("target", target, 1, shape.rows);
  return made;
}

Status write_csv(const Table& table, const std::string& path, std::size_t bytes_least) {
  TRY(const auto file, real_file_system().create(path));
  std::string block;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    block += (i == 0 ? "" : ",") + table.columns[i].name;
  }
  block += '\n';
  for (std::size_t bytes = 0, row = 0; row < table.rows_sampled || bytes < bytes_least; ++row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const std::string_view cell = table.columns[i].cells[row % table.rows_sampled];
      const bool quoted = cell.find(',') != std::string_view::npos;
      block.append(i == 0 ? "" : ",").append(quoted ? "\"" : "").append(cell);
      block.append(quoted ? "\"" : "");
    }
    block += '\n';
    if (block.size() > limits::kMiB) {
      TRY_OK(file->append(block));
      bytes += block.size();
      block.clear();
    }
  }
  TRY_OK(file->append(block));
  return file->close();
}

Result<NamePairs> read_pairs(const std::string& path, bool header) {
  TRY(const std::string content, read_file(real_file_system(), path, 1024 * limits::kMiB));
  NamePairs pairs;
  std::string_view rest = content;
  for (bool first = header; !rest.empty(); first = false) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    line = line.substr(0, line.find('\r'));
    const std::size_t comma = line.find(',');
    if (!first && comma != std::string_view::npos) {
      pairs.emplace_back(line.substr(0, comma), line.substr(comma + 1));
    }
  }
  return pairs;
}

}  // namespace cognate::bench
