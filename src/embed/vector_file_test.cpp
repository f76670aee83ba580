// Vector files: what was put comes out to the bit, and whatever happens to the bytes, nothing else
// does.

#include "embed/vector_file.h"

#include <gtest/gtest.h>

#include "base/faulty_file_system.h"
#include "embed/cache_testing.h"
#include "embed/vector_format.h"

namespace cognate::embed {
namespace {

using namespace cache_testing;

constexpr std::uint64_t kSpace = 0x0123456789ABCDEF;
constexpr std::size_t kSmall = 3;  // numbers of a vector in the tests that break every byte

std::string file_of(int count, std::size_t dimension, std::uint64_t space = kSpace) {
  FaultyFileSystem disk;
  VectorFileWriter writer(space, dimension);
  for (int i = 0; i < count; ++i) {
    writer.add(key_of(i), vector_of(i, dimension));
  }
  const auto file = *disk.create("/f");
  EXPECT_TRUE(writer.write(*file));
  std::string bytes = disk.files()["/f"];
  EXPECT_EQ(bytes.size(), writer.bytes());
  return bytes;
}

/// How many of the vectors are found; each must be the right one, and no other may be there.
int right_ones(std::string_view bytes, int count, std::size_t dimension) {
  const auto file = VectorFile::parse(bytes);
  int right = 0;
  for (int i = 0; i < 2 * count; ++i) {
    std::vector<float> vector(dimension, -7);
    const bool found = file && file->get(key_of(i), vector);
    EXPECT_TRUE(!found || (i < count && same_bits(vector, vector_of(i, dimension)))) << i;
    EXPECT_TRUE(found || vector == std::vector<float>(dimension, -7)) << i;
    right += found ? 1 : 0;
  }
  return right;
}

TEST(VectorFile, HoldsEveryVectorOfManyAndNoOther) {
  for (const int count : {1, 2, 3, 64, 5'000}) {
    EXPECT_EQ(right_ones(file_of(count, 16), count, 16), count);
  }
}

TEST(VectorFile, ItsRecordsStandInTheOrderInWhichTheyWerePut) {
  const std::string bytes = file_of(20, kSmall);
  const auto file = VectorFile::parse(bytes);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->count(), 20U);
  EXPECT_EQ(file->dimension(), kSmall);
  EXPECT_EQ(file->space(), kSpace);
  for (int i = 0; i < 20; ++i) {
    Hash128 key;
    std::vector<float> vector(kSmall);
    ASSERT_TRUE(file->read(static_cast<std::size_t>(i), key, vector));
    EXPECT_EQ(key, key_of(i));
    EXPECT_EQ(vector, vector_of(i, kSmall));
  }
}

TEST(VectorFile, AByteThatChangesCostsAtMostWhatItBelongsTo) {
  constexpr int kCount = 5;
  const std::string whole = file_of(kCount, kSmall);
  const std::size_t records = whole.size() - kCount * vectors::record_bytes(kSmall);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
      const int right = right_ones(bytes, kCount, kSmall);
      if (at < sizeof(vectors::Head)) {
        EXPECT_EQ(right, 0) << "byte " << at;
      } else if (at >= records) {
        EXPECT_EQ(right, kCount - 1) << "byte " << at;
      }  // a slot: any number of the others may stand behind it
    }
  }
}

TEST(VectorFile, AFileCutShortOrGrownHoldsNothing) {
  const std::string whole = file_of(4, kSmall);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(right_ones(std::string_view(whole).substr(0, size), 4, kSmall), 0) << size;
    std::string zeros = whole.substr(0, size);  // as after a power cut
    zeros.resize(whole.size());
    right_ones(zeros, 4, kSmall);
  }
  EXPECT_EQ(right_ones(whole + "x", 4, kSmall), 0);
}

TEST(VectorFile, SlotsThatLieOrAreAllTakenLeadNowhereElse) {
  constexpr int kCount = 6;
  const std::string whole = file_of(kCount, kSmall);
  const std::size_t end = whole.size() - kCount * vectors::record_bytes(kSmall);
  for (const std::uint64_t lie : {1ULL, 2ULL, 7ULL, 0xFFFFFFFFULL, ~0ULL, 0xFFFFFFFF00000000ULL}) {
    std::string bytes = whole;
    for (std::size_t at = sizeof(vectors::Head); at < end; at += sizeof(vectors::Slot)) {
      std::memcpy(bytes.data() + at, &lie, sizeof(lie));
    }
    right_ones(bytes, kCount, kSmall);
  }
}

TEST(VectorFile, ARecordUnderAnotherSpaceIsNoRecord) {
  std::string bytes = file_of(3, kSmall);
  const std::string other = file_of(3, kSmall, kSpace + 1);
  const std::size_t records = bytes.size() - 3 * vectors::record_bytes(kSmall);
  bytes.replace(records, std::string::npos, other.substr(records));
  EXPECT_EQ(right_ones(bytes, 3, kSmall), 0);
}

TEST(VectorFile, AnotherVersionIsUnsupportedAndAnotherByteOrderCorrupt) {
  const auto changed = [](std::size_t at, std::uint32_t value) {
    std::string bytes = file_of(1, kSmall);
    std::memcpy(bytes.data() + at, &value, sizeof(value));
    auto head = vectors::value_at<vectors::Head>(bytes, 0);
    head.checksum = vectors::head_checksum(head);
    bytes.replace(0, sizeof(head), vectors::view(head));
    return VectorFile::parse(bytes).error();
  };
  EXPECT_EQ(changed(offsetof(vectors::Head, version), 2).code, Code::unsupported);
  EXPECT_EQ(changed(offsetof(vectors::Head, byte_order), 0x04030201).code, Code::corrupt);
  EXPECT_EQ(changed(offsetof(vectors::Head, dimension), 0).code, Code::corrupt);
  EXPECT_EQ(changed(offsetof(vectors::Head, dimension), 1U << 31).code, Code::corrupt);
  EXPECT_EQ(changed(offsetof(vectors::Head, count), 0).code, Code::corrupt);
  EXPECT_EQ(changed(offsetof(vectors::Head, count), ~0U).code, Code::corrupt);
  EXPECT_EQ(changed(offsetof(vectors::Head, slots), 1).code, Code::corrupt);
  EXPECT_EQ(changed(offsetof(vectors::Head, slots), 3).code, Code::corrupt);
}

TEST(VectorFile, WhatWaitsCanBeAskedForAndTheFirstOfEqualKeysStays) {
  VectorFileWriter writer(kSpace, kSmall);
  writer.add(key_of(1), vector_of(1, kSmall));
  writer.add(key_of(1), vector_of(2, kSmall));
  std::vector<float> vector(kSmall);
  ASSERT_TRUE(writer.get(key_of(1), vector));
  EXPECT_EQ(vector, vector_of(1, kSmall));
  EXPECT_FALSE(writer.get(key_of(2), vector));
  EXPECT_EQ(writer.count(), 1U);
}

TEST(VectorFile, NamesTheFileThatCannotBeRead) {
  FaultyFileSystem disk;
  disk.put("/v/f", "nothing of ours");
  EXPECT_EQ(VectorFile::open(disk, "/v/none").error().code, Code::not_found);
  const Error error = VectorFile::open(disk, "/v/f").error();
  EXPECT_EQ(error.code, Code::corrupt);
  EXPECT_EQ(error.message, "/v/f: is no vector file, or is cut short");
}

}  // namespace
}  // namespace cognate::embed
