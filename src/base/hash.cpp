#include "base/hash.h"

#include <openssl/evp.h>
#include <xxhash.h>

#include <iterator>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/limits.h"

namespace cognate {

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

Hash128 hash128(std::string_view bytes, std::uint64_t seed) noexcept {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed);
  return {.high = hash.high64, .low = hash.low64};
}

Result<std::string> sha256_file(FileSystem& fs, const std::string& path) {
  TRY(const auto file, fs.open(path));
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   &EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  std::vector<char> block(limits::kMiB);
  for (std::uint64_t offset = 0; offset < file->size();) {
    TRY(const std::size_t n, file->read_at(offset, block));
    if (n == 0) {
      return fail(Code::io, "{}: shrank while it was read", path);
    }
    EVP_DigestUpdate(context.get(), block.data(), n);
    offset += n;
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context.get(), digest.data(), &size);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    fmt::format_to(std::back_inserter(hex), "{:02x}", digest[i]);
  }
  return hex;
}

}  // namespace cognate
