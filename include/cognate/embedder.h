#pragma once
// Texts in, vectors out: the contract of everything that embeds, and the matrix it answers with.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/result.h"

namespace cognate {

/// Row-major float32 matrix that owns its numbers.
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::size_t rows, std::size_t columns)
      : rows_(rows), columns_(columns), data_(rows * columns) {}

  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }
  std::span<float> row(std::size_t r) { return std::span(data_).subspan(r * columns_, columns_); }
  std::span<const float> row(std::size_t r) const {
    return std::span(data_).subspan(r * columns_, columns_);
  }
  std::span<float> values() noexcept { return data_; }
  std::span<const float> values() const noexcept { return data_; }

 private:
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::vector<float> data_;
};

/// Words that a model was trained to see before a text, under the name that its files give them.
struct Prompt {
  std::string name;  ///< for example "query"
  std::string text;  ///< for example "query: "
};

/// What an embedder is.
struct EmbedderInfo {
  std::string model;             ///< for example "all-MiniLM-L6-v2"
  std::string revision;          ///< identifies the weights, for example the start of their SHA-256
  std::string precision;         ///< "f32"
  std::size_t dimension = 0;     ///< columns of the matrix
  std::size_t tokens_max = 0;    ///< longer texts are cut, special tokens included
  bool normalized = false;       ///< rows have length 1
  std::size_t weight_bytes = 0;  ///< memory that the weights take; 0: none here (a remote one)
  std::vector<Prompt> prompts = {};  ///< those of the model's files; most models have none
  std::string default_prompt = {};   ///< the name of the prompt that Role::plain gets, or ""
  /// Of all that decides a vector besides text and prompt. Embedders with one mark give the same
  /// bits, in whatever process; 0: not known, so vectors must not outlive this one.
  std::uint64_t mark = 0;
};

/// Which side of a search a text stands on, or none; models with prompts treat them differently.
enum class Role { plain, passage, query };

struct EmbedOptions {
  Role role = Role::plain;
  /// Stands before every text instead of the role's prompt; "" for none.
  std::optional<std::string> prompt = {};
  /// These texts may be found on disk, and their vectors kept there (not the texts), by an embedder
  /// that has such a memory: for what comes again, as the columns of a schema do.
  bool remember = false;
  /// Called from the calling thread now and then with texts done and texts in all.
  std::function<void(std::size_t done, std::size_t total)> progress = {};
  std::stop_token stop = {};
};

/// What stands before every text: the options' prompt, else the role's. Of a model's prompts, plain
/// takes the default one, query the one of that name, passage the first with words among
/// "document", "passage" and "corpus". Empty where there is none. Vectors depend on it: whoever
/// keeps them keeps it too.
std::string_view prompt_of(const EmbedderInfo& info, const EmbedOptions& options);

/// Thread-safety: embed may be called from many threads at once.
class Embedder {
 public:
  virtual ~Embedder() = default;
  virtual const EmbedderInfo& info() const noexcept = 0;
  /// One row a text, in order. Equal texts give equal bits, whatever stands beside them. Texts are
  /// UTF-8; broken bytes count as U+FFFD. Errors: deadline (stopped), io or unavailable (remote
  /// ones).
  virtual Result<Matrix> embed(std::span<const std::string_view> texts,
                               const EmbedOptions& options) = 0;
};

}  // namespace cognate
