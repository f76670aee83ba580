#include "store/truth/record.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "base/error.h"

namespace cognate::store {
namespace {

static_assert(std::endian::native == std::endian::little, "records are little-endian");

constexpr char kVersion = 1;

enum class Kind : char { null, no, yes, integer, real, text, list };

// ---- Writing

void put_count(std::string& out, std::uint64_t count) {
  while (count >= 0x80) {
    out += static_cast<char>((count & 0x7F) | 0x80);
    count >>= 7;
  }
  out += static_cast<char>(count);
}

void put_text(std::string& out, std::string_view text) {
  put_count(out, text.size());
  out += text;
}

void put_kind(std::string& out, Kind kind) { out += static_cast<char>(kind); }

template <class T>
void put_fixed(std::string& out, Kind kind, T value) {
  put_kind(out, kind);
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

struct ValueWriter {
  std::string& out;

  void operator()(std::monostate) const { put_kind(out, Kind::null); }
  void operator()(bool value) const { put_kind(out, value ? Kind::yes : Kind::no); }
  void operator()(std::int64_t value) const { put_fixed(out, Kind::integer, value); }
  void operator()(double value) const { put_fixed(out, Kind::real, value); }
  void operator()(const std::string& value) const {
    put_kind(out, Kind::text);
    put_text(out, value);
  }
  void operator()(const std::vector<Scalar>& list) const {
    put_kind(out, Kind::list);
    put_count(out, list.size());
    for (const Scalar& item : list) {
      std::visit(*this, item);
    }
  }
};

// ---- Reading

/// Takes pieces off the front of the bytes. Once something is wrong, everything after is empty, and
/// good() tells.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }

  std::string_view take(std::uint64_t count) {
    if (count > rest_.size()) {
      spoil();
      return {};
    }
    const std::string_view piece = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return piece;
  }

  template <class T>
  T fixed() {
    T value{};
    const std::string_view piece = take(sizeof(T));
    if (good_) {
      std::memcpy(&value, piece.data(), sizeof(T));
    }
    return value;
  }

  std::uint64_t count() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(fixed<char>());
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if ((byte & 0x80U) == 0) {
        return value;
      }
    }
    spoil();
    return 0;
  }

  std::string_view text() { return take(count()); }

  /// How many things of at least one byte follow.
  std::uint64_t length() {
    const std::uint64_t length = count();
    if (length > rest_.size()) {
      spoil();
      return 0;
    }
    return length;
  }

  void spoil() {
    good_ = false;
    rest_ = {};
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

Scalar read_scalar(Reader& reader, Kind kind) {
  switch (kind) {
    case Kind::null:
      return std::monostate{};
    case Kind::no:
      return false;
    case Kind::yes:
      return true;
    case Kind::integer:
      return reader.fixed<std::int64_t>();
    case Kind::real:
      return reader.fixed<double>();
    case Kind::text:
      return std::string(reader.text());
    case Kind::list:
      break;
  }
  reader.spoil();
  return std::monostate{};
}

Value read_value(Reader& reader) {
  const auto kind = static_cast<Kind>(reader.fixed<char>());
  if (kind == Kind::list) {
    std::vector<Scalar> list(reader.length());
    for (Scalar& item : list) {
      item = read_scalar(reader, static_cast<Kind>(reader.fixed<char>()));
    }
    return list;
  }
  return std::visit([](auto scalar) -> Value { return scalar; }, read_scalar(reader, kind));
}

Payload read_payload(Reader& reader) {
  Payload payload;
  const std::uint64_t fields = reader.length();
  for (std::uint64_t field = 0; field < fields && reader.good(); ++field) {
    std::string name(reader.text());
    // Names rise, so that equal records have equal bytes.
    if (!payload.empty() && name <= payload.rbegin()->first) {
      reader.spoil();
    }
    payload.emplace_hint(payload.end(), std::move(name), read_value(reader));
  }
  return payload;
}

Error broken() { return fail(Code::corrupt, "a document's record is damaged"); }

Result<std::string_view> read_head(Reader& reader) {
  const char version = reader.fixed<char>();
  if (reader.good() && version > kVersion) {
    return fail(Code::unsupported,
                "a document is in version {} of the format; this program reads "
                "version {}",
                int{version}, int{kVersion});
  }
  const std::string_view id = reader.text();
  if (!reader.good() || version != kVersion) {
    return broken();
  }
  return id;
}

}  // namespace

std::string encode_record(std::string_view id, const Payload& payload,
                          const std::optional<std::string>& text) {
  std::string out(1, kVersion);
  put_text(out, id);
  out += text ? '\1' : '\0';
  if (text) {
    put_text(out, *text);
  }
  put_count(out, payload.size());
  for (const auto& [name, value] : payload) {
    put_text(out, name);
    std::visit(ValueWriter{out}, value);
  }
  return out;
}

Result<Record> decode_record(std::string_view bytes) {
  Reader reader(bytes);
  TRY(const std::string_view id, read_head(reader));
  Record record{.id = std::string(id)};
  const char has_text = reader.fixed<char>();
  if (has_text == 1) {
    record.text = std::string(reader.text());
  }
  record.payload = read_payload(reader);
  if (!reader.good() || !reader.at_end() || (has_text != 0 && has_text != 1)) {
    return broken();
  }
  return record;
}

Result<std::string_view> record_id(std::string_view bytes) {
  Reader reader(bytes);
  return read_head(reader);
}

}  // namespace cognate::store
