#include "schema/profile.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string_view>

#include "base/hash.h"
#include "schema/format.h"
#include "schema/hash_index.h"
#include "schema/semantic_type.h"
#include "schema/value.h"
#include "schema/value_tokens.h"

namespace cognate::schema {
namespace {

constexpr std::size_t kWordsCountedMax = 2048;  // words of text read of one column

/// Keeps the first n in the given order, sorted.
template <class T, class Less>
void keep_first(std::vector<T>& items, std::size_t n, const Less& less) {
  constexpr std::size_t kFew = 64;  // a heap of so many costs less than dividing all
  const auto end = items.begin() + static_cast<std::ptrdiff_t>(std::min(n, items.size()));
  if (n <= kFew) {
    std::partial_sort(items.begin(), end, items.end(), less);
  } else {
    std::nth_element(items.begin(), end, items.end(), less);
    std::sort(items.begin(), end, less);
  }
  items.erase(end, items.end());
}

constexpr std::size_t kind_of_character(unsigned char c) {
  const bool lower = c >= 'a' && c <= 'z';
  const bool upper = c >= 'A' && c <= 'Z';
  const bool digit = c >= '0' && c <= '9';
  return lower ? 0 : upper ? 1 : digit ? 2 : c == ' ' ? 3 : c >= 0x80 ? 5 : 4;
}

/// Counts of the bytes of text by what they are, in the order of ColumnProfile::characters.
class CharacterCounts {
 public:
  void add(std::string_view text, std::size_t times) {
    // Six counters share a word, so that a byte costs one addition: each has room for a piece.
    for (std::size_t begin = 0; begin < text.size(); begin += kPieceBytes) {
      std::uint64_t counters = 0;
      for (const char c : text.substr(begin, kPieceBytes)) {
        counters += kCounterOf[static_cast<unsigned char>(c)];
      }
      for (std::size_t kind = 0; kind < counts_.size(); ++kind) {
        counts_[kind] += static_cast<double>((counters >> (kind * kBits)) & kPieceBytes) *
                         static_cast<double>(times);
      }
    }
  }

  std::array<float, 6> shares() const {
    const double all = std::accumulate(counts_.begin(), counts_.end(), 0.0);
    std::array<float, 6> out{};
    for (std::size_t i = 0; i < out.size() && all > 0; ++i) {
      out[i] = static_cast<float>(counts_[i] / all);
    }
    return out;
  }

 private:
  static constexpr std::size_t kBits = 10;
  static constexpr std::size_t kPieceBytes = (std::size_t{1} << kBits) - 1;

  static constexpr std::array<std::uint64_t, 256> kCounterOf = [] {
    std::array<std::uint64_t, 256> counters{};
    for (std::size_t c = 0; c < counters.size(); ++c) {
      counters[c] = std::uint64_t{1} << (kind_of_character(static_cast<unsigned char>(c)) * kBits);
    }
    return counters;
  }();

  std::array<double, 6> counts_{};
};

/// Cells with counts, each different cell once, in order of first use. Columns repeat themselves:
/// what a cell says is worked out once and counted as often as it comes.
class DistinctCells {
 public:
  struct Entry {
    std::string_view cell;
    std::size_t count = 0;
  };

  void clear() {
    index_.clear();
    entries_.clear();
  }
  void add(std::string_view cell) {
    const std::size_t number = index_.add(hash64(cell));
    if (number == entries_.size()) {
      entries_.push_back({cell, 0});
    }
    ++entries_[number].count;
  }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  HashIndex index_;
  std::vector<Entry> entries_;
};

}  // namespace

/// Gathers what distinct cells tell, then makes the profile of it.
class Profiler::Gathering {
 public:
  /// To be called first; what was gathered before is forgotten.
  void read(const Cells& cells) {
    counts_ = {};
    characters_ = {};
    cells_.clear();
    numbers_.clear();
    lengths_.clear();
    shapes_.clear();
    shape_counts_.clear();
    values_.clear();
    seen_.clear();
    is_text_.clear();
    words_.clear();
    trigrams_.clear();
    for (std::size_t row = 0; row < cells.size(); ++row) {
      if (cells.is_null(row)) {
        ++counts_.rows[0];
      } else {
        cells_.add(cells[row]);
      }
    }
    for (const auto& [cell, count] : cells_.entries()) {
      add(cell, count);
    }
  }

  void add(std::string_view raw, std::size_t count) {
    const std::string_view cell = trimmed(raw);
    const ValueKind kind = kind_of_value(cell);
    counts_.rows[static_cast<std::size_t>(kind)] += count;
    if (kind == ValueKind::null) {
      return;
    }
    counts_.flag_words += is_flag_word(cell) ? count : 0;
    counts_.words += count * (1 + static_cast<std::size_t>(std::ranges::count(cell, ' ')));
    if (cell.size() >= lengths_.size()) {
      lengths_.resize(cell.size() + 1);
    }
    lengths_[cell.size()] += count;
    const auto number = number_of_value(cell, kind);
    if (number) {
      numbers_.insert(numbers_.end(), count, *number);
    }
    characters_.add(cell, count);
    shape_of_value(cell, buffer_);
    const std::size_t shape = shapes_.add(hash64(buffer_));
    shape_counts_.resize(shapes_.size());
    shape_counts_[shape] += count;
    normalize_value(cell, kind, buffer_);
    const std::size_t value = values_.add(hash64(buffer_));
    if (value == seen_.size()) {
      seen_.push_back({.value = cell, .count = 0});
      is_text_.push_back(number ? 0 : 1);
    }
    seen_[value].count += count;
  }

