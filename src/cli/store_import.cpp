// cognate store import PATH FILE

#include <array>

#include "base/error.h"
#include "base/file_system.h"
#include "base/limits.h"
#include "cli/progress.h"
#include "cli/store_command.h"
#include "report/words.h"
#include "store/exchange/import.h"

namespace cognate::cli {
namespace {

using store::ImportCounts;

/// The store that the documents go into: opened at the start, or made when the first one is there.
class Destination {
 public:
  explicit Destination(Session& session) : session_(session) {
    made_.spec.path = session.given.argument("PATH");
  }

  Status open() {
    auto there = describe_vector_store(path());
    if (there) {
      return open_old(*there);
    }
    if (there.error().code != Code::not_found) {
      return std::move(there).error();
    }
    const std::string folder = path();
    TRY(made_, store_asked_for(session_.given));
    made_.spec.path = folder;
    return ok();
  }

  /// Its dimension is 0 where the first document tells it.
  const StoreSpec& spec() const noexcept { return made_.spec; }

  Result<Store*> store(const StoreSpec& spec) {
    if (store_ == nullptr) {
      TRY(store_, create_vector_store(made_.provider, spec));
      created_ = true;
    }
    return store_.get();
  }

  const std::string& path() const noexcept { return made_.spec.path; }
  bool is_there() const noexcept { return store_ != nullptr; }
  bool created() const noexcept { return created_; }

 private:
  Status open_old(const StoreDescription& there) {
    if (asks_for_a_store(session_.given)) {
      return fail(Code::already_exists,
                  "{}: the store is there; --provider, --metric, --quantization and --set are for "
                  "a new one",
                  path());
    }
    made_ = there;
    TRY(store_, open_vector_store(path()));
    return ok();
  }

  Session& session_;
  StoreDescription made_;
  std::unique_ptr<Store> store_;
  bool created_ = false;
};

/// Tells of the first wrong rows, or ends at the first where it is strict.
class WrongRows {
 public:
  WrongRows(Session& session, std::string file, std::string_view row_word)
      : session_(session), file_(std::move(file)), row_word_(row_word) {}

  Status add(std::uint64_t row, const std::string& why) {
    if (session_.given.has("--strict")) {
      return fail(Code::corrupt, "{}: {} {}: {}", file_, row_word_, row, why);
    }
    if (count_++ < limits::kProblemsKept) {
      session_.console.note(fmt::format("{}: {} {}: {}", file_, row_word_, row, why));
    }
    return ok();
  }
  void finish() const {
    if (count_ > limits::kProblemsKept) {
      session_.console.note(
          fmt::format("{}: {} more wrong {}s", file_, count_ - limits::kProblemsKept, row_word_));
    }
  }

 private:
  Session& session_;
  std::string file_;
  std::string_view row_word_;
  std::size_t count_ = 0;
};

/// A file without one document is an error where a store was to be made of it, or where something
/// stood in it.
Status judge(const Destination& destination, const std::string& file, const ImportCounts& counts) {
  if (counts.documents > 0 || (counts.wrong == 0 && destination.is_there())) {
    return ok();
  }
  return counts.wrong > 0
             ? fail(Code::corrupt, "{}: none of its {} is a document", file,
                    report::counted(counts.wrong, "row", "rows"))
             : fail(Code::corrupt,
                    "{}: no document is in it, and the new store {} would take its dimension from "
                    "the first one",
                    file, destination.path());
}

Result<ImportCounts> import_file(Session& session, const std::string& file,
                                 Destination& destination) {
  TRY(const auto reader, store::open_documents(real_file_system(), file,
                                               {.id = session.given.option("--id-column"),
                                                .vector = session.given.option("--vector-column"),
                                                .text = session.given.option("--text-column")},
                                               session.stop));
  if (!reader->note().empty()) {
    session.console.note(reader->note());
  }
  WrongRows wrong(session, file, reader->row_word());
  Progress progress(session.console, "documents");
  auto counts = store::import_documents(
      *reader,
      {.spec = destination.spec(),
       .open = [&](const StoreSpec& spec) { return destination.store(spec); },
       .wrong = [&](std::uint64_t row, const std::string& why) { return wrong.add(row, why); },
       .progress = [&](std::uint64_t done,
                       std::uint64_t expected) { progress.show(done, expected); },
       .stop = session.stop});
  wrong.finish();
  return counts;
}

Status run(Session& session) {
  const std::string file = session.given.argument("FILE");
  Destination destination(session);
  TRY_OK(destination.open());
  TRY(const ImportCounts counts, import_file(session, file, destination));
  TRY_OK(judge(destination, file, counts));
  const std::string left_out =
      counts.wrong == 0
          ? ""
          : fmt::format(", {} left out", report::counted(counts.wrong, "wrong row", "wrong rows"));
  return say(session,
             fmt::format("{}: {} imported{}{}", destination.path(),
                         report::counted(counts.documents, "document", "documents"),
                         destination.created() ? " into a new store" : "", left_out),
             [&](report::JsonWriter& json) {
               json.key("path");
               json.text(destination.path());
               json.key("documents");
               json.integer(counts.documents);
               json.key("wrong");
               json.integer(counts.wrong);
               json.key("created");
               json.boolean(destination.created());
             });
}

constexpr std::array kArguments = {
    Argument{.name = "PATH", .help = "the folder of the store; a new one is made"},
    Argument{.name = "FILE", .help = ".jsonl, .npy or .parquet"},
};
constexpr auto kOptions = joined(
    joined(std::array{Option{.flag = "--id-column",
                             .value = "NAME",
                             .help = "what holds the ids, id unless said otherwise"},
                      Option{.flag = "--vector-column",
                             .value = "NAME",
                             .help = "what holds the vectors, else vector or embedding"},
                      Option{.flag = "--text-column",
                             .value = "NAME",
                             .help = "what holds the texts, else text or document"},
                      Option{.flag = "--strict",
                             .help = "a wrong row ends the import, and is not just left out"}},
           kSpecOptions),
    std::array{kJsonOption});
constexpr std::array kExamples = {
    Example{"what `store export` wrote", "cognate store import copy notes.jsonl"},
    Example{"a table of another program",
            "cognate store import notes notes.parquet --id-column key --vector-column emb"},
    Example{"for NumPy's matrix, with the ids in vectors.npy.ids.txt",
            "cognate store import notes vectors.npy --metric ip"},
};

}  // namespace

constexpr Command kStoreImport = {
    .name = "import",
    .summary = "take documents from a file; a store that is not there is made",
    .about =
        "A document whose id is there replaces it, so an import that was stopped is completed by "
        "running it again. A row that is no document is named and left out. Columns that are "
        "neither id, vector, text nor payload become fields of the payload.",
    .arguments = kArguments,
    .options = kOptions,
    .examples = kExamples,
    .run = run,
};

}  // namespace cognate::cli
