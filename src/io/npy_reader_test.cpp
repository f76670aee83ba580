#include "io/npy_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/faulty_file_system.h"
#include "core/half.h"
#include "io/npy.h"
#include "io/test_tables.h"

namespace cognate::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string with_header(const std::string& dictionary, const std::string& numbers = "",
                        char version = 1) {
  std::string file = "\x93NUMPY";
  file += version;
  file += '\0';
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  for (std::size_t i = 0; i < length_bytes; ++i) {
    file += static_cast<char>((dictionary.size() >> (8 * i)) & 255);
  }
  return file + dictionary + numbers;
}

template <class Number>
std::string bytes_of_numbers(const std::vector<Number>& numbers) {
  std::string bytes(numbers.size() * sizeof(Number), '\0');
  std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

Result<std::vector<float>> read_all(const std::string& content, std::size_t rows_at_once = 2) {
  FaultyFileSystem fs;
  fs.put("/x.npy", content);
  TRY(NpyReader reader, NpyReader::open(fs, "/x.npy"));
  std::vector<float> all;
  std::vector<float> block;
  while (true) {
    TRY(const std::size_t rows, reader.next(rows_at_once, block));
    if (rows == 0) {
      return all;
    }
    EXPECT_LE(rows, rows_at_once);
    all.insert(all.end(), block.begin(), block.end());
  }
}

TEST(NpyReader, ReadsWhatOurWriterWrites) {
  const std::vector<float> numbers = {1, -2, .5F, 3, 4, 5, 6, 7, 8, 9};
  const auto read = read_all(npy_header(NumberType::float32, 5, 2) + bytes_of_numbers(numbers));
  ASSERT_TRUE(read) << message_of(read);
  EXPECT_EQ(*read, numbers);
}

TEST(NpyReader, ReadsEveryTypeThatItNamesAndEveryVersion) {
  const auto header = [](const std::string& type) {
    return "{\"shape\": (1,2) , 'fortran_order':False,'descr': '" + type + "'}   \n";
  };
  const auto of = [&](const std::string& type, const std::string& numbers, char version) {
    const auto read = read_all(with_header(header(type), numbers, version));
    EXPECT_TRUE(read) << message_of(read);
    return read ? *read : std::vector<float>();
  };
  EXPECT_THAT(of("<f2", bytes_of_numbers<std::uint16_t>({0x3C00, 0xC100}), 1),
              ElementsAre(1, -2.5F));
  EXPECT_THAT(of("<f8", bytes_of_numbers<double>({.1, -3}), 2), ElementsAre(.1F, -3));
  EXPECT_THAT(of("|i1", "\x80\x7F", 3), ElementsAre(-128, 127));
  EXPECT_THAT(of("|u1", "\xFF\x01", 1), ElementsAre(255, 1));
}

TEST(NpyReader, ADoubleThatIsNoFloatBecomesInfinite) {
  const auto read =
      read_all(with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }",
                           bytes_of_numbers<double>({std::numeric_limits<double>::max()})));
  ASSERT_TRUE(read);
  EXPECT_TRUE(std::isinf(read->at(0)));
}

TEST(NpyReader, SaysWhatIsWrongWithAFile) {
  struct Case {
    std::string content;
    Code code;
    const char* words;
  };
  const auto dictionary = [](const std::string& descr, const std::string& order,
                             const std::string& shape) {
    return with_header("{'descr': " + descr + ", 'fortran_order': " + order +
                       ", 'shape': " + shape + ", }");
  };
  const Case cases[] = {
      {"", Code::corrupt, "not a .npy file"},
      {"PAR1 and more", Code::corrupt, "not a .npy file"},
      {"\x93NUMPY", Code::corrupt, "cut short"},
      {with_header("{}").substr(0, 11), Code::corrupt, "cut short"},
      {with_header("{}", "", 9), Code::unsupported, "version 9"},
      {with_header("{}"), Code::corrupt, "no .npy header"},
      {with_header("x"), Code::corrupt, "no .npy header"},
      {dictionary("'<f4'", "False", "(1 2)"), Code::corrupt, "no .npy header"},
      {dictionary("'<f4'", "False", "(1, 2"), Code::corrupt, "no .npy header"},
      {dictionary("'>f4'", "False", "(1, 2)"), Code::unsupported, "little endian"},
      {dictionary("'<U5'", "False", "(1, 2)"), Code::unsupported, "type <U5"},
      {dictionary("[('a', '<f4')]", "False", "(1, 2)"), Code::unsupported, "records"},
      {dictionary("'<f4'", "True", "(1, 2)"), Code::unsupported, "Fortran"},
      {dictionary("'<f4'", "False", "(2,)"), Code::unsupported, "1 dimensions"},
      {dictionary("'<f4'", "False", "()"), Code::unsupported, "0 dimensions"},
      {dictionary("'<f4'", "False", "(1, 2000000)"), Code::unsupported, "2000000 numbers"},
      {dictionary("'<f4'", "False", "(5, 0)"), Code::unsupported, "rows of 0 numbers"},
      {dictionary("'<f4'", "False", "(1, 2)"), Code::corrupt, "1 rows of 2 numbers"},
      {dictionary("'<f4'", "False", "(18446744073709551615, 2)"), Code::corrupt, "cut"},
      {npy_header(NumberType::float32, 1, 2) + "12345678x", Code::corrupt, "cut, or not whole"},
  };
  for (const Case& each : cases) {
    const auto read = read_all(each.content);
    ASSERT_FALSE(read) << each.words;
    EXPECT_EQ(read.error().code, each.code) << read.error().message;
    EXPECT_THAT(read.error().message, HasSubstr(each.words));
    EXPECT_THAT(read.error().message, HasSubstr("/x.npy: "));
  }
}

}  // namespace
}  // namespace cognate::io
