// Arbitrary bytes as a .npy file: refused, or a matrix of exactly the size that its header says.

#include <cstdint>
#include <cstring>

#include "base/check.h"
#include "base/faulty_file_system.h"
#include "io/npy_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cognate::FaultyFileSystem fs;
  fs.put("/x.npy", std::string(reinterpret_cast<const char*>(data), size));
  auto reader = cognate::io::NpyReader::open(fs, "/x.npy");
  if (!reader) {
    return 0;
  }
  const auto shape = reader->shape();
  std::vector<float> numbers;
  std::uint64_t rows = 0;
  while (true) {
    const auto got = reader->next(3, numbers);
    CHECK(got && numbers.size() == *got * shape.columns, "a block of another shape");
    if (*got == 0) {
      break;
    }
    rows += *got;
  }
  CHECK(rows == shape.rows, "other rows than the header said");
  return 0;
}
