// Random tables, written in random dialects and encodings, read back equal.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <random>

#include "base/error.h"
#include "io/csv_reader.h"
#include "io/test_tables.h"

namespace cognate::io {
namespace {

using Cell = std::optional<std::string>;
using Rows = std::vector<std::vector<Cell>>;

/// How a file is written: everything that the reader must find out by itself.
struct Style {
  char delimiter;
  char quote;
  bool backslash;
  std::string line_end;
  int encoding;  // 0 UTF-8, 1 with BOM, 2 UTF-16LE with BOM, 3 BE with BOM, 4 LE, 5 BE without
  bool last_line_end;

  std::string describe() const {
    return fmt::format("delimiter {} quote {} backslash {} line end {} encoding {}",
                       static_cast<int>(delimiter), static_cast<int>(quote), backslash,
                       line_end.size() == 2 ? "CRLF"
                       : line_end == "\n"   ? "LF"
                                            : "CR",
                       encoding);
  }
};

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(engine_);
  }
  bool chance(std::size_t percent) { return below(100) < percent; }
  template <class T, std::size_t N>
  const T& one_of(const T (&choices)[N]) {
    return choices[below(N)];
  }

 private:
  std::mt19937_64 engine_;
};

std::string word(Random& random) {
  constexpr const char* kWords[] = {"alpha",
                                    "Berlin",
                                    "x",
                                    "caf\xC3\xA9",
                                    "Z\xC3\xBCrich",
                                    "two",
                                    "\xE6\x9D\xB1\xE4\xBA\xAC",
                                    "of",
                                    "\xF0\x9F\x8C\x8D",
                                    "don't"};
  return random.one_of(kWords);
}

Cell cell(Random& random, std::size_t kind) {
  if (random.chance(8)) {
    return std::nullopt;
  }
  switch (kind) {
    case 0:
      return std::to_string(random.below(100'000));
    case 1:
      return fmt::format("20{:02}-0{}-1{}", random.below(30), 1 + random.below(9),
                         random.below(10));
    case 2: {
      constexpr const char* kHard[] = {"",         "a,b",       "say \"hi\"", "line\nbreak",
                                       " spaces ", "NA",        "x;y|z",      "back\\slash",
                                       "it's",     "tab\there", "\"",         "crlf\r\nend",
                                       "nan"};
      return std::string(random.one_of(kHard));
    }
    default: {
      std::string text = word(random);
      for (std::size_t i = random.below(4); i > 0; --i) {
        text += " " + word(random);
      }
      return text;
    }
  }
}

std::string quoted(const std::string& text, const Style& style) {
  std::string out(1, style.quote);
  for (const char c : text) {
    if (style.backslash && (c == style.quote || c == '\\')) {
      out.push_back('\\');
    } else if (c == style.quote) {
      out.push_back(c);
    }
    out.push_back(c);
  }
  return out + style.quote;
}

std::string written_cell(const Cell& content, const Style& style, Random& random) {
  if (!content) {
    return "";
  }
  const std::string special = std::string("\r\n\"' \\\t") + style.delimiter;
  const bool must = is_null_cell(*content, false) ||
                    content->find_first_of(special.substr(0, 4)) != std::string::npos ||
                    content->find(style.delimiter) != std::string::npos ||
                    content->starts_with(' ') || content->ends_with(' ') ||
                    content->find('\\') != std::string::npos;
  return must || random.chance(20) ? quoted(*content, style) : *content;
}

std::string encoded(const std::string& text, int encoding) {
  if (encoding < 2) {
    return (encoding == 1 ? "\xEF\xBB\xBF" : "") + text;
  }
  const bool little = encoding == 2 || encoding == 4;
  std::string out;
  const auto unit = [&](unsigned u) {
    const char low = static_cast<char>(u & 0xFF);
    const char high = static_cast<char>(u >> 8);
    out.push_back(little ? low : high);
    out.push_back(little ? high : low);
  };
  if (encoding < 4) {
    unit(0xFEFF);
  }
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t k) {
      return static_cast<unsigned char>(text[i + k]) & 0x3FU;
    };
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      unit(lead);
      i += 1;
    } else if (lead < 0xE0) {
      unit((lead & 0x1FU) << 6 | byte(1));
      i += 2;
    } else if (lead < 0xF0) {
      unit((lead & 0x0FU) << 12 | byte(1) << 6 | byte(2));
      i += 3;
    } else {
      const unsigned code = ((lead & 7U) << 18 | byte(1) << 12 | byte(2) << 6 | byte(3)) - 0x10000U;
      unit(0xD800U + (code >> 10));
      unit(0xDC00U + (code & 0x3FFU));
      i += 4;
    }
  }
  return out;
}

Style random_style(Random& random) {
  constexpr char kDelimiters[] = {',', ';', '\t', '|'};
  constexpr const char* kLineEnds[] = {"\n", "\r\n"};
  return {.delimiter = random.one_of(kDelimiters),
          .quote = random.chance(80) ? '"' : '\'',
          .backslash = random.chance(20),
          .line_end = random.one_of(kLineEnds),
          .encoding = static_cast<int>(random.below(6)),
          .last_line_end = random.chance(80)};
}

Rows random_rows(Random& random) {
  const std::size_t width = 2 + random.below(8);
  std::vector<std::size_t> kinds(width);
  for (std::size_t c = 0; c < width; ++c) {
    kinds[c] = c == 0 ? 0 : random.below(5);  // the first column: numbers
  }
  Rows rows(10 + random.below(200), std::vector<Cell>(width));
  for (auto& row : rows) {
    for (std::size_t c = 0; c < width; ++c) {
      row[c] = cell(random, kinds[c]);
    }
    row[0] = row[0].value_or("7");
  }
  return rows;
}

std::string written(const Rows& rows, const Style& style, Random& random) {
  std::string text;
  for (std::size_t c = 0; c < rows[0].size(); ++c) {
    text += (c > 0 ? std::string(1, style.delimiter) : "") + fmt::format("name {}", c);
  }
  for (const auto& row : rows) {
    text += style.line_end;
    for (std::size_t c = 0; c < row.size(); ++c) {
      text += (c > 0 ? std::string(1, style.delimiter) : "") + written_cell(row[c], style, random);
    }
  }
  return encoded(text + (style.last_line_end ? style.line_end : ""), style.encoding);
}

TEST(CsvRandom, RandomTablesInRandomDialectsAreReadBackEqual) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Random random(seed);
    const Style style = random_style(random);
    const Rows rows = random_rows(random);
    const std::string content = written(rows, style, random);
    const auto table = read_csv(content);
    const std::string what =
        fmt::format("seed {}: {}\n{}", seed, style.describe(), content.substr(0, 600));
    ASSERT_TRUE(table) << what << message_of(table);
    ASSERT_EQ(table->columns.size(), rows[0].size()) << what;
    ASSERT_EQ(table->rows_sampled, rows.size()) << what;
    EXPECT_EQ(table->problem_count, 0U) << what;
    for (std::size_t c = 0; c < rows[0].size(); ++c) {
      EXPECT_EQ(table->columns[c].name, fmt::format("name {}", c)) << what;
      const Cells& cells = table->columns[c].cells;
      for (std::size_t r = 0; r < rows.size(); ++r) {
        ASSERT_EQ(cells.is_null(r), !rows[r][c]) << what << "\nrow " << r << " column " << c;
        ASSERT_EQ(cells[r], rows[r][c].value_or("")) << what << "\nrow " << r << " column " << c;
      }
    }
  }
}

}  // namespace
}  // namespace cognate::io
