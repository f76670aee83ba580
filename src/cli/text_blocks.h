#pragma once
// Texts of a file, embedded a block at a time, with a bar on the terminal: what the commands that
// embed texts have in common. Used by one thread.

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/progress.h"
#include "cognate/embedder.h"
#include "io/text_reader.h"
#include "quant/output.h"

namespace cognate::cli {

inline constexpr Option kColumnOption{
    .flag = "--column",
    .value = "NAME",
    .help = "FILE is a table (CSV, Parquet, JSON): embed the cells of this column"};

inline constexpr Option kRoleOption{
    .flag = "--role",
    .value = "ROLE",
    .help = "put the model's prompt for this side of a search before every text",
    .choices = "query|passage"};
inline constexpr Option kPromptOption{
    .flag = "--prompt",
    .value = "TEXT",
    .help = "put this before every text instead of the model's prompt; \"\" for nothing",
    .may_be_empty = true};

/// What the two options put before every text. A role that the model has no prompt for gets a note.
std::string prompt_for(const Session& session, const EmbedderInfo& model);

/// The lines of the file, or the cells of --column where that is given.
Result<std::unique_ptr<io::TextReader>> open_texts(const Session& session, const std::string& path);

struct TextBlock {
  std::vector<std::string> texts;
  Matrix vectors;  ///< a row a text
};

class TextBlocks {
 public:
  /// `path` is what `texts` reads, for the bar. REQUIRES: all outlive the object; the output suits
  /// the embedder.
  TextBlocks(Session& session, const std::string& path, io::TextReader& texts, Embedder& embedder,
             const quant::Output& output);

  /// The next block, its vectors shaped by the output; false when there are no more.
  Result<bool> next(TextBlock& block);

 private:
  Session& session_;
  io::TextReader& texts_;
  Embedder& embedder_;
  const quant::Output& output_;
  std::string prompt_;
  std::size_t total_;
  Progress progress_;
  std::size_t done_ = 0;
};

}  // namespace cognate::cli
