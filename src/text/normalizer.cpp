#include "text/normalizer.h"

#include "base/check.h"

namespace cognate::text {
namespace {

struct StringSink {
  std::string text;

  void put(char32_t c, const Character&) { append_utf8(c, text); }
  void put_ascii(AsciiRule rule) {
    if (rule.kind != AsciiRule::Kind::removed) {
      text.push_back(rule.byte);
    }
  }
  static bool full() { return false; }
};

/// Learns the rule of one ASCII character from the general way.
struct RuleSink {
  AsciiRule rule;

  void put(char32_t c, const Character& entry) {
    CHECK(c < 0x80 && rule.kind == AsciiRule::Kind::removed, "ASCII becomes one ASCII character");
    rule = {static_cast<char>(c), entry.is(kSpace)         ? AsciiRule::Kind::space
                                  : entry.is(kPunctuation) ? AsciiRule::Kind::punctuation
                                                           : AsciiRule::Kind::letter};
  }
};

}  // namespace

Normalizer::Normalizer(const NormalizerSwitches& switches) : switches_(switches) {
  for (char32_t c = 0; c < ascii_.size(); ++c) {
    RuleSink sink;
    Run<RuleSink>(switches_, sink).put(c);
    ascii_[c] = sink.rule;
  }
}

std::string Normalizer::normalize(std::string_view text) const {
  StringSink sink;
  run(text, sink);
  return std::move(sink.text);
}

}  // namespace cognate::text
