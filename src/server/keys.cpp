#include "server/keys.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "base/clock.h"
#include "base/error.h"
#include "base/server_limits.h"

namespace cognate::server {
namespace {

constexpr std::string_view kMagic = "cognate-keys 1";
constexpr std::string_view kPrefix = "cgn_";
constexpr std::size_t kIdDigits = 8;
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kSecretSize = kPrefix.size() + kIdDigits + 1 + 2 * kSecretBytes;

constexpr std::array<std::string_view, 5> kAccessNames = {"open", "metrics", "reader", "writer",
                                                          "admin"};

std::string hex(std::span<const unsigned char> bytes) {
  std::string digits;
  for (const unsigned char byte : bytes) {
    fmt::format_to(std::back_inserter(digits), "{:02x}", byte);
  }
  return digits;
}

std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return hex(std::span(digest).first(size));
}

/// The word before the next blank, which is taken off the line.
std::string_view next_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

std::optional<Key> parse_key(std::string_view line) {
  Key key;
  key.id = next_word(line);
  const auto access = key_access(next_word(line));
  key.sha256 = next_word(line);
  const std::string_view created = next_word(line);
  const auto parsed =
      std::from_chars(created.data(), created.data() + created.size(), key.created_seconds);
  key.name = line;
  if (!access || key.id.size() != kIdDigits || key.sha256.size() != kHashDigits ||
      parsed.ec != std::errc() || key.name.empty()) {
    return std::nullopt;
  }
  key.access = *access;
  return key;
}

}  // namespace

std::string_view access_name(Access access) noexcept {
  return kAccessNames[static_cast<std::size_t>(access)];
}

Result<Access> key_access(std::string_view name) {
  const auto* const found = std::ranges::find(kAccessNames, name);
  if (found == kAccessNames.end() || name == access_name(Access::open)) {
    return fail(Code::invalid_argument, "'{}' is no role: reader, writer, admin or metrics", name);
  }
  return static_cast<Access>(found - kAccessNames.begin());
}

bool covers(Access has, Access needs) noexcept {
  return has == Access::admin || needs == Access::open || has == needs ||
         (has == Access::writer && needs == Access::reader);
}

const Key* find_key(const std::vector<Key>& keys, std::string_view secret) {
  if (secret.size() != kSecretSize || !secret.starts_with(kPrefix)) {
    return nullptr;
  }
  const std::string hash = sha256(secret);
  const Key* found = nullptr;
  for (const Key& key : keys) {
    if (CRYPTO_memcmp(hash.data(), key.sha256.data(), kHashDigits) == 0) {
      found = &key;
    }
  }
  return found;
}

Result<std::vector<Key>> KeyFile::read() const {
  std::vector<Key> keys;
  if (fs_.kind(path_) == FileKind::missing) {
    return keys;
  }
  TRY(const std::string content, read_file(fs_, path_, limits::kConfigFileBytesMax));
  std::string_view rest = content;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    auto key = number == 1 ? std::nullopt : parse_key(line);
    if (number == 1 ? line != kMagic : !key.has_value()) {
      return fail(Code::corrupt, "{}:{}: not a line of a file of keys", path_, number);
    }
    if (key) {
      keys.push_back(*std::move(key));
    }
  }
  return keys;
}

Status KeyFile::write(const std::vector<Key>& keys) const {
  std::string content = std::string(kMagic) + "\n";
  for (const Key& key : keys) {
    content += fmt::format("{} {} {} {} {}\n", key.id, access_name(key.access), key.sha256,
                           key.created_seconds, key.name);
  }
  return write_atomically(fs_, path_, content);
}

Result<std::string> KeyFile::create(std::string_view name, Access access) const {
  const bool clean = std::ranges::none_of(
      name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (name.empty() || name.size() > limits::kKeyNameBytesMax || !clean) {
    return fail(Code::invalid_argument, "a key is called something, in at most {} bytes",
                limits::kKeyNameBytesMax);
  }
  TRY(std::vector<Key> keys, read());
  if (keys.size() >= limits::kKeysMax) {
    return fail(Code::invalid_argument, "{}: holds {} keys, more are not kept; revoke some", path_,
                keys.size());
  }
  std::array<unsigned char, kIdDigits / 2 + kSecretBytes> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
    return fail(Code::io, "the system gives no random bytes");
  }
  const std::string id = hex(std::span(random).first(kIdDigits / 2));
  const std::string secret =
      fmt::format("{}{}_{}", kPrefix, id, hex(std::span(random).subspan(kIdDigits / 2)));
  keys.push_back({.id = id,
                  .access = access,
                  .sha256 = sha256(secret),
                  .created_seconds = wall_clock_ns() / 1'000'000'000,
                  .name = std::string(name)});
  TRY_OK(write(keys));
  return secret;
}

Status KeyFile::revoke(std::string_view id) const {
  TRY(std::vector<Key> keys, read());
  if (std::erase_if(keys, [&](const Key& key) { return key.id == id; }) == 0) {
    return fail(Code::not_found, "no key has the id '{}'; `cognate key list` shows them", id);
  }
  return write(keys);
}

std::optional<FileStamp> KeyFile::stamp() const {
  const auto file = fs_.open(path_);
  return file ? std::optional((*file)->stamp()) : std::nullopt;
}

}  // namespace cognate::server