  void finish(std::string_view declared_type, ColumnProfile& profile) {
    profile.values = counts_.values();
    profile.distinct = counts_.distinct = seen_.size();
    counts_.semantic = semantic_type(profile.name);
    profile.type = type_of_column(counts_, profile.name, declared_type);
    if (numbers_.size() * 2 > profile.values) {
      profile.numbers = quantiles_of(numbers_);
    }
    profile.lengths = quantiles_of_lengths();
    profile.characters = characters_.shares();
    finish_shapes(profile);
    read_words(profile);
    profile.value_sketch = sketch_of(values_.hashes());
    profile.word_sketch = sketch_of(words_);
    profile.trigram_sketch = sketch_of(trigrams_);
    profile.sampled = priority_sample(seen_, ColumnProfile::kSampledMax);
    finish_frequent(profile);
  }

 private:
  ColumnType semantic_type(const Name& name) const {
    std::array<std::string_view, kSemanticCellsMax> cells;
    const std::size_t size = std::min(cells.size(), seen_.size());
    for (std::size_t i = 0; i < size; ++i) {
      cells[i] = seen_[i * seen_.size() / size].value;
    }
    return semantic_type_of(std::span(cells).first(size), name);
  }

  Quantiles quantiles_of_lengths() const {
    Quantiles out;
    out.count = counts_.values();
    std::size_t length = 0;
    std::size_t up_to = lengths_.empty() ? 0 : lengths_[0];  // cells of that length or less
    for (std::size_t i = 0; i < Quantiles::kPoints && out.count > 0; ++i) {
      while (up_to <= i * (out.count - 1) / (Quantiles::kPoints - 1)) {
        up_to += lengths_[++length];
      }
      out.at[i] = static_cast<double>(length);
    }
    return out;
  }

  void finish_shapes(ColumnProfile& profile) const {
    std::vector<std::pair<std::size_t, std::uint64_t>> most;
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      most.emplace_back(shape_counts_[i], shapes_.hashes()[i]);
    }
    keep_first(most, ColumnProfile::kShapesMax, std::greater<>());
    for (const auto& [count, hash] : most) {
      profile.shapes.push_back(
          {hash, static_cast<float>(count) / static_cast<float>(profile.values)});
    }
    std::ranges::sort(profile.shapes, {}, &ShapeShare::hash);
  }

  void finish_frequent(ColumnProfile& profile) {
    number_all(order_);
    keep_first(order_, ColumnProfile::kFrequentMax, [this](std::uint32_t i, std::uint32_t j) {
      const CountedValue& a = seen_[i];
      const CountedValue& b = seen_[j];
      return a.count != b.count ? a.count > b.count : a.value < b.value;
    });
    for (const std::uint32_t i : order_) {
      profile.frequent.emplace_back(std::string(seen_[i].value), seen_[i].count);
    }
  }

  void number_all(std::vector<std::uint32_t>& order) const {
    order.resize(seen_.size());
    std::iota(order.begin(), order.end(), std::uint32_t{0});
  }

  /// Words and trigrams of the texts of least hash: the same ones on both sides.
  void read_words(ColumnProfile& profile) {
    number_all(order_);
    std::erase_if(order_, [this](std::uint32_t i) { return is_text_[i] == 0; });
    keep_first(order_, kWordsCountedMax, [this](std::uint32_t i, std::uint32_t j) {
      return values_.hashes()[i] < values_.hashes()[j];
    });
    profile.grams.resize(ColumnProfile::kGramBuckets);
    for (const std::uint32_t i : order_) {
      if (words_.size() < kWordsCountedMax) {
        read_words_of(seen_[i].value, profile);
      }
    }
    double square = 0;
    for (const float g : profile.grams) {
      square += static_cast<double>(g) * static_cast<double>(g);
    }
    if (words_.empty() || square == 0) {
      profile.grams.clear();
    }
    for (float& g : profile.grams) {
      g = static_cast<float>(g / std::sqrt(square));
    }
  }

  void read_words_of(std::string_view cell, ColumnProfile& profile) {
    constexpr std::size_t kBytesMax = 256;
    const Name text = parse_name(cell.substr(0, kBytesMax));
    const std::vector<std::string> tokens = tokens_of_value(cell.substr(0, kBytesMax));
    add_token_hashes(tokens, words_);
    add_gram_hashes(tokens, trigrams_);
    for (const std::string& word : text.words) {
      if (word.size() > 1) {
        words_.push_back(hash64(word));
      }
    }
    for (const std::uint32_t gram : text.grams) {
      profile.grams[gram % ColumnProfile::kGramBuckets] += 1;
    }
  }

