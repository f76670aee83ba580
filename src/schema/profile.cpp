#include "schema/profile.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "base/hash.h"
#include "schema/format.h"
#include "schema/value.h"
#include "schema/value_tokens.h"

namespace cognate::schema {
namespace {

constexpr std::size_t kWordsCountedMax = 4096;  // words of text read of one column

/// One distinct value: how it was first written, and how often it came.
struct Seen {
  std::string_view cell;
  ValueKind kind;
  std::size_t count = 0;
};
using SeenMap = std::unordered_map<std::uint64_t, Seen>;

/// Gathers what single cells tell, then makes the profile of it.
class Gathering {
 public:
  explicit Gathering(ColumnProfile& profile) : profile_(profile) {}

  void add(std::string_view raw) {
    const std::string_view cell = trimmed(raw);
    const ValueKind kind = kind_of_value(cell);
    ++counts_.rows[static_cast<std::size_t>(kind)];
    if (kind == ValueKind::null) {
      return;
    }
    counts_.flag_words += is_flag_word(cell) ? 1 : 0;
    counts_.words += 1 + static_cast<std::size_t>(std::ranges::count(cell, ' '));
    lengths_.push_back(static_cast<double>(cell.size()));
    if (const auto number = number_of_value(cell, kind)) {
      numbers_.push_back(*number);
    }
    count_characters(cell);
    shape_of_value(cell, buffer_);
    ++shapes_[hash64(buffer_)];
    normalize_value(cell, kind, buffer_);
    Seen& seen = seen_.try_emplace(hash64(buffer_), Seen{cell, kind}).first->second;
    ++seen.count;
  }

  void add_null() { ++counts_.rows[0]; }

  void finish(std::string_view declared_type) {
    profile_.values = counts_.values();
    profile_.distinct = counts_.distinct = seen_.size();
    profile_.type = type_of_column(counts_, profile_.name, declared_type);
    if (numbers_.size() * 2 > profile_.values) {
      profile_.numbers = quantiles_of(numbers_);
    }
    profile_.lengths = quantiles_of(lengths_);
    finish_characters();
    finish_shapes();
    finish_values();
  }

 private:
  void count_characters(std::string_view cell) {
    for (const char c : cell) {
      const bool lower = c >= 'a' && c <= 'z';
      const bool upper = c >= 'A' && c <= 'Z';
      const bool digit = c >= '0' && c <= '9';
      const bool high = static_cast<unsigned char>(c) >= 0x80;
      const std::size_t kind = lower ? 0 : upper ? 1 : digit ? 2 : c == ' ' ? 3 : high ? 5 : 4;
      ++characters_[kind];
    }
  }

  void finish_characters() {
    double all = 0;
    for (const double n : characters_) {
      all += n;
    }
    for (std::size_t i = 0; i < characters_.size() && all > 0; ++i) {
      profile_.characters[i] = static_cast<float>(characters_[i] / all);
    }
  }

  void finish_shapes() {
    std::vector<std::pair<std::size_t, std::uint64_t>> most;
    for (const auto& [hash, count] : shapes_) {
      most.emplace_back(count, hash);
    }
    std::ranges::sort(most, std::greater<>());
    most.resize(std::min(most.size(), ColumnProfile::kShapesMax));
    for (const auto& [count, hash] : most) {
      profile_.shapes.push_back(
          {hash, static_cast<float>(count) / static_cast<float>(profile_.values)});
    }
    std::ranges::sort(profile_.shapes, {}, &ShapeShare::hash);
  }

