// A lake: sources are read, prepared and written table by table; searches go to the store.

#include "cognate/lake.h"

#include <fmt/format.h>

#include <future>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_system.h"
#include "base/limits.h"
#include "engine/lake_document.h"
#include "io/address.h"
#include "io/open_source.h"

namespace cognate {
namespace {

using engine::LakeTable;

Filter equals(const char* field, const std::string& value) {
  return {.op = Filter::Op::eq, .field = field, .values = {value}};
}

/// A table that is to be indexed: where it stands, and who reads it.
struct Item {
  std::size_t source = 0;  // in the list of sources
  std::string name;        // in its source
  LakeTable where;
};

/// All tables of all sources.
struct Listing {
  std::vector<std::unique_ptr<Source>> sources;  // null where a source cannot be opened
  std::vector<std::string> shown;                // without passwords, as the sources
  std::vector<Item> items;
};

void note_problem(IndexReport& report, const std::string& where, std::string_view why) {
  report.problems.push_back({.line = 0, .message = fmt::format("{}: {}", where, why)});
}

Listing list_all(std::span<const std::string> paths, IndexReport& report) {
  Listing listing;
  for (const std::string& path : paths) {
    const std::string shown = io::shown_address(path);
    listing.shown.push_back(shown);
    listing.sources.push_back(nullptr);
    auto opened = io::open_source(real_file_system(), path);
    if (!opened) {
      note_problem(report, shown, opened.error().message);
      continue;
    }
    auto names = (*opened)->tables();
    if (!names) {
      note_problem(report, shown, names.error().message);
      continue;
    }
    for (const Problem& left_out : (*opened)->left_out()) {
      note_problem(report, shown, left_out.message);
    }
    const bool is_one = names->size() == 1 && real_file_system().kind(path) != FileKind::folder;
    for (const std::string& name : *names) {
      const std::string address = is_one ? shown : fmt::format("{}#{}", shown, name);
      listing.items.push_back({listing.sources.size() - 1, name, {shown, address, ""}});
    }
    listing.sources.back() = std::move(*opened);
  }
  return listing;
}

class StoredLake final : public Lake {
 public:
  StoredLake(Engine& engine, std::unique_ptr<Store> store, std::uint64_t mark)
      : engine_(engine), store_(std::move(store)), mark_(mark) {}

  Result<IndexReport> index(std::span<const std::string> paths,
                            const std::function<void(const IndexProgress&)>& progress,
                            std::stop_token stop) override {
    IndexReport report;
    const Listing listing = list_all(paths, report);
    TRY(StoredTables stored_tables, stored());
    IndexProgress done = {.tables_done = 0, .tables = listing.items.size(), .columns_done = 0};
    const auto read = [&](std::size_t i) -> Result<Table> {
      const Item& item = listing.items[i];
      return listing.sources[item.source]->sample(item.name, sample_options(stop));
    };
    std::future<Result<Table>> next;  // the table after the one at hand, read meanwhile
    for (std::size_t i = 0; i < listing.items.size(); ++i) {
      Result<Table> table = next.valid() ? next.get() : read(i);
      if (i + 1 < listing.items.size()) {
        next = std::async(std::launch::async, read, i + 1);
      }
      if (stop.stop_requested()) {
        return fail(Code::deadline, "stopped after {} of {} tables; the next run goes on from here",
                    i, listing.items.size());
      }
      if (table) {
        const LakeTable& where = listing.items[i].where;
        TRY_OK(write(*table, where, std::exchange(stored_tables[where.address], {}), report, stop));
        done.columns_done += table->columns.size();
      } else {
        note_problem(report, listing.items[i].where.address, table.error().message);
      }
      ++report.tables;
      ++done.tables_done;
      if (progress) {
        progress(done);
      }
    }
    TRY_OK(erase_lost_tables(listing, report));
    TRY_OK(store_->maintain(Chore::flush, stop));
    return report;
  }

  Result<std::vector<SimilarColumn>> find_similar_columns(std::span<const float> vector,
                                                          const FindOptions& options) override {
    const Stopwatch watch;
    SearchQuery query = {.vector = {vector.begin(), vector.end()},
                         .top_k = options.n_results,
                         .filter = options.filter,
                         .score_threshold = options.score_threshold,
                         .exact = !options.use_approximate};
    TRY(const std::vector<Hits> found, store_->search(std::span(&query, 1), options.stop));
    std::vector<SimilarColumn> columns;
    for (const Hit& hit : found[0]) {
      columns.push_back(engine::similar_column(hit));
    }
    engine_.monitor().record_search(watch.seconds());
    return columns;
  }

  Result<std::vector<SimilarColumn>> find_similar_columns(std::string_view words,
                                                          const FindOptions& options) override {
    Column column;  // what a person says is read like the name of a column
    column.name = std::string(words);
    return find_like(std::move(column), options);
  }

  Result<std::vector<SimilarColumn>> find_similar_columns(const Table& table, std::size_t column,
                                                          const FindOptions& options) override {
    if (column >= table.columns.size()) {
      return fail(Code::invalid_argument, "{} has no column at position {}", table.name, column);
    }
    return find_like(table.columns[column], options);
  }

