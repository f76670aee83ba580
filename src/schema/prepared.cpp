#include "schema/prepared.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/thread_pool.h"
#include "schema/column_text.h"

namespace cognate::schema {
namespace {

/// A key of a column that does not depend on where it stands: ties are broken by it.
std::uint64_t content_key(const Column& column) {
  std::uint64_t key = hash64(column.declared_type, hash64(column.name));
  for (std::size_t row = 0; row < column.cells.size(); ++row) {
    key = hash64(column.cells[row], key + (column.cells.is_null(row) ? 1 : 0));
  }
  return key;
}

/// The columns of a table by name, those of one name by content; only columns that are equal in
/// everything keep the table's order.
std::vector<std::size_t> own_order(const Table& table) {
  std::vector<std::size_t> order(table.columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto name = [&table](std::size_t i) -> std::string_view { return table.columns[i].name; };
  std::ranges::stable_sort(order, {}, name);
  std::vector<std::pair<std::uint64_t, std::size_t>> group;
  for (auto begin = order.begin(); begin != order.end();) {
    const auto end =
        std::find_if(begin, order.end(), [&](std::size_t i) { return name(i) != name(*begin); });
    if (end - begin > 1) {
      group.clear();
      std::for_each(begin, end,
                    [&](std::size_t i) { group.emplace_back(content_key(table.columns[i]), i); });
      std::ranges::sort(group);
      std::ranges::transform(group, begin, [](const auto& keyed) { return keyed.second; });
    }
    begin = end;
  }
  return order;
}

/// How a column yields its sets; what the profile holds for it is moved out.
struct SetRow {
  SetKind kind;
  Sketch (*take)(ColumnProfile& profile, const Vocabulary& vocabulary);
};
constexpr std::array kSets = {
    SetRow{SetKind::name_words,
           [](ColumnProfile& profile, const Vocabulary&) {
             std::vector<std::uint64_t> hashes;
             for (const std::string& word : profile.name.words) {
               hashes.push_back(hash64(word));
             }
             return sketch_of(std::move(hashes));
           }},
    SetRow{SetKind::concepts,
           [](ColumnProfile& profile, const Vocabulary& vocabulary) {
             return sketch_of(vocabulary.concepts(profile.name.words));
           }},
    SetRow{SetKind::values,
           [](ColumnProfile& profile, const Vocabulary&) {
             return std::exchange(profile.value_sketch, {});
           }},
    SetRow{SetKind::value_words,
           [](ColumnProfile& profile, const Vocabulary&) {
             return std::exchange(profile.word_sketch, {});
           }},
    SetRow{SetKind::value_trigrams,
           [](ColumnProfile& profile, const Vocabulary&) {
             return std::exchange(profile.trigram_sketch, {});
           }},
};
static_assert(kSets.size() == kSetKinds.size());

/// How a column yields the texts to embed; an empty one has no vector.
struct TextRow {
  VectorKind kind;
  std::string (*text)(const ColumnProfile& profile, const Vocabulary& vocabulary);
};
constexpr std::array kTexts = {
    TextRow{VectorKind::name, name_text},
    TextRow{VectorKind::values, value_text},
    TextRow{VectorKind::description, description_text},
};

/// The texts of several tables, each once, in order of first use.
class Texts {
 public:
  std::uint32_t add(std::string text) {
    if (text.empty()) {
      return VectorTable::kNone;
    }
    const auto [at, is_new] =
        index_.try_emplace(std::move(text), static_cast<std::uint32_t>(texts_.size()));
    if (is_new) {
      texts_.push_back(at->first);  // keys of a node-based map do not move
    }
    return at->second;
  }
  std::span<const std::string_view> all() const { return texts_; }

 private:
  std::unordered_map<std::string, std::uint32_t> index_;
  std::vector<std::string_view> texts_;
};

/// Profiles every column of every table.
Status profile_all(std::span<const Table* const> tables, std::vector<PreparedTable>& out,
                   const Effort& effort) {
  struct Item {
    std::size_t table;
    std::size_t column;
  };
  std::vector<Item> items;
  for (std::size_t t = 0; t < out.size(); ++t) {
    out[t].name = tables[t]->name;
    out[t].order = own_order(*tables[t]);
    out[t].columns.resize(out[t].order.size());
    for (std::size_t c = 0; c < out[t].order.size(); ++c) {
      items.push_back({t, c});
    }
  }
  ThreadPool pool(threads_for(items.size(), effort));
  std::vector<Profiler> profilers(pool.size());
  pool.parallel_for(items.size(), [&](std::size_t i, std::size_t worker) {
    const auto [t, c] = items[i];
    if (!effort.stop.stop_requested()) {
      out[t].columns[c] = profilers[worker].profile(tables[t]->columns[out[t].order[c]]);
    }
  });
  return effort.stop.stop_requested()
             ? Status(fail(Code::deadline, "stopped while profiling the columns"))
             : ok();
}

/// What the columns of a table tell of each other, and their sets and trigrams in flat form.
void gather(PreparedTable& table, const Vocabulary& vocabulary) {
  std::vector<Name> names;
  for (ColumnProfile& profile : table.columns) {
    names.push_back(std::move(profile.name));
  }
  strip_common_prefix(names);
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.columns[i].name = std::move(names[i]);
  }
  for (const SetRow& row : kSets) {
    for (ColumnProfile& profile : table.columns) {
      table.sets[row.kind].push(row.take(profile, vocabulary));
    }
  }
  std::vector<std::vector<float>> grams;
  VectorTable& gram_table = table.vectors[VectorKind::value_grams];
  for (ColumnProfile& profile : table.columns) {
    const bool has_none = profile.grams.empty();
    gram_table.row_of.push_back(has_none ? VectorTable::kNone
                                         : static_cast<std::uint32_t>(grams.size()));
    if (!has_none) {
      grams.push_back(std::exchange(profile.grams, {}));
    }
  }
  gram_table.rows = Matrix(grams.size(), ColumnProfile::kGramBuckets);
  for (std::size_t i = 0; i < grams.size(); ++i) {
    std::ranges::copy(grams[i], gram_table.rows.row(i).begin());
  }
}

/// Gives a table the rows of its own texts, in order of first use; until then `row_of` are those of
/// `all`.
void take_vectors(VectorTable& table, const Matrix& all) {
  std::vector<std::uint32_t> own(all.rows(), VectorTable::kNone);
  std::vector<std::uint32_t> rows;
  for (std::uint32_t& row : table.row_of) {
    if (row == VectorTable::kNone) {
      continue;
    }
    if (own[row] == VectorTable::kNone) {
      own[row] = static_cast<std::uint32_t>(rows.size());
      rows.push_back(row);
    }
    row = own[row];
  }
  table.rows = Matrix(rows.size(), all.columns());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::ranges::copy(all.row(rows[i]), table.rows.row(i).begin());
  }
}

}  // namespace

