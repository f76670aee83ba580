#pragma once
// What every report carries: its style and its script. They never change with the mapping, so the
// page can forbid all others by their hashes.

#include <string>
#include <string_view>

namespace cognate::report {

struct Asset {
  std::string_view text;
  std::string_view sha256;  ///< of the text, in hexadecimal digits
};
extern const Asset kReportStyle;
extern const Asset kReportScript;

/// The asset's hash as a content security policy names it: "'sha256-<base64>'".
std::string source_of(const Asset& asset);

}  // namespace cognate::report
