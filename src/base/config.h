#pragma once
// The settings of the program: one table of rows, and the values that hold now.
//
// A value comes from, weakest first: the default, the settings file (YAML), the environment, a flag
// of the command line. Each value knows which. A key that nobody knows is a warning with the
// nearest known name; a value that makes no sense is an error that says what would.
// Thread-safety: a loaded Config is never changed again.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/paths.h"
#include "cognate/result.h"

namespace cognate {

enum class SettingType { text, integer, real, choice, boolean };

/// One row of the table.
struct Setting {
  std::string_view key = {};          ///< in the settings file; a dot is a level: "match.threshold"
  std::string_view environment = {};  ///< "COGNATE_MATCH_THRESHOLD"
  std::string_view also = {};         ///< a second variable that people bring with them, or ""
  std::string_view flag = {};         ///< on the command line; empty: it has none
  SettingType type = SettingType::text;
  std::string_view fallback = {};   ///< the default, as a user would write it
  double low = 0;                   ///< of integer and real: the allowed range, both ends included
  double high = 0;                  ///< of integer and real
  std::string_view choices = {};    ///< of choice: "error|warning"; of boolean: empty, or the one
                                    ///< value that this build takes
  std::string_view aliases = {};    ///< of choice: "none=f32|half=f16", words that mean a choice
  std::string_view zero_word = {};  ///< of integer: a word that is taken too and means 0: "auto"
  std::string_view help = {};
};

/// The text in the one form that Config keeps ("Yes" becomes "true"), or nothing where the row does
/// not take it.
std::optional<std::string> canonical(const Setting& row, std::string_view text);

/// What the row takes, in words: "a whole number from 0 to 256".
std::string allowed(const Setting& row);

/// Every setting there is, in the order in which people should read them.
std::span<const Setting> settings() noexcept;

enum class Origin { builtin, file, environment, flag };

struct ConfigValue {
  std::string text = {};
  Origin origin = Origin::builtin;
  std::string where =
      {};  ///< for people: "default", "config.yaml:3", "COGNATE_THREADS", "--threads"
};

/// A setting given on the command line.
struct FlagValue {
  std::string key = {};
  std::string text = {};
};

class Config {
 public:
  /// Reads all places. The settings file is `config_path(environment)`; a missing one is an error
  /// (not_found) only when COGNATE_CONFIG names it. Errors: invalid_argument (a value out of
  /// range or of the wrong type, a file that is not YAML), io.
  static Result<Config> load(FileSystem& fs, const Environment& environment,
                             std::span<const FlagValue> flags);

  /// REQUIRES for all of these: `key` is a row of settings(), of that type.
  const ConfigValue& value(std::string_view key) const;
  const std::string& text(std::string_view key) const { return value(key).text; }
  std::int64_t integer(std::string_view key) const;
  double real(std::string_view key) const;
  bool boolean(std::string_view key) const { return text(key) == "true"; }

  /// Keys that nobody knows, with the nearest known name, and settings that are not applied; one
  /// sentence each.
  const std::vector<std::string>& warnings() const noexcept { return warnings_; }

 private:
  Config();
  Status set(std::size_t row, std::string_view text, Origin origin, std::string where);
  Status read_file(FileSystem& fs, const Environment& environment);
  Status read_environment(const Environment& environment);
  void warn_of_unknown_variables(const Environment& environment);
  void warn_of_unknown(std::string_view name, std::span<const std::string_view> known,
                       std::string_view where);

  std::vector<ConfigValue> values_;  // one a row of settings()
  std::vector<std::string> warnings_;
};

}  // namespace cognate