  void finish_values() {
    std::vector<std::uint64_t> values;
    std::vector<std::pair<std::string, std::size_t>> counted;
    for (const auto& [hash, seen] : seen_) {
      values.push_back(hash);
      counted.emplace_back(std::string(seen.cell), seen.count);
    }
    std::ranges::sort(counted, [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    read_words();
    profile_.value_sketch = sketch_of(std::move(values));
    profile_.word_sketch = sketch_of(std::move(words_));
    profile_.trigram_sketch = sketch_of(std::move(trigrams_));
    profile_.sampled = priority_sample(counted, ColumnProfile::kSampledMax);
    counted.resize(std::min(counted.size(), ColumnProfile::kFrequentMax));
    profile_.frequent = std::move(counted);
  }

  /// Words and trigrams of the values of least hash: the same ones on both sides.
  void read_words() {
    std::vector<std::uint64_t> order;
    for (const auto& [hash, seen] : seen_) {
      order.push_back(hash);
    }
    std::ranges::sort(order);
    profile_.grams.resize(ColumnProfile::kGramBuckets);
    for (const std::uint64_t hash : order) {
      const Seen& seen = seen_.at(hash);
      if (words_.size() < kWordsCountedMax && !number_of_value(seen.cell, seen.kind)) {
        read_words_of(seen.cell);
      }
    }
    if (words_.empty()) {
      return;
    }
    double square = 0;
    for (const float g : profile_.grams) {
      square += static_cast<double>(g) * static_cast<double>(g);
    }
    for (float& g : profile_.grams) {
      g = square > 0 ? static_cast<float>(g / std::sqrt(square)) : 0;
    }
  }

  void read_words_of(std::string_view cell) {
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
      profile_.grams[gram % ColumnProfile::kGramBuckets] += 1;
    }
  }

  ColumnProfile& profile_;
  KindCounts counts_;
  std::vector<double> numbers_;
  std::vector<double> lengths_;
  std::array<double, 6> characters_{};
  std::unordered_map<std::uint64_t, std::size_t> shapes_;
  SeenMap seen_;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> trigrams_;
  std::string buffer_;
};

}  // namespace

Sketch sketch_of(std::vector<std::uint64_t> hashes) {
  std::ranges::sort(hashes);
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  Sketch out;
  out.whole = hashes.size() <= Sketch::kHashesMax;
  hashes.resize(std::min(hashes.size(), Sketch::kHashesMax));
  hashes.shrink_to_fit();
  out.hashes = std::move(hashes);
  return out;
}

Quantiles quantiles_of(std::vector<double>& numbers) {
  Quantiles out;
  out.count = numbers.size();
  if (numbers.empty()) {
    return out;
  }
  std::ranges::sort(numbers);
  for (std::size_t i = 0; i < Quantiles::kPoints; ++i) {
    out.at[i] = numbers[i * (numbers.size() - 1) / (Quantiles::kPoints - 1)];
  }
  return out;
}

double ColumnProfile::null_share() const noexcept {
  return rows == 0 ? 0 : static_cast<double>(rows - values) / static_cast<double>(rows);
}

double ColumnProfile::distinct_share() const noexcept {
  return values == 0 ? 0 : static_cast<double>(distinct) / static_cast<double>(values);
}

ColumnProfile profile_column(const Column& column) {
  ColumnProfile profile;
  profile.name = parse_name(column.name);
  profile.description = column.description;
  profile.declared_type = column.declared_type;
  profile.unique = column.unique;
  profile.nullable = column.nullable;
  profile.generated = column.generated;
  profile.format = format_of(column);
  profile.rows = column.cells.size();
  Gathering gathering(profile);
  for (std::size_t row = 0; row < column.cells.size(); ++row) {
    if (column.cells.is_null(row)) {
      gathering.add_null();
    } else {
      gathering.add(column.cells[row]);
    }
  }
  gathering.finish(column.declared_type);
  return profile;
}

std::vector<std::string> priority_sample(
    const std::vector<std::pair<std::string, std::size_t>>& counted, std::size_t n) {
  constexpr double kGoldenRatio = 0.6180339887498949;
  std::vector<std::pair<double, const std::string*>> ranked;
  for (const auto& [value, count] : counted) {
    // 32 bits keep the product's fraction exact to about 1e-6.
    const double hash = static_cast<double>(hash64(value) & 0xFFFFFFFF);
    const double fraction = std::fmod(kGoldenRatio * hash, 1.0);
    ranked.emplace_back(static_cast<double>(count) / std::max(fraction, 1e-9), &value);
  }
  std::ranges::sort(ranked, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : *a.second < *b.second;
  });
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min(n, ranked.size()); ++i) {
    out.push_back(*ranked[i].second);
  }
  return out;
}

}  // namespace cognate::schema
