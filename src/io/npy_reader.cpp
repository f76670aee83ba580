#include "io/npy_reader.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>
#include <optional>

#include "base/checked.h"
#include "base/error.h"
#include "base/limits.h"
#include "core/half.h"

namespace cognate::io {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

template <class Number>
void widen(std::string_view bytes, std::vector<float>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    Number number;
    std::memcpy(&number, bytes.data() + i * sizeof number, sizeof number);
    out[i] = static_cast<float>(number);
  }
}

void widen_halves(std::string_view bytes, std::vector<float>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::uint16_t half = 0;
    std::memcpy(&half, bytes.data() + i * sizeof half, sizeof half);
    out[i] = float_of(half);
  }
}

struct NumberRow {
  std::string_view name;  ///< as 'descr' has it, without the order of the bytes
  NpyType type;
  std::size_t bytes;
  void (*widen)(std::string_view bytes, std::vector<float>& out);
};
constexpr NumberRow kNumbers[] = {{"f4", NpyType::f4, 4, widen<float>},
                                  {"f2", NpyType::f2, 2, widen_halves},
                                  {"f8", NpyType::f8, 8, widen<double>},
                                  {"i1", NpyType::i1, 1, widen<std::int8_t>},
                                  {"u1", NpyType::u1, 1, widen<std::uint8_t>}};

const NumberRow* row_called(std::string_view name) {
  const auto* row = std::find_if(std::begin(kNumbers), std::end(kNumbers),
                                 [&](const NumberRow& each) { return each.name == name; });
  return row == std::end(kNumbers) ? nullptr : row;
}

const NumberRow& row_of(NpyType type) { return kNumbers[static_cast<std::size_t>(type)]; }

/// The header's dictionary, a literal of Python, as far as headers need it.
class Literal {
 public:
  explicit Literal(std::string_view text) : text_(text) {}

  bool take(char c) {
    skip_blanks();
    const bool there = !text_.empty() && text_.front() == c;
    text_.remove_prefix(there ? 1 : 0);
    return there;
  }
  bool take_word(std::string_view word) {
    skip_blanks();
    const bool there = text_.starts_with(word);
    text_.remove_prefix(there ? word.size() : 0);
    return there;
  }
  std::optional<std::string_view> quoted() {
    skip_blanks();
    if (text_.empty() || (text_.front() != '\'' && text_.front() != '"')) {
      return std::nullopt;
    }
    const std::size_t end = text_.find(text_.front(), 1);
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    const std::string_view inside = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    return inside;
  }
  std::optional<std::uint64_t> number() {
    skip_blanks();
    std::uint64_t value = 0;
    const auto [end, failure] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (failure != std::errc()) {
      return std::nullopt;
    }
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return value;
  }
  bool at_end() {
    skip_blanks();
    return text_.empty();
  }

 private:
  void skip_blanks() {
    text_.remove_prefix(std::min(text_.find_first_not_of(" \t\n\r"), text_.size()));
  }
  std::string_view text_;
};

/// What the dictionary holds.
struct Entries {
  std::optional<std::string_view> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<std::uint64_t>> shape;
};

Error wrong_header() { return fail(Code::corrupt, "the header is no .npy header"); }

Result<std::vector<std::uint64_t>> parse_tuple(Literal& literal) {
  std::vector<std::uint64_t> numbers;
  bool comma = false;  // behind the last one
  if (!literal.take('(')) {
    return wrong_header();
  }
  while (!literal.take(')')) {
    const auto number = literal.number();
    if (!number || (!numbers.empty() && !comma)) {
      return wrong_header();
    }
    numbers.push_back(*number);
    comma = literal.take(',');
    if (numbers.size() > limits::kTensorRankMax) {
      return fail(Code::unsupported, "an array of more than {} dimensions", limits::kTensorRankMax);
    }
  }
  return numbers;
}

Status parse_entry(Literal& literal, std::string_view key, Entries& entries) {
  if (key == "descr") {
    entries.descr = literal.quoted();
    return entries.descr ? ok()
                         : Status(fail(Code::unsupported,
                                       "its numbers are records; a matrix of floats is needed"));
  }
  if (key == "fortran_order") {
    const bool yes = literal.take_word("True");
    entries.fortran_order = yes;
    return yes || literal.take_word("False") ? ok() : Status(wrong_header());
  }
  if (key == "shape") {
    TRY(entries.shape, parse_tuple(literal));
    return ok();
  }
  return wrong_header();
}

Result<Entries> parse_entries(std::string_view text) {
  Literal literal(text);
  Entries entries;
  if (!literal.take('{')) {
    return wrong_header();
  }
  while (!literal.take('}')) {
    const auto key = literal.quoted();
    if (!key || !literal.take(':')) {
      return wrong_header();
    }
    TRY_OK(parse_entry(literal, *key, entries));
    if (!literal.take(',')) {
      if (!literal.take('}')) {
        return wrong_header();
      }
      break;
    }
  }
  const bool whole = entries.descr && entries.fortran_order && entries.shape && literal.at_end();
  return whole ? Result<Entries>(std::move(entries)) : wrong_header();
}

