#include "schema/abbreviation.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace cognate::schema {
namespace {

constexpr std::size_t kLettersMax = 96;  // of each name; longer ones are read this far
constexpr float kNever = 1e9F;

/// What each step of a reading costs, in bits.
struct Channel {
  float start;           ///< choosing this way of shortening
  float keep;            ///< a letter stays
  float keep_vowel;      ///< a vowel stays
  float drop_vowel;      ///< a vowel (or y) goes
  float drop_consonant;  ///< another letter goes
  float drop_tail;       ///< the rest of a word goes at once
  float drop_word;       ///< a whole word goes
};

/// The ways people and their tools shorten names.
constexpr std::array<Channel, 3> kChannels = {{
    {0.0F, 0.1F, 4.0F, 0.1F, 7.0F, 7.0F, 7.0F},  // vowels dropped: "pstlcd"
    {0.0F, 0.3F, 0.3F, 7.0F, 7.0F, 1.0F, 5.0F},  // each word cut: "PosCo"
    {2.0F, 0.4F, 1.0F, 1.0F, 3.0F, 2.0F, 4.0F},  // both, freely: "cust_nmbr"
}};

constexpr float kInsert = 5.0F;    // over chance: a letter that the long name does not give
constexpr float kBoundary = 2.5F;  // a word of the short name begins inside a word of the long one
constexpr float kNoBoundary = 0.7F;  // a word of the long name begins inside one of the short one

/// Cost in bits of a letter by chance, from letter shares in English names of columns.
float chance_cost(char c) {
  constexpr std::array<float, 26> kLetterBits = {
      3.6F, 5.8F, 4.5F, 4.7F, 3.1F, 5.8F, 5.6F, 5.4F, 3.7F, 8.5F, 6.6F, 4.6F, 4.9F,
      3.8F, 3.8F, 4.9F, 8.5F, 3.9F, 3.9F, 3.5F, 5.1F, 6.4F, 6.4F, 7.5F, 5.6F, 8.5F};
  return c >= 'a' && c <= 'z' ? kLetterBits[static_cast<std::size_t>(c - 'a')] : 5.5F;
}

bool is_vowel(char c) { return std::string_view("aeiouy").find(c) != std::string_view::npos; }

/// The best cost of having read so many letters of the short name, with no letter of the long
/// name's current word kept yet, or with one.
struct Cell {
  float fresh;
  float within;
};
constexpr Cell kNoCell = {kNever, kNever};
using Row = std::array<Cell, kLettersMax + 1>;

void lower_to(float& cost, float other) { cost = std::min(cost, other); }

/// One pass over both names by one channel.
class Reading {
 public:
  Reading(const Name& long_name, const Name& short_name, const Channel& channel)
      : long_(long_name),
        short_(short_name),
        channel_(channel),
        long_size_(std::min(long_name.letters.size(), kLettersMax)),
        short_size_(std::min(short_name.letters.size(), kLettersMax)),
        short_has_words_(short_name.words.size() > 1) {
    // Only as far as the short name goes: filling the rest would cost more than the reading.
    std::fill_n(here_, short_size_ + 1, kNoCell);
    std::fill_n(skip_.begin(), short_size_ + 1, kNever);
    for (std::size_t j = 0; j < short_size_; ++j) {
      insert_cost_[j] = chance_cost(short_.letters[j]) + kInsert;
    }
  }

  Reading(const Reading&) = delete;  // rows are pointed to

  float cost() {
    here_[0].fresh = channel_.start;
    for (std::size_t i = 0; i < long_size_; ++i) {
      if (long_.starts[i]) {
        start_word(i);
      }
      insert_letters();
      read_letter(i);
    }
    insert_letters();
    return std::min({here_[short_size_].fresh, here_[short_size_].within, skip_[short_size_]});
  }

 private:
  /// Both states of the word before become "nothing kept"; skips that end here arrive.
  void start_word(std::size_t i) {
    std::size_t end = i + 1;
    while (end < long_size_ && !long_.starts[end]) {
      ++end;
    }
    word_rest_ = end - i;
    for (std::size_t j = 0; j <= short_size_; ++j) {
      Cell& cell = here_[j];
      cell.fresh = std::min({cell.fresh, cell.within, skip_[j]});
      cell.within = kNever;
      skip_[j] = cell.fresh + channel_.drop_word;
    }
  }

  void insert_letters() {
    for (std::size_t j = 0; j < short_size_; ++j) {
      lower_to(here_[j + 1].fresh, here_[j].fresh + insert_cost_[j]);
      lower_to(here_[j + 1].within, here_[j].within + insert_cost_[j]);
    }
  }

  void read_letter(std::size_t i) {
    const char letter = long_.letters[i];
    const bool vowel = is_vowel(letter);
    const float drop = vowel ? channel_.drop_vowel : channel_.drop_consonant;
    const float keep = vowel ? channel_.keep_vowel : channel_.keep;
    std::fill_n(next_, short_size_ + 1, kNoCell);
    for (std::size_t j = 0; j <= short_size_; ++j) {
      const Cell& cell = here_[j];
      lower_to(next_[j].fresh, cell.fresh + drop);
      lower_to(next_[j].within, cell.within + drop);
      lower_to(skip_[j], cell.within + channel_.drop_tail);
      if (j < short_size_ && short_.letters[j] == letter) {
        const float first = keep + boundary_cost(j, true);
        const float further = keep + boundary_cost(j, false);
        lower_to(next_[j + 1].within, std::min(cell.fresh + first, cell.within + further));
      }
    }
    std::swap(here_, next_);
  }

  /// Where the short name shows its words, they should begin where the long one's do.
  float boundary_cost(std::size_t j, bool first_of_word) const {
    if (!short_has_words_ || short_.starts[j] == first_of_word) {
      return 0;
    }
    return first_of_word ? kNoBoundary : kBoundary;
  }

  const Name& long_;
  const Name& short_;
  const Channel& channel_;
  std::size_t long_size_;
  std::size_t short_size_;
  bool short_has_words_;
  std::size_t word_rest_ = 0;
  std::array<Row, 2> rows_;
  Cell* here_ = rows_[0].data();
  Cell* next_ = rows_[1].data();
  std::array<float, kLettersMax + 1> skip_;  // arrives at the next word, or the end
  std::array<float, kLettersMax> insert_cost_;
};

}  // namespace

double chance_bits(const Name& name) {
  double bits = 0;
  for (std::size_t i = 0; i < std::min(name.letters.size(), kLettersMax); ++i) {
    bits += static_cast<double>(chance_cost(name.letters[i]));
  }
  return bits;
}

double abbreviation_bits(const Name& a, const Name& b) {
  const bool a_is_long = a.letters.size() >= b.letters.size();
  const Name& long_name = a_is_long ? a : b;
  const Name& short_name = a_is_long ? b : a;
  // A letter that the long name lacks costs more than most readings can bear.
  if (short_name.letters.empty() || (short_name.letter_mask & ~long_name.letter_mask) != 0) {
    return 0;
  }
  float best = kNever;
  for (const Channel& channel : kChannels) {
    best = std::min(best, Reading(long_name, short_name, channel).cost());
  }
  return std::max(0.0, chance_bits(short_name) - static_cast<double>(best));
}

}  // namespace cognate::schema