  DistinctCells cells_;
  KindCounts counts_;
  std::vector<double> numbers_;
  std::vector<std::size_t> lengths_;  // cells of each length
  CharacterCounts characters_;
  HashIndex shapes_;
  std::vector<std::size_t> shape_counts_;
  HashIndex values_;                // normalised
  std::vector<CountedValue> seen_;  // by the numbers of values_, as they were first written
  std::vector<char> is_text_;       // of the same: no number, no date
  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> trigrams_;
  std::vector<std::uint32_t> order_;
  std::string buffer_;
};

Profiler::Profiler() : gathering_(std::make_unique<Gathering>()) {}
Profiler::~Profiler() = default;
Profiler::Profiler(Profiler&&) noexcept = default;

Sketch sketch_of(std::vector<std::uint64_t> hashes) {
  // Only the least are sorted: so many that, equal ones taken out, there is one more than needed.
  std::size_t sorted = 0;
  for (std::size_t n = Sketch::kHashesMax * 2; sorted < hashes.size(); n *= 2) {
    sorted = std::min(n, hashes.size());
    const auto end = hashes.begin() + static_cast<std::ptrdiff_t>(sorted);
    std::nth_element(hashes.begin(), end, hashes.end());
    std::sort(hashes.begin(), end);
    std::vector<std::uint64_t> least(hashes.begin(), end);
    least.erase(std::unique(least.begin(), least.end()), least.end());
    if (least.size() > Sketch::kHashesMax || sorted == hashes.size()) {
      return {.hashes = std::vector<std::uint64_t>(
                  least.begin(), least.begin() + static_cast<std::ptrdiff_t>(
                                                     std::min(least.size(), Sketch::kHashesMax))),
              .whole = least.size() <= Sketch::kHashesMax};
    }
  }
  return {};
}

Quantiles quantiles_of(std::vector<double>& numbers) {
  Quantiles out;
  out.count = numbers.size();
  if (numbers.empty()) {
    return out;
  }
  // From the greatest down: each search leaves what is less before it.
  auto end = numbers.end();
  for (std::size_t i = Quantiles::kPoints; i-- > 0;) {
    const std::size_t rank = i * (numbers.size() - 1) / (Quantiles::kPoints - 1);
    const auto at = numbers.begin() + static_cast<std::ptrdiff_t>(rank);
    if (at != end) {
      std::nth_element(numbers.begin(), at, end);
      end = at;
    }
    out.at[i] = *at;
  }
  return out;
}

double ColumnProfile::null_share() const noexcept {
  return rows == 0 ? 0 : static_cast<double>(rows - values) / static_cast<double>(rows);
}

double ColumnProfile::distinct_share() const noexcept {
  return values == 0 ? 0 : static_cast<double>(distinct) / static_cast<double>(values);
}

ColumnProfile Profiler::profile(const Column& column) {
  ColumnProfile profile;
  profile.name = parse_name(column.name);
  profile.description = column.description;
  profile.declared_type = column.declared_type;
  profile.unique = column.unique;
  profile.nullable = column.nullable;
  profile.generated = column.generated;
  profile.allowed_values = column.cells_are_allowed_values;
  profile.format = format_of(column);
  profile.rows = column.cells.size();
  gathering_->read(column.cells);
  gathering_->finish(column.declared_type, profile);
  return profile;
}

ColumnProfile profile_column(const Column& column) { return Profiler().profile(column); }

std::vector<std::string> priority_sample(std::span<const CountedValue> counted, std::size_t n) {
  constexpr double kGoldenRatio = 0.6180339887498949;
  using Ranked = std::pair<double, std::string_view>;
  const auto is_better = [](const Ranked& a, const Ranked& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  };
  std::vector<Ranked> ranked;  // a heap with the worst in front
  for (const CountedValue& value : counted) {
    // 32 bits keep the product's fraction exact to about 1e-6.
    const double product = kGoldenRatio * static_cast<double>(hash64(value.value) & 0xFFFFFFFF);
    const double fraction = product - static_cast<double>(static_cast<std::uint32_t>(product));
    const Ranked one(static_cast<double>(value.count) / std::max(fraction, 1e-9), value.value);
    if (ranked.size() == n && (n == 0 || !is_better(one, ranked.front()))) {
      continue;
    }
    if (ranked.size() == n) {
      std::pop_heap(ranked.begin(), ranked.end(), is_better);
      ranked.pop_back();
    }
    ranked.push_back(one);
    std::push_heap(ranked.begin(), ranked.end(), is_better);
  }
  std::ranges::sort(ranked, is_better);
  std::vector<std::string> out;
  for (const auto& [priority, value] : ranked) {
    out.emplace_back(value);
  }
  return out;
}

}  // namespace cognate::schema
