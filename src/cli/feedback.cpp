#include "cli/feedback.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/error.h"

namespace cognate::cli {
namespace {

struct Word {
  std::string_view text;
  bool accepted;
};
constexpr std::array kWords = {
    Word{"accept", true},    Word{"accepted", true}, Word{"yes", true},   Word{"y", true},
    Word{"true", true},      Word{"1", true},        Word{"right", true}, Word{"reject", false},
    Word{"rejected", false}, Word{"no", false},      Word{"n", false},    Word{"false", false},
    Word{"0", false},        Word{"wrong", false},
};

const Word* word_of(std::string_view text) {
  const auto* const found = std::ranges::find_if(kWords, [text](const Word& word) {
    return std::ranges::equal(text, word.text, [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
    });
  });
  return found == kWords.end() ? nullptr : found;
}

Result<const Cells*> cells_of(const Table& table, std::string_view name, const std::string& shown) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  if (found == table.columns.end()) {
    return fail(Code::corrupt, "{}: no column \"{}\"; wanted are source, target and verdict", shown,
                name);
  }
  return &found->cells;
}

}  // namespace

Result<std::vector<Verdict>> verdicts_of(const Table& table, const std::string& shown) {
  TRY(const Cells* const sources, cells_of(table, "source", shown));
  TRY(const Cells* const targets, cells_of(table, "target", shown));
  TRY(const Cells* const verdicts, cells_of(table, "verdict", shown));
  std::vector<Verdict> out;
  for (std::size_t row = 0; row < verdicts->size(); ++row) {
    if (sources->is_null(row) || targets->is_null(row) || verdicts->is_null(row)) {
      continue;
    }
    const Word* const word = word_of((*verdicts)[row]);
    if (word == nullptr) {
      return fail(Code::corrupt, "{}: row {}: \"{}\" is no verdict; accept or reject is", shown,
                  row + 1, (*verdicts)[row]);
    }
    out.push_back({.pair = {std::string((*sources)[row]), std::string((*targets)[row])},
                   .accepted = word->accepted});
  }
  return out;
}

}  // namespace cognate::cli
