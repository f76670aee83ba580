#pragma once
// How the oracle programs read: texts on standard input, each behind its length in bytes (u32,
// little endian), so that a text may hold anything.

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace cognate::oracle {

/// Everything up to the end of `from`; false when it could not be read.
inline bool read_all(std::FILE* from, std::string& into) {
  char block[1 << 16];
  while (const std::size_t got = std::fread(block, 1, sizeof block, from)) {
    into.append(block, got);
  }
  return std::ferror(from) == 0;
}

/// The texts of `input`, which must outlive them.
inline std::vector<std::string_view> cut_texts(std::string_view input) {
  std::vector<std::string_view> texts;
  while (input.size() >= sizeof(std::uint32_t)) {
    std::uint32_t bytes = 0;
    input.copy(reinterpret_cast<char*>(&bytes), sizeof bytes);
    texts.push_back(input.substr(sizeof bytes, bytes));
    input.remove_prefix(sizeof bytes + texts.back().size());
  }
  return texts;
}

}  // namespace cognate::oracle