std::size_t threads_for(std::size_t pieces, const Effort& effort) {
  const std::size_t most = effort.threads > 0 ? effort.threads : ThreadPool::processors();
  return std::clamp<std::size_t>(pieces, 1, most);
}

void derive(PreparedTable& table) {
  for (SetTable& set : table.sets) {
    set.index();
  }
  for (VectorTable& vectors : table.vectors) {
    vectors.add_up();
  }
  table.name_grams = {};
  for (const ColumnProfile& profile : table.columns) {
    table.name_grams.push(sketch_of({profile.name.grams.begin(), profile.name.grams.end()}));
  }
  table.name_grams.index();
}

Result<std::vector<PreparedTable>> prepare(std::span<const Table* const> tables, Embedder& embedder,
                                           const Effort& effort) {
  std::vector<PreparedTable> out(tables.size());
  TRY_OK(profile_all(tables, out, effort));
  Texts texts;
  for (PreparedTable& table : out) {
    gather(table, effort.words());
    for (const TextRow& row : kTexts) {
      for (const ColumnProfile& profile : table.columns) {
        table.vectors[row.kind].row_of.push_back(texts.add(row.text(profile, effort.words())));
      }
    }
  }
  EmbedOptions options;
  options.stop = effort.stop;
  options.remember = true;  // a target comes again
  TRY(const Matrix vectors, embedder.embed(texts.all(), options));
  if (vectors.rows() != texts.all().size()) {
    return fail(Code::internal, "the embedder answered {} rows to {} texts", vectors.rows(),
                texts.all().size());
  }
  const EmbedderInfo& info = embedder.info();
  for (PreparedTable& table : out) {
    table.model = fmt::format("{} {} {}", info.model, info.revision, info.precision);
    for (const TextRow& row : kTexts) {
      take_vectors(table.vectors[row.kind], vectors);
    }
    derive(table);
  }
  return out;
}

Result<PreparedTable> prepare(const Table& table, Embedder& embedder, const Effort& effort) {
  const Table* const tables[] = {&table};
  TRY(auto prepared, prepare(tables, embedder, effort));
  return std::move(prepared[0]);
}

}  // namespace cognate::schema
