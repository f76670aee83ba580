// Any bytes as a PCA file: an error or a Pca that can be used, never a crash. Once as they are and,
// to get past the checksum, once with the right one behind them.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/hash.h"
#include "quant/pca_file.h"

namespace {

void check(std::string_view bytes) {
  const auto pca = cognate::quant::parse_pca(bytes);
  if (!pca) {
    return;
  }
  if (cognate::quant::pca_bytes(*pca) != bytes) {
    std::abort();  // what was read is what was there
  }
  const cognate::Matrix zeros(1, pca->inputs());
  const auto back = cognate::quant::restore(*pca, cognate::quant::project(*pca, zeros));
  if (back.columns() != pca->inputs()) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  check(bytes);
  const std::uint64_t checksum = cognate::hash64(bytes);
  check(bytes.append(reinterpret_cast<const char*>(&checksum), sizeof checksum));
  return 0;
}
