#pragma once
// API keys: who may do what. A key is "cgn_", eight digits that name it and 32 random bytes, shown
// once; the file holds its SHA-256 only. Keys are random enough that a plain hash is safe.
//
// Thread-safety: Keys are values; KeyFile is used by one thread at a time.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "cognate/result.h"

namespace cognate::server {

/// What a route asks for, and a key gives.
enum class Access : std::uint8_t {
  open,     ///< anybody, without a key
  metrics,  ///< figures about the service, and nothing else
  reader,   ///< to compute and to read
  writer,   ///< to change data, too
  admin,    ///< everything
};
std::string_view access_name(Access access) noexcept;
/// The access of a key: "reader", "writer", "admin" or "metrics". Error: invalid_argument.
Result<Access> key_access(std::string_view name);
bool covers(Access has, Access needs) noexcept;

struct Key {
  std::string id;
  Access access = Access::reader;
  std::string sha256;                ///< of the whole key, 64 hexadecimal digits
  std::int64_t created_seconds = 0;  ///< since 1970
  std::string name;                  ///< what its owner calls it
};

/// The key of that secret; null where there is none. Compares in constant time.
const Key* find_key(const std::vector<Key>& keys, std::string_view secret);

class KeyFile {
 public:
  KeyFile(FileSystem& fs, std::string path) : fs_(fs), path_(std::move(path)) {}

  /// None where there is no file. Errors: corrupt, io.
  Result<std::vector<Key>> read() const;
  /// Writes a new key down; its secret. Errors: those of read; invalid_argument (the name).
  Result<std::string> create(std::string_view name, Access access) const;
  /// Errors: those of read; not_found.
  Status revoke(std::string_view id) const;
  /// What changes when the file does.
  std::optional<FileStamp> stamp() const;
  const std::string& path() const noexcept { return path_; }

 private:
  Status write(const std::vector<Key>& keys) const;

  FileSystem& fs_;
  const std::string path_;
};

}  // namespace cognate::server
