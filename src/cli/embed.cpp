// cognate embed FILE

#include <array>
#include <memory>

#include "base/error.h"
#include "base/file_system.h"
#include "base/limits.h"
#include "cli/number_option.h"
#include "cli/open_engine.h"
#include "cli/output.h"
#include "cli/text_blocks.h"
#include "io/vector_writer.h"
#include "quant/pca_file.h"

namespace cognate::cli {
namespace {

constexpr std::array kArguments = {
    Argument{.name = "FILE", .help = "one text a line; \"-\" reads standard input"},
};

constexpr std::array kOptions = {
    Option{.flag = "--out",
           .value = "FILE",
           .help = "write the vectors here (.npy, .parquet, .jsonl); else JSON lines on standard "
                   "output"},
    kColumnOption,
    Option{.flag = "--dtype",
           .value = "TYPE",
           .help = "the form of the numbers; binary is one bit a dimension",
           .choices = "float32|float16|int8|uint8|binary|ubinary"},
    Option{.flag = "--dimensions",
           .value = "COUNT",
           .help = "keep the first dimensions only, brought back to length 1"},
    Option{.flag = "--pca",
           .value = "FILE",
           .help = "principal components instead, as `cognate pca fit` found them"},
    Option{.flag = "--calibrate",
           .value = "FILE",
           .help = "take the ranges of int8 and uint8 from these texts, not from those of FILE"},
    kRoleOption,
    kPromptOption,
    Option{.flag = "--precision", .value = "MODE", .setting = "precision"},
    Option{.flag = "--model", .value = "MODEL", .setting = "model"},
    Option{.flag = "--threads", .value = "COUNT", .setting = "threads"},
};

constexpr std::array kExamples = {
    Example{"one text a line, for NumPy", "cognate embed texts.txt --out vectors.npy"},
    Example{"a column of a table",
            "cognate embed products.csv --column description --out vectors.parquet"},
    Example{"queries for a model that tells them from passages",
            "cognate embed questions.txt --role query --out queries.npy"},
    Example{"a quarter of the memory",
            "cognate embed texts.txt --dtype int8 --calibrate typical.txt --out vectors.npy"},
    Example{"JSON lines on standard output", "echo 'date of birth' | cognate embed -"},
};

/// What the options ask for.
Result<quant::Output> output_of(const Invocation& given) {
  quant::Output output;
  if (given.has("--dtype")) {
    TRY(output.form, quant::form_of(given.option("--dtype")));
  }
  TRY(const double dimensions,
      number_option(given, "--dimensions", {.low = 1, .high = limits::kEncoderHiddenMax}, 0));
  output.dimensions = static_cast<std::size_t>(dimensions);
  if (given.has("--pca")) {
    TRY(output.pca, quant::read_pca(real_file_system(), given.option("--pca")));
  }
  if (given.has("--calibrate") && !quant::needs_ranges(output.form)) {
    return fail(Code::invalid_argument,
                "--calibrate is for the ranges of --dtype int8 and uint8; {} has none",
                quant::form_name(output.form));
  }
  return output;
}

/// Blocks in their form. Ranges are known before the first: from other texts, or from all of these,
/// whose vectors are kept until then.
class FormedBlocks {
 public:
  FormedBlocks(TextBlocks& texts, quant::Form form) : texts_(texts), form_(form) {}

  /// Takes the ranges from other texts.
  Status calibrate(TextBlocks& others) {
    TextBlock block;
    while (true) {
      TRY(const bool more, others.next(block));
      if (!more) {
        break;
      }
      ranges_.widen(block.vectors);
    }
    return ranges_.vectors() > 0
               ? ok()
               : fail(Code::invalid_argument, "--calibrate: no texts to take the ranges from");
  }

