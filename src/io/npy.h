#pragma once
// The header of NumPy's file format, version 1.0: magic, length, a Python dictionary padded so that
// the numbers start at a multiple of 64.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "core/number_type.h"

namespace cognate::io {

inline constexpr std::size_t kNpyHeaderBytes = 128;

/// The header of a matrix in C order: always kNpyHeaderBytes long, so that it can be written again
/// when the number of rows is known.
inline std::string npy_header(NumberType type, std::uint64_t rows, std::size_t columns) {
  static constexpr const char* kNames[] = {"<f4", "<f2", "|i1", "|u1"};
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}, {}), }}",
                                   kNames[static_cast<std::size_t>(type)], rows, columns);
  constexpr std::size_t kPreambleBytes = 10;
  header.resize(kNpyHeaderBytes - kPreambleBytes - 1, ' ');
  header.push_back('\n');
  const char preamble[] = {
      '\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0, static_cast<char>(kNpyHeaderBytes - kPreambleBytes),
      0};
  return std::string(preamble, kPreambleBytes) + header;
}

}  // namespace cognate::io
