#include "base/processor.h"

#include "base/limits.h"

namespace cognate {

std::string processor_name(FileSystem& fs) {
  auto file = fs.open("/proc/cpuinfo");
  std::string text(16 * limits::kKiB, '\0');
  const auto got = file ? (*file)->read_at(0, text) : Result<std::size_t>(file.error());
  text.resize(got ? *got : 0);
  const std::size_t key = text.find("model name");
  const std::size_t colon = text.find(": ", key);
  if (key == std::string::npos || colon == std::string::npos) {
    return "unknown processor";
  }
  return text.substr(colon + 2, text.find('\n', colon) - colon - 2);
}

}  // namespace cognate