  Store& store() override { return *store_; }

 private:
  SampleOptions sample_options(const std::stop_token& stop) const {
    return {.rows_max = engine_.options().sample_rows_max,
            .bytes_max = engine_.options().sample_bytes_max,
            .strict = engine_.options().strict,
            .stop = stop};
  }

  Result<std::vector<SimilarColumn>> find_like(Column column, const FindOptions& options) {
    Table table;
    table.columns.push_back(std::move(column));
    TRY(const PreparedTable prepared, engine_.prepare(table, options.stop));
    const auto documents = engine::documents_of(table, *prepared, {});
    if (documents.empty()) {
      return fail(Code::invalid_argument, "nothing to look for: neither a name nor values");
    }
    return find_similar_columns(documents[0].vector, options);
  }

  /// The documents of a table as they stand in the store.
  struct Stored {
    std::set<std::string> ids;
    std::set<std::string> stamps;  // several where a run ended between two writes
  };
  using StoredTables = std::unordered_map<std::string, Stored>;

  /// Everything that the store has, by address: one pass, however many tables are asked for.
  Result<StoredTables> stored() {
    StoredTables tables;
    ScanRequest request = {.limit = limits::kScanPageMax,
                           .with = {.fields = {"table", "stamp"}, .text = false}};
    do {
      TRY(Page page, store_->scan(request));
      for (Document& document : page.documents) {
        Stored& table = tables[engine::text_field(document.payload, "table")];
        table.stamps.insert(engine::text_field(document.payload, "stamp"));
        table.ids.insert(std::move(document.id));
      }
      request.cursor = page.cursor;
    } while (!request.cursor.empty());
    return tables;
  }

  Status write(const Table& table, LakeTable where, Stored old, IndexReport& report,
               const std::stop_token& stop) {
    where.stamp = engine::stamp_of(table, mark_);
    if (old.stamps == std::set{where.stamp}) {
      ++report.tables_unchanged;
      return ok();
    }
    TRY(const PreparedTable prepared, engine_.prepare(table, stop));
    const std::vector<Document> documents = engine::documents_of(table, *prepared, where);
    TRY_OK(store_->upsert(documents));
    report.columns_written += documents.size();
    for (const Document& document : documents) {
      old.ids.erase(document.id);
    }
    if (!old.ids.empty()) {
      TRY(const std::size_t erased,
          store_->erase({.ids = {old.ids.begin(), old.ids.end()}, .filter = {}}));
      report.columns_removed += erased;
    }
    return ok();
  }

  /// Tables that their source no longer has. Sources that could not be opened keep theirs.
  Status erase_lost_tables(const Listing& listing, IndexReport& report) {
    for (std::size_t s = 0; s < listing.sources.size(); ++s) {
      if (listing.sources[s] == nullptr) {
        continue;
      }
      Filter others = {.op = Filter::Op::nin, .field = "table"};
      for (const Item& item : listing.items) {
        if (item.source == s) {
          others.values.emplace_back(item.where.address);
        }
      }
      const Filter lost = {.op = Filter::Op::all_of,
                           .children = {equals("source", listing.shown[s]), std::move(others)}};
      TRY(const std::size_t erased, store_->erase({.ids = {}, .filter = lost}));
      report.columns_removed += erased;
    }
    return ok();
  }

  Engine& engine_;
  const std::unique_ptr<Store> store_;
  const std::uint64_t mark_;
};

/// What decides the vectors but for precision, in words.
std::string model_of(const EmbedderInfo& info) {
  return fmt::format("{} {}", info.model, info.revision);
}

Result<std::unique_ptr<Store>> open_store(const std::string& path, const EmbedderInfo& info,
                                          const LakeOptions& options) {
  const auto described = describe_vector_store(path);
  if (!described && described.error().code == Code::not_found && options.create) {
    StoreSpec spec = options.create->spec;
    spec.path = path;
    spec.dimension = info.dimension;
    spec.model = model_of(info);
    return create_vector_store(options.create->provider, spec, options.open);
  }
  if (!described) {
    return described.error();
  }
  const StoreSpec& spec = described->spec;
  if (spec.dimension != info.dimension || (!spec.model.empty() && spec.model != model_of(info))) {
    return fail(Code::invalid_argument,
                "{}: its vectors are of the model {} ({} numbers each), not of {} ({}): name that "
                "model, or index into another store",
                path, spec.model.empty() ? "of another dimension" : spec.model, spec.dimension,
                model_of(info), info.dimension);
  }
  return open_vector_store(path, options.open);
}

}  // namespace

Result<std::unique_ptr<Lake>> Lake::open(Engine& engine, const std::string& path,
                                         const LakeOptions& options) {
  TRY(EmbeddingService* const service, engine.service());
  const EmbedderInfo info = service->info();
  TRY(auto store, open_store(path, info, options));
  return std::make_unique<StoredLake>(engine, std::move(store), info.mark);
}

}  // namespace cognate
