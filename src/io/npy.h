#pragma once
// The header of NumPy's file format, version 1.0: magic, length, a Python dictionary padded so that
// the numbers start at a multiple of 64.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.h"

namespace cognate::io {

inline constexpr std::size_t kNpyHeaderBytes = 128;

/// The header of a float32 matrix in C order: always kNpyHeaderBytes long, so that it can be
/// written again when the number of rows is known.
inline std::string npy_header(std::uint64_t rows, std::size_t columns) {
  std::string header =
      fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", rows, columns);
  constexpr std::size_t kPreambleBytes = 10;
  header.resize(kNpyHeaderBytes - kPreambleBytes - 1, ' ');
  header.push_back('\n');
  const char preamble[] = {
      '\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0, static_cast<char>(kNpyHeaderBytes - kPreambleBytes),
      0};
  return std::string(preamble, kPreambleBytes) + header;
}

}  // namespace cognate::io
