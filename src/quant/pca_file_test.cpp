#include "quant/pca_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/faulty_file_system.h"
#include "base/hash.h"
#include "base/limits.h"

namespace cognate::quant {
namespace {

using testing::HasSubstr;

Pca example() {
  Pca pca{.model = "model@1234",
          .sample_rows = 77,
          .mean = {0.5F, -1, 2},
          .components = Matrix(2, 3),
          .variances = {4, 0.25},
          .total_variance = 4.5};
  pca.components.row(0)[1] = 1;
  pca.components.row(1)[2] = 1;
  return pca;
}

/// The file with `change` made to the bytes that the checksum covers, and the checksum put right.
template <class Change>
std::string forged(const Change& change) {
  std::string bytes = pca_bytes(example());
  bytes.resize(bytes.size() - 8);
  change(bytes);
  const std::uint64_t checksum = hash64(bytes);
  return bytes.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
}

Error error_of(std::string_view bytes) {
  const auto pca = parse_pca(bytes);
  return pca ? Error{Code::internal, "no error"} : pca.error();
}

template <class T>
std::string with_number(std::size_t offset, T value) {
  return forged([&](std::string& bytes) {
    ASSERT_LE(offset + sizeof value, bytes.size());
    std::memcpy(bytes.data() + offset, &value, sizeof value);
  });
}

// Where things lie in the example, by docs/formats/pca.md.
constexpr std::size_t kRowsAt = 24;
constexpr std::size_t kTotalAt = 32;
constexpr std::size_t kMeanAt = 40 + 10;
constexpr std::size_t kVariancesAt = kMeanAt + 3 * 4;
constexpr std::size_t kComponentsAt = kVariancesAt + 2 * 8;

TEST(PcaFile, ComesBackAsItWas) {
  const std::string bytes = pca_bytes(example());
  EXPECT_EQ(bytes.size(), kComponentsAt + 6 * 4 + 8) << "as docs/formats/pca.md has it";
  const auto pca = parse_pca(bytes);
  ASSERT_TRUE(pca) << pca.error().message;
  EXPECT_EQ(pca->model, "model@1234");
  EXPECT_EQ(pca->sample_rows, 77U);
  EXPECT_EQ(pca->mean, example().mean);
  EXPECT_EQ(pca->variances, example().variances);
  EXPECT_EQ(pca->total_variance, 4.5);
  EXPECT_EQ(pca_bytes(*pca), bytes);
}

TEST(PcaFile, AnyChangedByteAndAnyCutIsAnError) {
  const std::string whole = pca_bytes(example());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0x10);
    EXPECT_NE(error_of(changed).message, "no error") << "byte " << i;
    EXPECT_EQ(error_of(whole.substr(0, i)).code, Code::corrupt) << "cut at " << i;
  }
  EXPECT_EQ(error_of(whole + "x").code, Code::corrupt);
}

TEST(PcaFile, AnotherVersionIsRefusedByItsNumber) {
  const Error error = error_of(with_number<std::uint32_t>(8, 2));
  EXPECT_EQ(error.code, Code::unsupported);
  EXPECT_THAT(error.message, HasSubstr("version 2"));
}

TEST(PcaFile, SizesThatCannotBeAreRefusedBeforeAnythingIsReserved) {
  for (const std::size_t offset : {12, 16, 20}) {
    for (const std::uint32_t size : {0U, 4097U, 0x8000'0000U, 0xFFFF'FFFFU}) {
      if (offset != 20 || size != 0) {
        EXPECT_THAT(error_of(with_number(offset, size)).message, HasSubstr("dimensions take"));
      }
    }
  }
}

TEST(PcaFile, NumbersThatAreNotFiniteAreRefusedWhereverTheyStand) {
  for (const double wrong : {std::numeric_limits<double>::quiet_NaN(), HUGE_VAL, -HUGE_VAL}) {
    for (const std::size_t offset : {kTotalAt, kVariancesAt, kVariancesAt + 8}) {
      EXPECT_THAT(error_of(with_number(offset, wrong)).message, HasSubstr("not finite"));
    }
    for (const std::size_t offset : {kMeanAt + 8, kComponentsAt, kComponentsAt + 20}) {
      EXPECT_THAT(error_of(with_number(offset, static_cast<float>(wrong))).message,
                  HasSubstr("not finite"));
    }
  }
}

TEST(PcaFile, NumbersThatContradictEachOtherAreRefused) {
  EXPECT_THAT(error_of(with_number(kVariancesAt, 0.1)).message, HasSubstr("out of order"));
  EXPECT_THAT(error_of(with_number(kVariancesAt + 8, -0.1)).message, HasSubstr("negative"));
  EXPECT_THAT(error_of(with_number(kTotalAt, -1.0)).message, HasSubstr("negative"));
  EXPECT_THAT(error_of(with_number(kRowsAt, std::uint64_t{2})).message, HasSubstr("fewer vectors"));
  EXPECT_THAT(error_of(with_number(kComponentsAt, 0.5F)).message, HasSubstr("length"));
}

TEST(PcaFile, IsWrittenWholeOrNotAtAllAndItsErrorsNameIt) {
  FaultyFileSystem fs;
  ASSERT_TRUE(write_pca(fs, "/x.pca", example()));
  const auto pca = read_pca(fs, "/x.pca");
  ASSERT_TRUE(pca) << pca.error().message;
  fs.put("/text", "no such thing");
  EXPECT_THAT(read_pca(fs, "/text").error().message, HasSubstr("/text: not a PCA file"));
  EXPECT_EQ(read_pca(fs, "/none").error().code, Code::not_found);
  fs.set_faults({.space_bytes = 50});
  EXPECT_EQ(write_pca(fs, "/x.pca", example()).error().code, Code::io);
  EXPECT_TRUE(read_pca(fs, "/x.pca")) << "the old file stands";
}

}  // namespace
}  // namespace cognate::quant