  /// Takes the ranges from the texts themselves.
  Status calibrate_from_all(Console& console) {
    std::size_t bytes = 0;
    for (TextBlock block;; kept_.push_back(std::move(block))) {
      TRY(const bool more, texts_.next(block));
      if (!more) {
        break;
      }
      ranges_.widen(block.vectors);
      bytes += block.vectors.values().size_bytes();
      for (const std::string& text : block.texts) {
        bytes += text.size();
      }
      if (bytes > limits::kVectorsKeptBytesMax) {
        return fail(Code::invalid_argument,
                    "more than {} MB of vectors would wait for their ranges: take the ranges from "
                    "a part of the texts with --calibrate FILE",
                    limits::kVectorsKeptBytesMax / limits::kMiB);
      }
    }
    return judge_ranges(console);
  }

  Result<bool> next(io::VectorBlock& formed) {
    TextBlock block;
    TRY(const bool more, next_shaped(block));
    if (!more) {
      return false;
    }
    quant::encode(block.vectors, form_, ranges_, numbers_);
    formed = {.texts = std::move(block.texts), .numbers = numbers_};
    return true;
  }

 private:
  Status judge_ranges(Console& console) const {
    const std::size_t count = ranges_.vectors();
    if (count == 1) {
      return fail(Code::invalid_argument,
                  "{} needs the range of each dimension, and one text has none: give typical texts "
                  "with --calibrate FILE",
                  quant::form_name(form_));
    }
    if (count > 0 && count < quant::kRangeVectorsAdvised) {
      console.note(
          fmt::format("the ranges of {} come from {} texts only; more, with --calibrate "
                      "FILE, make it steadier",
                      quant::form_name(form_), count));
    }
    return ok();
  }

  Result<bool> next_shaped(TextBlock& block) {
    if (kept_taken_ < kept_.size()) {
      block = std::move(kept_[kept_taken_++]);
      return true;
    }
    return texts_.next(block);
  }

  TextBlocks& texts_;
  quant::Form form_;
  quant::Ranges ranges_;
  std::vector<TextBlock> kept_;
  std::size_t kept_taken_ = 0;
  std::vector<std::byte> numbers_;
};

Status find_ranges(Session& session, Embedder& embedder, const quant::Output& output,
                   FormedBlocks& blocks) {
  if (!quant::needs_ranges(output.form)) {
    return ok();
  }
  const std::string path = session.given.option("--calibrate");
  if (path.empty()) {
    return blocks.calibrate_from_all(session.console);
  }
  TRY(const auto texts, open_texts(session, path));
  TextBlocks others(session, path, *texts, embedder, output);
  return blocks.calibrate(others);
}

Status run(Session& session) {
  const std::string path = session.given.argument("FILE");
  const std::string out = session.given.option("--out");
  auto format = io::VectorFormat::jsonl;
  if (!out.empty()) {
    TRY(format, io::vector_format(out));
  }
  TRY(const quant::Output output, output_of(session.given));
  TRY(const auto reader, open_texts(session, path));
  TRY(const auto engine, open_engine(session));
  TRY(EmbeddingService* const embedder, engine->service());
  const EmbedderInfo& model = embedder->info();
  TRY_OK(output.check(model));
  TextBlocks texts(session, path, *reader, *embedder, output);
  FormedBlocks blocks(texts, output.form);
  TRY_OK(find_ranges(session, *embedder, output, blocks));
  const io::VectorShape shape{.type = quant::number_type(output.form),
                              .count = quant::number_count(output.form, output.dimension(model))};
  const auto standard_output = standard_output_as_files(session.console);
  FileSystem& files = out.empty() ? *standard_output : real_file_system();
  return io::write_vectors(files, out, format, shape,
                           [&](io::VectorBlock& block) { return blocks.next(block); });
}

}  // namespace

constexpr Command kEmbedCommand = {
    .name = "embed",
    .summary = "turn texts into vectors",
    .about =
        "Writes one vector for each text, in order: float32 numbers, or those of --dtype. An empty "
        "line is the empty text. The same text always gives the same vector, whatever stands "
        "beside it.",
    .arguments = kArguments,
    .options = kOptions,
    .examples = kExamples,
    .run = run,
};

}  // namespace cognate::cli
