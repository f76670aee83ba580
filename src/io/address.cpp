#include "io/address.h"

#include <algorithm>
#include <span>

#include "base/error.h"
#include "base/nearest.h"

namespace cognate::io {
namespace {

constexpr std::string_view kPostgresSchemes[] = {"postgresql://", "postgres://"};
constexpr std::size_t kShownMax = 10;  // tables in a message

struct ReadingRow {
  std::string_view prefix;
  Reading reading;
};
constexpr ReadingRow kReadings[] = {{"dictionary:", Reading::dictionary},
                                    {"table:", Reading::table}};

bool is_postgres(std::string_view text) {
  return std::any_of(std::begin(kPostgresSchemes), std::end(kPostgresSchemes),
                     [&](std::string_view scheme) { return text.starts_with(scheme); });
}

/// Where user and password end in a URL: behind the last @ before path and query.
std::size_t credentials_end(std::string_view url) {
  const std::size_t begin = url.find("://") + 3;
  const std::size_t at = url.substr(0, url.find_first_of("/?", begin)).rfind('@');
  return at == std::string_view::npos || at < begin ? begin : at + 1;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; });
  return out;
}

/// The only name that `fits`; npos where none or several do.
template <class Fits>
std::size_t only_one(const std::vector<std::string>& names, Fits fits) {
  const auto found = std::find_if(names.begin(), names.end(), fits);
  const bool alone =
      found != names.end() && std::find_if(found + 1, names.end(), fits) == names.end();
  return alone ? static_cast<std::size_t>(found - names.begin()) : std::string::npos;
}

}  // namespace

Address parse_address(FileSystem& fs, const std::string& text) {
  Address address{.place = text, .table = {}};
  if (is_postgres(text)) {
    address.is_postgres = true;
    const std::size_t mark = text.find('#', credentials_end(text));
    if (mark != std::string::npos) {
      address.place = text.substr(0, mark);
      address.table = text.substr(mark + 1);
    }
    return address;
  }
  if (fs.kind(text) != FileKind::missing) {
    return address;
  }
  for (const ReadingRow& row : kReadings) {
    if (address.reading == Reading::automatic && text.starts_with(row.prefix)) {
      address.reading = row.reading;
      address.place = text.substr(row.prefix.size());
    }
  }
  const std::string rest = address.place;
  std::size_t mark = fs.kind(rest) == FileKind::missing ? rest.find('#') : std::string::npos;
  while (mark != std::string::npos && fs.kind(rest.substr(0, mark)) == FileKind::missing) {
    mark = rest.find('#', mark + 1);
  }
  if (mark != std::string::npos) {
    address.place = rest.substr(0, mark);
    address.table = rest.substr(mark + 1);
  }
  return address;
}

std::string shown_address(std::string_view text) {
  if (!is_postgres(text)) {
    return std::string(text);
  }
  const std::size_t begin = text.find("://") + 3;
  std::size_t end = credentials_end(text);
  const std::size_t colon = std::min(text.find(':', begin), text.size());
  const std::size_t behind_port =
      std::min(text.find_first_not_of("0123456789", colon + 1), text.size());
  const bool port = behind_port == text.size() ||
                    std::string_view("/?#").find(text[behind_port]) != std::string_view::npos;
  if (end == begin && !port) {
    end = text.rfind('@') + 1;  // a password with an unescaped slash; 0 where there is no @
  }
  std::string shown(text);
  if (colon < end) {
    shown.erase(colon, end - 1 - colon);
  }
  // A password may also be a parameter.
  constexpr std::string_view kParameter = "password=";
  for (std::size_t at = shown.find(kParameter); at != std::string::npos;
       at = shown.find(kParameter, at + 1)) {
    const std::size_t from = at + kParameter.size();
    const std::size_t to = std::min(shown.find_first_of("&#", from), shown.size());
    shown.replace(from, to - from, "***");
  }
  return shown;
}

std::string typed_address(const std::string& shown, const std::string& table) {
  const std::string address = shown + '#' + table;
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./:#@%=,";
  const bool plain = std::all_of(address.begin(), address.end(), [&](char c) {
    return (c & 0x80) != 0 || kPlain.find(c) != std::string_view::npos;
  });
  if (plain) {
    return address;
  }
  std::string quoted = "'";
  for (const char c : address) {
    quoted += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return quoted + "'";
}

Result<std::string> choose_table(const std::vector<std::string>& names, const std::string& wanted,
                                 const std::string& shown) {
  if (std::find(names.begin(), names.end(), wanted) != names.end()) {
    return wanted;
  }
  const std::string folded = lower(wanted);
  std::size_t found =
      only_one(names, [&](const std::string& name) { return lower(name) == folded; });
  if (found == std::string::npos) {
    found = only_one(names, [&](const std::string& name) {
      return lower(name.substr(name.rfind('.') + 1)) == folded;
    });
  }
  if (found != std::string::npos) {
    return names[found];
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  if (const auto close = nearest(wanted, candidates)) {
    return fail(Code::not_found, "{}: no table \"{}\"; did you mean {} ?", shown, wanted,
                typed_address(shown, std::string(*close)));
  }
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), kShownMax); ++i) {
    list += (i > 0 ? ", " : "") + names[i];
  }
  return fail(Code::not_found, "{}: no table \"{}\"; it holds {}{}", shown, wanted,
              list.empty() ? "none" : list, names.size() > kShownMax ? ", ..." : "");
}

}  // namespace cognate::io
