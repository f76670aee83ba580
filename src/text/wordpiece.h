#pragma once
// Words and their pieces: characters come in, token ids go out (WordPiece, greedy longest match).
//
// A word ends at white space and on both sides of a punctuation mark, which is a word itself. A
// word is cut into the longest tokens from its start on; when one part has no token, or the word
// has too many characters, the whole word becomes the unknown token. Source: Wu et al. 2016,
// arXiv:1609.08144; BERT's greedy variant. WordCutter is a Sink of text/normalizer.h.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "text/normalizer.h"
#include "text/vocabulary.h"

namespace cognate::text {

/// What turns words into ids. Immutable.
struct WordPiece {
  Vocabulary vocabulary;
  std::uint32_t unknown_id = 0;
  std::size_t word_characters_max = limits::kWordCharactersDefault;

  /// Appends the ids of one word. REQUIRES: not empty.
  void append(std::string_view word, std::vector<std::uint32_t>& ids) const;
};

/// Collects characters into words and appends their ids, until `ids` has `ids_max` or more.
class WordCutter {
 public:
  WordCutter(const WordPiece& model, std::size_t ids_max, std::vector<std::uint32_t>& ids)
      : model_(model), ids_max_(ids_max), ids_(ids) {}

  bool full() const noexcept { return ids_.size() >= ids_max_; }

  void put(char32_t c, const Character& entry) {
    if (entry.is(kSpace)) {
      end_word();
    } else if (entry.is(kPunctuation)) {
      end_word();
      add(c);
      end_word();
    } else {
      add(c);
    }
  }

  void put_ascii(AsciiRule rule) {
    switch (rule.kind) {
      case AsciiRule::Kind::letter:
        add_byte(rule.byte);
        break;
      case AsciiRule::Kind::space:
        end_word();
        break;
      case AsciiRule::Kind::punctuation:
        end_word();
        add_byte(rule.byte);
        end_word();
        break;
      case AsciiRule::Kind::removed:
        break;
    }
  }

  /// An id that is no word's: ends the word before it.
  void put_id(std::uint32_t id) {
    end_word();
    ids_.push_back(id);
  }

  void end_word();

 private:
  void add(char32_t c) {
    if (characters_++ < model_.word_characters_max) {
      bytes_ += encode_utf8(c, word_ + bytes_);
    }
  }
  void add_byte(char byte) {
    if (characters_++ < model_.word_characters_max) {
      word_[bytes_++] = byte;
    }
  }

  const WordPiece& model_;
  std::size_t ids_max_;
  std::vector<std::uint32_t>& ids_;
  std::size_t characters_ = 0;  // of the word, also those past the limit, which are not kept
  std::size_t bytes_ = 0;
  char word_[limits::kWordCharactersMax * 4];
};

}  // namespace cognate::text
