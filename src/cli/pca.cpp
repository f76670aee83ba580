// cognate pca fit|show

#include <algorithm>
#include <array>
#include <iterator>
#include <random>

#include "base/error.h"
#include "base/file_system.h"
#include "base/limits.h"
#include "cli/number_option.h"
#include "cli/open_engine.h"
#include "cli/text_blocks.h"
#include "quant/pca_file.h"
#include "report/words.h"

namespace cognate::cli {
namespace {

constexpr std::size_t kReadTexts = 4096;
constexpr unsigned kSampleSeed = 20261121;  // the same file, the same sample

/// Up to `count` texts, each of the file as likely as any other, in the file's order.
Result<std::vector<std::string>> sample_texts(io::TextReader& reader, std::size_t count) {
  std::mt19937_64 random(kSampleSeed);
  std::vector<std::pair<std::size_t, std::string>> kept;
  std::vector<std::string> block;
  std::size_t seen = 0;
  while (true) {
    TRY(const bool more, reader.next(kReadTexts, block));
    if (!more) {
      break;
    }
    for (std::string& text : block) {
      const std::size_t place = seen < count ? seen : random() % (seen + 1);
      if (place == kept.size()) {
        kept.emplace_back(seen, std::move(text));
      } else if (place < count) {
        kept[place] = {seen, std::move(text)};
      }
      ++seen;
    }
  }
  std::sort(kept.begin(), kept.end());
  std::vector<std::string> texts;
  for (auto& [place, text] : kept) {
    texts.push_back(std::move(text));
  }
  return texts;
}

Result<Matrix> embed_all(const Session& session, Embedder& embedder,
                         const std::vector<std::string>& texts) {
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  Progress progress(session.console, "texts");
  return embedder.embed(
      views, {.progress = [&](std::size_t done, std::size_t total) { progress.show(done, total); },
              .stop = session.stop});
}

Result<quant::PcaTarget> target_of(const Invocation& given) {
  if (given.has("--dimensions") == given.has("--variance")) {
    return fail(Code::invalid_argument,
                "cognate pca fit needs either --dimensions COUNT or --variance SHARE");
  }
  TRY(const double dimensions,
      number_option(given, "--dimensions", {.low = 1, .high = limits::kEncoderHiddenMax}, 0));
  TRY(const double share,
      number_option(given, "--variance", {.low = 0.01, .high = 1, .whole = false}, 0));
  return quant::PcaTarget{.dimensions = static_cast<std::size_t>(dimensions),
                          .variance_share = share};
}

/// What the components hold: all of them, and the first 1, 2, 4, ...
std::string in_words(const quant::Pca& pca) {
  std::string lines = fmt::format(
      "{} numbers to {}, fitted on {} vectors of {}\n"
      "explained variance {:.2f} %\n",
      pca.inputs(), pca.outputs(), pca.sample_rows, pca.model, 100 * pca.explained_share());
  double held = 0;
  std::size_t shown = 1;
  for (std::size_t k = 1; k < pca.outputs(); ++k) {
    held += pca.variances[k - 1];
    if (k == shown) {
      fmt::format_to(std::back_inserter(lines), "  the first {:<5} {:6.2f} %\n", k,
                     100 * held / pca.total_variance);
      shown *= 2;
    }
  }
  return lines;
}

Status fit(Session& session) {
  const std::string out = session.given.option("--out");
  if (out.empty()) {
    return fail(Code::invalid_argument, "cognate pca fit needs --out FILE for what it finds");
  }
  TRY(const quant::PcaTarget target, target_of(session.given));
  TRY(const double count,
      number_option(session.given, "--sample", {.low = 2, .high = limits::kPcaSampleMax},
                    limits::kPcaSampleDefault));
  TRY(const auto reader, open_texts(session, session.given.argument("FILE")));
  TRY(const auto texts, sample_texts(*reader, static_cast<std::size_t>(count)));
  TRY(const auto engine, open_engine(session));
  TRY(EmbeddingService* const embedder, engine->service());
  TRY(const Matrix vectors, embed_all(session, *embedder, texts));
  TRY(quant::Pca pca, quant::fit_pca(vectors, target, session.stop));
  pca.model = quant::pca_model(embedder->info());
  TRY_OK(quant::write_pca(real_file_system(), out, pca));
  const quant::PcaLoss loss = quant::loss_of(pca, vectors);
  return session.console.out(
      in_words(pca) + fmt::format("there and back: squared error {:.2f} %, cosine to the original "
                                  "{:.4f} on average, {:.4f} at least\n",
                                  100 * loss.squared_share, loss.cosine_mean, loss.cosine_min));
}

Status show(Session& session) {
  TRY(const quant::Pca pca, quant::read_pca(real_file_system(), session.given.argument("FILE")));
  return session.console.out(in_words(pca));
}

constexpr std::array kFitArguments = {
    Argument{.name = "FILE",
             .help = "texts like those to embed, one a line; \"-\" reads standard "
                     "input"},
};
constexpr std::array kFitOptions = {
    Option{.flag = "--out", .value = "FILE", .help = "write the components here"},
    Option{
        .flag = "--dimensions", .value = "COUNT", .help = "how many numbers a vector shall have"},
    Option{.flag = "--variance",
           .value = "SHARE",
           .help = "instead: as few as hold this part of the variance, .01 to 1"},
    Option{.flag = "--sample",
           .value = "COUNT",
           .help = "fit on so many texts at most, drawn evenly from all; 20000 by default"},
    kColumnOption,
    kRoleOption,
    kPromptOption,
    Option{.flag = "--precision", .value = "MODE", .setting = "precision"},
    Option{.flag = "--model", .value = "MODEL", .setting = "model"},
    Option{.flag = "--threads", .value = "COUNT", .setting = "threads"},
};
constexpr std::array kFitExamples = {
    Example{"a third of the numbers", "cognate pca fit texts.txt --dimensions 128 --out third.pca"},
    Example{"then", "cognate embed texts.txt --pca third.pca --out vectors.npy"},
    Example{"as few as hold 95 % of the variance",
            "cognate pca fit texts.txt --variance .95 --out most.pca"},
};
constexpr std::array kShowArguments = {Argument{.name = "FILE", .help = "that `pca fit` wrote"}};

constexpr Command kFit = {
    .name = "fit",
    .summary = "find the principal components of texts' vectors",
    .about =
        "Embeds the texts and finds the directions in which their vectors differ most. Says how "
        "much of the variance the components hold and what is lost on the way there and back.",
    .arguments = kFitArguments,
    .options = kFitOptions,
    .examples = kFitExamples,
    .run = fit};
constexpr Command kShow = {.name = "show",
                           .summary = "say what is in a PCA file",
                           .about = "",
                           .arguments = kShowArguments,
                           .run = show};

constexpr std::array<const Command*, 2> kChildren = {&kFit, &kShow};

}  // namespace

constexpr Command kPcaCommand = {
    .name = "pca",
    .summary = "vectors in fewer numbers, by their principal components",
    .about = "Fit on texts like those to embed; then `cognate embed --pca` uses what was found.",
    .children = kChildren,
};

}  // namespace cognate::cli