/// Where the dictionary begins and how long it is.
struct HeaderPlace {
  std::size_t at;
  std::size_t bytes;
};

Result<HeaderPlace> find_header(std::string_view start) {
  constexpr std::size_t kVersionBytes = 2;
  if (!start.starts_with(kMagic)) {
    return fail(Code::corrupt, "not a .npy file");
  }
  std::string_view rest = start.substr(kMagic.size());
  const std::size_t length_bytes = rest.starts_with('\x01') ? 2 : 4;
  if (rest.size() < kVersionBytes + length_bytes) {
    return fail(Code::corrupt, "cut short");
  }
  if (rest[0] < 1 || rest[0] > 3) {
    return fail(Code::unsupported, "version {} of the .npy format", static_cast<int>(rest[0]));
  }
  std::uint32_t bytes = 0;
  for (std::size_t i = 0; i < length_bytes; ++i) {
    bytes |= static_cast<std::uint32_t>(static_cast<unsigned char>(rest[kVersionBytes + i]))
             << (8 * i);
  }
  if (bytes > limits::kNpyHeaderBytesMax) {
    return fail(Code::corrupt, "a header of {} bytes", bytes);
  }
  const HeaderPlace place{kMagic.size() + kVersionBytes + length_bytes, bytes};
  return place.at + place.bytes <= start.size() ? Result<HeaderPlace>(place)
                                                : fail(Code::corrupt, "cut short");
}

}  // namespace

Result<NpyShape> parse_npy_shape(std::string_view start) {
  TRY(const HeaderPlace place, find_header(start));
  TRY(const Entries entries, parse_entries(start.substr(place.at, place.bytes)));
  const std::string_view descr = *entries.descr;
  const bool ordered = descr.starts_with('<') || descr.starts_with('|');
  const NumberRow* numbers = ordered ? row_called(descr.substr(1)) : nullptr;
  if (numbers == nullptr) {
    return fail(Code::unsupported,
                "numbers of type {}; float32, float16, float64, int8 and uint8 can be read, little "
                "endian",
                descr);
  }
  if (*entries.fortran_order || entries.shape->size() != 2) {
    return fail(Code::unsupported, "{}; a matrix in C order is needed, one vector a row",
                *entries.fortran_order
                    ? std::string("the numbers stand in Fortran order")
                    : fmt::format("an array of {} dimensions", entries.shape->size()));
  }
  const std::uint64_t rows = (*entries.shape)[0];
  const std::uint64_t columns = (*entries.shape)[1];
  if (columns > limits::kNpyColumnsMax || (columns == 0 && rows > 0)) {
    return fail(Code::unsupported, "rows of {} numbers; there may be 1 to {}", columns,
                limits::kNpyColumnsMax);
  }
  return NpyShape{.type = numbers->type,
                  .rows = rows,
                  .columns = static_cast<std::size_t>(columns),
                  .data_at = place.at + place.bytes};
}

Result<NpyReader> NpyReader::open(FileSystem& fs, const std::string& path) {
  TRY(auto file, fs.open(path));
  std::string start(std::min<std::uint64_t>(file->size(), 2 * limits::kNpyHeaderBytesMax), '\0');
  TRY(const std::size_t got, file->read_at(0, start));
  start.resize(got);
  auto shape = parse_npy_shape(start);
  if (!shape) {
    return std::move(shape).error().within(path);
  }
  const std::size_t number_bytes = row_of(shape->type).bytes;
  const auto numbers = checked_mul<std::uint64_t>(shape->rows, shape->columns * number_bytes);
  const auto wanted = numbers ? checked_add(*numbers, shape->data_at) : std::nullopt;
  if (!wanted || *wanted != file->size()) {
    return fail(Code::corrupt,
                "{}: {} bytes, but its header says {} rows of {} numbers of {} bytes: it is cut, "
                "or not whole yet",
                path, file->size(), shape->rows, shape->columns, number_bytes);
  }
  return NpyReader(path, std::move(file), *shape);
}

Result<std::size_t> NpyReader::next(std::size_t rows_max, std::vector<float>& numbers) {
  const auto rows = static_cast<std::size_t>(std::min<std::uint64_t>(rows_max, shape_.rows - row_));
  const NumberRow& kind = row_of(shape_.type);
  const std::size_t row_bytes = shape_.columns * kind.bytes;
  bytes_.resize(rows * row_bytes);
  TRY(const std::size_t got, file_->read_at(shape_.data_at + row_ * row_bytes, bytes_));
  if (got != bytes_.size()) {
    return fail(Code::corrupt, "{}: became shorter while it was read", path_);
  }
  numbers.resize(rows * shape_.columns);
  kind.widen(bytes_, numbers);
  row_ += rows;
  return rows;
}

}  // namespace cognate::io
