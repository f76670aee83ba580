// cognate store export PATH --out FILE

#include <array>

#include "base/error.h"
#include "base/file_system.h"
#include "cli/progress.h"
#include "cli/store_command.h"
#include "report/words.h"
#include "store/exchange/writer.h"

namespace cognate::cli {
namespace {

constexpr std::size_t kPageDocuments = 1000;

/// The documents of a store page by page.
class Pages {
 public:
  Pages(Session& session, Store& store, Filter filter, std::size_t total)
      : session_(session), store_(store), total_(total), progress_(session.console, "documents") {
    request_.limit = kPageDocuments;
    request_.filter = std::move(filter);
    request_.with.vector = true;
  }

  /// As store::NextDocuments. A filter may leave a page empty with more behind it.
  Result<bool> next(std::vector<Document>& documents) {
    documents.clear();
    while (documents.empty() && !at_end_) {
      if (session_.stop.stop_requested()) {
        return fail(Code::deadline, "stopped; nothing was written");
      }
      TRY(Page page, store_.scan(request_));
      documents = std::move(page.documents);
      request_.cursor = std::move(page.cursor);
      at_end_ = request_.cursor.empty();
    }
    done_ += documents.size();
    progress_.show(done_, total_);
    return !documents.empty();
  }

  std::size_t done() const noexcept { return done_; }

 private:
  Session& session_;
  Store& store_;
  ScanRequest request_;
  std::size_t total_;
  std::size_t done_ = 0;
  bool at_end_ = false;
  Progress progress_;
};

Status run(Session& session) {
  const std::string out = session.given.option("--out");
  if (out.empty()) {
    return fail(Code::invalid_argument, "an export needs --out FILE (.jsonl, .npy or .parquet)");
  }
  TRY(const io::VectorFormat format, io::vector_format(out));
  TRY(const Filter filter, filter_option(session.given));
  TRY(const auto store, open_store(session, true));
  TRY(const StoreStats stats, store->stats());
  std::size_t done = 0;
  {
    Pages pages(session, *store, filter, filter.passes_all() ? stats.documents : 0);
    TRY_OK(store::write_documents(
        real_file_system(), out, format, stats.dimension,
        [&](std::vector<Document>& documents) { return pages.next(documents); }));
    done = pages.done();
  }
  return say(session, fmt::format("{}: {}", out, report::counted(done, "document", "documents")),
             [&](report::JsonWriter& json) {
               json.key("file");
               json.text(out);
               json.key("documents");
               json.integer(done);
             });
}

constexpr std::array kArguments = {kStoreArgument};
constexpr std::array kOptions = {
    Option{.flag = "--out",
           .value = "FILE",
           .help = "a .jsonl or .parquet of whole documents, or a .npy of vectors with their ids "
                   "in FILE.ids.txt"},
    kFilterOption,
    kJsonOption,
};
constexpr std::array kExamples = {
    Example{"everything", "cognate store export notes --out notes.jsonl"},
    Example{"a part, for DuckDB or pandas",
            "cognate store export notes --filter 'lang = \"de\"' --out german.parquet"},
};

}  // namespace

constexpr Command kStoreExport = {
    .name = "export",
    .summary = "write the documents into a file",
    .about =
        "The file appears whole or not at all. Under cosine the vectors come out as they are kept: "
        "of length 1.",
    .arguments = kArguments,
    .options = kOptions,
    .examples = kExamples,
    .run = run,
};

}  // namespace cognate::cli
