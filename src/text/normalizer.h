#pragma once
// The normalizer of BERT tokenizers: cleans, sets ideographs apart, strips accents, lower-cases.
//
// Order of the steps (each switchable): 1. drop controls and turn white space into ' '; 2. put ' '
// on both sides of a CJK ideograph; 3. decompose canonically (NFD, marks in canonical order) and
// drop accents; 4. lower-case each character by itself. Nothing of the text is copied: characters
// go to a sink as they come. Thread-safety: immutable.
//
// A Sink has put(char32_t, const Character&), put_ascii(AsciiRule) and full(); when full() says so
// the rest of the text is left out.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/unicode.h"
#include "text/utf8.h"

namespace cognate::text {

struct NormalizerSwitches {
  bool clean_text = true;
  bool handle_chinese_chars = true;
  bool strip_accents = true;
  bool lowercase = true;
};

/// What becomes of an ASCII character, all steps at once.
struct AsciiRule {
  enum class Kind : std::uint8_t { letter, space, punctuation, removed };
  char byte = 0;
  Kind kind = Kind::removed;
};

class Normalizer {
 public:
  explicit Normalizer(const NormalizerSwitches& switches);

  const NormalizerSwitches& switches() const noexcept { return switches_; }

  /// Sends the normalized characters of `text` to the sink. Broken UTF-8 counts as U+FFFD.
  template <class Sink>
  void run(std::string_view text, Sink& sink) const;

  /// The normalized text as a string.
  std::string normalize(std::string_view text) const;

 private:
  template <class Sink>
  class Run;

  NormalizerSwitches switches_;
  std::array<AsciiRule, 128> ascii_;
};

/// One text on its way through the steps. Only characters past ASCII take this long way.
template <class Sink>
class Normalizer::Run {
 public:
  Run(const NormalizerSwitches& switches, Sink& sink) : switches_(switches), sink_(sink) {}

  void put(char32_t c) {
    const Character& entry = character(c);
    if (switches_.clean_text && entry.is(kRemoved)) {
      return;
    }
    if (switches_.clean_text && entry.is(kSpace)) {
      return put_space();
    }
    const bool apart = switches_.handle_chinese_chars && entry.is(kIdeograph);
    if (apart) {
      put_space();
    }
    switches_.strip_accents ? decompose(c, entry) : lower(c, entry);
    if (apart) {
      put_space();
    }
  }

  /// Ends a run of marks: those that stay leave in canonical order.
  void settle() {
    if (marks_.empty()) {
      return;
    }
    std::ranges::stable_sort(marks_, {}, [](char32_t c) { return character(c).mark_rank; });
    for (const char32_t c : marks_) {
      lower(c, character(c));
    }
    marks_.clear();
  }

 private:
  void put_space() {
    settle();
    sink_.put(U' ', character(U' '));
  }

  void decompose(char32_t c, const Character& entry) {
    if (entry.is(kHangul)) {
      const HangulParts parts = decompose_hangul(c);
      for (std::size_t i = 0; i < parts.count; ++i) {
        place(parts.jamo[i], character(parts.jamo[i]));
      }
    } else if (entry.decomposed_size == 0) {
      place(c, entry);
    } else {
      for (const char32_t part : entry.decomposed()) {
        place(part, character(part));
      }
    }
  }

  void place(char32_t c, const Character& entry) {
    if (entry.mark_rank == 0) {
      settle();
    }
    if (entry.is(kMark)) {
      return;
    }
    if (entry.mark_rank == 0) {
      lower(c, entry);
    } else {
      marks_.push_back(c);
    }
  }

  void lower(char32_t c, const Character& entry) {
    if (!switches_.lowercase || entry.lowered_size == 0) {
      sink_.put(c, entry);
      return;
    }
    for (const char32_t part : entry.lowered()) {
      sink_.put(part, character(part));
    }
  }

  const NormalizerSwitches& switches_;
  Sink& sink_;
  std::vector<char32_t> marks_;  // waiting; holds something only among rare scripts' marks
};

template <class Sink>
void Normalizer::run(std::string_view text, Sink& sink) const {
  Run<Sink> slow(switches_, sink);
  while (!text.empty() && !sink.full()) {
    const auto byte = static_cast<unsigned char>(text[0]);
    if (byte < 0x80) {
      slow.settle();
      sink.put_ascii(ascii_[byte]);
      text.remove_prefix(1);
    } else {
      const Decoded decoded = decode_utf8(text);
      slow.put(decoded.character);
      text.remove_prefix(decoded.bytes);
    }
  }
  slow.settle();
}

}  // namespace cognate::text
