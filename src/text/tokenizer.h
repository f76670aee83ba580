#pragma once
// Text to token ids exactly as the Rust library `tokenizers` does it for BERT WordPiece models.
//
// Order: added tokens such as "[SEP]" are found in the raw text; the parts between them are
// normalized (text/normalizer.h), cut into words and the words into pieces (text/wordpiece.h).
// Immutable after load: encode may be called from many threads at once and allocates nothing but
// room in `ids`. `make oracle` holds it against the original on over 200,000 texts.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "text/tokenizer_spec.h"
#include "text/wordpiece.h"

namespace cognate::text {

class Tokenizer {
 public:
  /// Reads tokenizer.json of the folder; where there is none, vocab.txt. The switches of
  /// tokenizer_config.json, where it is there, hold for both; `lowercase` lower-cases whatever the
  /// files say. Errors, naming file and field: not_found, io, corrupt, unsupported
  /// (another kind of tokenizer: the message lists what is supported).
  static Result<Tokenizer> load(FileSystem& fs, const std::string& folder, bool lowercase = false);

  /// Errors: corrupt (tokens that clash or are missing).
  static Result<Tokenizer> make(TokenizerSpec spec);

  /// All of it as bytes (docs/packed-model.md, "Tokenizer"): from_bytes needs neither files nor
  /// work.
  std::string to_bytes() const;
  /// From what to_bytes wrote; the bytes are used where they are, so they must outlive it. Error
  /// corrupt: not such bytes. REQUIRES: aligned to 8 bytes.
  static Result<Tokenizer> from_bytes(std::string_view bytes);

  /// Replaces `ids` by [CLS] pieces [SEP], cut on the right to `tokens_max` ids, these two
  /// included. Broken UTF-8 counts as U+FFFD (text/utf8.h). REQUIRES: tokens_max >= 2.
  void encode(std::string_view text, std::size_t tokens_max, std::vector<std::uint32_t>& ids) const;

  /// One past the largest id.
  std::size_t vocabulary_size() const noexcept { return model_.vocabulary.size(); }

  /// The token's text; empty when no token has the id.
  std::string_view token(std::uint32_t id) const noexcept { return model_.vocabulary.token(id); }

 private:
  explicit Tokenizer(const NormalizerSwitches& switches) : normalizer_(switches) {}

  void encode_part(std::string_view part, WordCutter& words) const;

  Normalizer normalizer_;
  AddedTokens raw_tokens_;         // found in the raw text
  AddedTokens normalized_tokens_;  // found in the normalized text; most models have none
  WordPiece model_;
  std::uint32_t first_id_ = 0;
  std::uint32_t last_id_ = 0;
};

}  // namespace cognate::text
