// cognate embed FILE

#include <algorithm>
#include <array>
#include <memory>

#include "base/error.h"
#include "base/file_system.h"
#include "cli/open_engine.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "io/text_reader.h"
#include "io/vector_writer.h"

namespace cognate::cli {
namespace {

/// Enough that sorting by length inside a block pays, few enough to need little memory.
constexpr std::size_t kBlockTexts = 4096;

constexpr std::array kArguments = {
    Argument{.name = "FILE", .help = "one text a line; \"-\" reads standard input"},
};

constexpr std::array kOptions = {
    Option{.flag = "--out",
           .value = "FILE",
           .help = "write the vectors here (.npy, .parquet, .jsonl); else JSON lines on standard "
                   "output"},
    Option{.flag = "--column",
           .value = "NAME",
           .help = "FILE is a table (CSV, Parquet, JSON): embed the cells of this column"},
    Option{.flag = "--precision", .value = "MODE", .setting = "precision"},
    Option{.flag = "--model", .value = "MODEL", .setting = "model"},
    Option{.flag = "--threads", .value = "COUNT", .setting = "threads"},
};

constexpr std::array kExamples = {
    Example{"one text a line, for NumPy", "cognate embed texts.txt --out vectors.npy"},
    Example{"a column of a table",
            "cognate embed products.csv --column description --out vectors.parquet"},
    Example{"JSON lines on standard output", "echo 'date of birth' | cognate embed -"},
};

Result<std::unique_ptr<io::TextReader>> open_texts(const Session& session) {
  const std::string path = session.given.argument("FILE");
  const std::string column = session.given.option("--column");
  return column.empty() ? io::open_lines(real_file_system(), path, session.stop)
                        : io::open_column(real_file_system(), path, column, session.stop);
}

/// How many lines a file has, for the bar; 0 where counting would disturb or mislead.
std::size_t count_lines(const Session& session) {
  const std::string path = session.given.argument("FILE");
  const bool countable = session.console.error_is_terminal() && !session.given.has("--column") &&
                         real_file_system().kind(path) == FileKind::file;
  if (!countable) {
    return 0;
  }
  const auto file = real_file_system().open(path);
  const auto bytes = file ? (*file)->map() : Result<std::string_view>(file.error());
  if (!bytes) {
    return 0;
  }
  const bool open_end = !bytes->empty() && bytes->back() != '\n';
  return static_cast<std::size_t>(std::count(bytes->begin(), bytes->end(), '\n')) +
         (open_end ? 1 : 0);
}

/// Reads a block of texts and embeds it.
class Blocks {
 public:
  Blocks(Session& session, io::TextReader& texts, Embedder& embedder)
      : session_(session),
        texts_(texts),
        embedder_(embedder),
        total_(count_lines(session)),
        progress_(session.console, "texts") {}

  Result<bool> next(io::VectorBlock& block) {
    TRY(const bool more, texts_.next(kBlockTexts, block.texts));
    if (!more) {
      return false;
    }
    const std::vector<std::string_view> views(block.texts.begin(), block.texts.end());
    const EmbedOptions options = {
        .progress = [this](std::size_t done, std::size_t) { progress_.show(done_ + done, total_); },
        .stop = session_.stop};
    TRY(block.vectors, embedder_.embed(views, options));
    done_ += views.size();
    progress_.show(done_, total_);
    return true;
  }

 private:
  Session& session_;
  io::TextReader& texts_;
  Embedder& embedder_;
  std::size_t total_;
  Progress progress_;
  std::size_t done_ = 0;
};

Status run(Session& session) {
  const std::string out = session.given.option("--out");
  auto format = io::VectorFormat::jsonl;
  if (!out.empty()) {
    TRY(format, io::vector_format(out));
  }
  TRY(const auto texts, open_texts(session));
  TRY(const auto engine, open_engine(session));
  TRY(Embedder* const embedder, engine->embedder());
  const auto standard_output = standard_output_as_files(session.console);
  FileSystem& files = out.empty() ? *standard_output : real_file_system();
  Blocks blocks(session, *texts, *embedder);
  return io::write_vectors(files, out, format, embedder->info().dimension,
                           [&](io::VectorBlock& block) { return blocks.next(block); });
}

}  // namespace

constexpr Command kEmbedCommand = {
    .name = "embed",
    .summary = "turn texts into vectors",
    .about =
        "Writes one vector of float32 numbers for each text, in order. An empty line is the "
        "empty text. The same text always gives the same vector, whatever stands beside it.",
    .arguments = kArguments,
    .options = kOptions,
    .examples = kExamples,
    .run = run,
};

}  // namespace cognate::cli
