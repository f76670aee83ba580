#include "cli/text_blocks.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file_system.h"

namespace cognate::cli {
namespace {

/// Enough that sorting by length inside a block pays, few enough to need little memory.
constexpr std::size_t kBlockTexts = 4096;

/// How many lines a file has, for the bar; 0 where counting would disturb or mislead.
std::size_t count_lines(const Session& session, const std::string& path) {
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

}  // namespace

Result<std::unique_ptr<io::TextReader>> open_texts(const Session& session,
                                                   const std::string& path) {
  const std::string column = session.given.option("--column");
  return column.empty() ? io::open_lines(real_file_system(), path, session.stop)
                        : io::open_column(real_file_system(), path, column, session.stop);
}

std::string prompt_for(const Session& session, const EmbedderInfo& model) {
  if (session.given.has("--prompt")) {
    return session.given.option("--prompt");
  }
  const std::string role = session.given.option("--role");
  const EmbedOptions options = {
      .role = role.empty() ? Role::plain : (role == "query" ? Role::query : Role::passage)};
  std::string prompt(prompt_of(model, options));
  if (prompt.empty() && !role.empty()) {
    session.console.note(
        fmt::format("the files of {} have no prompt for --role {}: the texts stay as they are; if "
                    "the model was trained with one, give it with --prompt",
                    model.model, role));
  }
  return prompt;
}

TextBlocks::TextBlocks(Session& session, const std::string& path, io::TextReader& texts,
                       Embedder& embedder, const quant::Output& output)
    : session_(session),
      texts_(texts),
      embedder_(embedder),
      output_(output),
      prompt_(prompt_for(session, embedder.info())),
      total_(count_lines(session, path)),
      progress_(session.console, "texts") {}

Result<bool> TextBlocks::next(TextBlock& block) {
  TRY(const bool more, texts_.next(kBlockTexts, block.texts));
  if (!more) {
    return false;
  }
  const std::vector<std::string_view> views(block.texts.begin(), block.texts.end());
  const EmbedOptions options = {
      .prompt = prompt_,
      .progress = [this](std::size_t done, std::size_t) { progress_.show(done_ + done, total_); },
      .stop = session_.stop};
  TRY(Matrix vectors, embedder_.embed(views, options));
  block.vectors = output_.shaped(embedder_.info(), std::move(vectors));
  done_ += views.size();
  progress_.show(done_, total_);
  return true;
}

}  // namespace cognate::cli
