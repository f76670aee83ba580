#include "embed/warm.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/limits.h"

namespace cognate::embed {
namespace {

/// Takes the first line off.
std::string_view next_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

}  // namespace

Result<std::size_t> warm(EmbeddingService& service, FileSystem& fs, const std::string& path,
                         const std::stop_token& stop) {
  TRY(const auto file, fs.open(path));
  TRY(std::string_view rest, file->map());
  std::size_t total = 0;
  while (!rest.empty()) {
    std::vector<std::string_view> texts;
    while (!rest.empty() && texts.size() < limits::kBlockTexts) {
      if (const std::string_view line = next_line(rest); !line.empty()) {
        texts.push_back(line);
      }
    }
    RequestOptions options;
    options.embed.stop = stop;
    auto vectors = service.request(texts, options);
    if (!vectors) {
      return std::move(vectors).error().within(path);
    }
    total += texts.size();
  }
  return total;
}

}  // namespace cognate::embed
