// An index that is saved and loaded answers the same, goes on growing, and no damaged file gives
// an answer that looks right.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "base/file_system.h"
#include "base/paths.h"
#include "store/backends/native/native_index.h"
#include "store/backends/native/test_vectors.h"

namespace cognate::store::native {
namespace {

constexpr std::size_t kDimension = 40;

struct Kind {
  Form form;
  Metric metric;
  bool always_ram;
  std::size_t rows;
};

std::string name_of(const testing::TestParamInfo<Kind>& kind) {
  return "form" + std::to_string(static_cast<int>(kind.param.form)) + "_" +
         std::string(metric_name(kind.param.metric)) +
         (kind.param.always_ram ? "_ram_" : "_file_") + std::to_string(kind.param.rows);
}

class Folder {
 public:
  Folder() {
    std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    std::ranges::replace(name, '/', '_');
    path_ = std::filesystem::temp_directory_path() / ("cognate_index_" + name);
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_.string(); }
  std::string file() const { return (path_ / std::string(format::kFileName)).string(); }

 private:
  std::filesystem::path path_;
};

std::vector<Row> numbers(std::size_t first, std::size_t count) {
  std::vector<Row> rows(count);
  std::iota(rows.begin(), rows.end(), static_cast<Row>(first));
  return rows;
}

IndexSetup setup_of(const Kind& kind) {
  IndexSetup setup;
  setup.spec.dimension = kDimension;
  setup.spec.metric = kind.metric;
  setup.spec.quantization.always_ram = kind.always_ram;
  setup.threads = 2;
  return setup;
}

void improve_all(NativeIndex& index) {
  for (;;) {
    const auto more = index.improve({});
    ASSERT_TRUE(more) << more.error().message;
    if (!*more) {
      return;
    }
  }
}

std::vector<std::vector<Neighbour>> answers(NativeIndex& index, std::span<const float> vectors,
                                            bool exact) {
  std::vector<IndexQuery> queries;
  for (std::size_t i = 0; i < vectors.size(); i += kDimension) {
    queries.push_back({.vector = vectors.subspan(i, kDimension), .k = 10, .exact = exact});
  }
  std::vector<std::vector<Neighbour>> found(queries.size());
  EXPECT_TRUE(index.search(queries, found, {}));
  return found;
}

class EverySaved : public testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(Kinds, EverySaved,
                         testing::Values(Kind{Form::bits8, Metric::cosine, true, 40'000},
                                         Kind{Form::bits8, Metric::l2, false, 9000},
                                         Kind{Form::bits4, Metric::ip, true, 9000},
                                         Kind{Form::bits4, Metric::cosine, false, 500},
                                         Kind{Form::halves, Metric::l2, true, 500},
                                         Kind{Form::floats, Metric::cosine, true, 500},
                                         Kind{Form::bits8, Metric::cosine, true, 0}),
                         name_of);

TEST_P(EverySaved, ALoadedIndexAnswersTheSameAndGrowsOn) {
  const Folder folder;
  const Kind& kind = GetParam();
  FileSystem& files = real_file_system();
  const auto queries = test::text_like_vectors(20, kDimension, 5);
  NativeIndex first(kind.form, setup_of(kind));
  ASSERT_TRUE(first.add(numbers(3, kind.rows), test::text_like_vectors(kind.rows, kDimension, 1)));
  improve_all(first);
  const std::vector<Row> gone = {3, 5, 77};
  first.erase(gone);
  const auto near = answers(first, queries, false);
  const auto exact = answers(first, queries, true);
  ASSERT_TRUE(first.save(files, folder.path()));
  EXPECT_EQ(answers(first, queries, false), near) << "after saving";

  for (const bool improved : {false, true}) {
    NativeIndex second(kind.form, setup_of(kind));
    ASSERT_TRUE(second.load(files, folder.path()));
    if (improved) {
      improve_all(second);
    }
    EXPECT_EQ(second.stats().rows, first.stats().rows);
    EXPECT_EQ(second.stats().indexed, first.stats().indexed);
    EXPECT_EQ(answers(second, queries, false), near);
    EXPECT_EQ(answers(second, queries, true), exact);
    ASSERT_TRUE(second.add(numbers(60'000, 20), queries));
    second.erase(std::vector<Row>{6, 60'001});
    const auto after = answers(second, queries, true);
    for (std::size_t i = 0; i < 20; ++i) {
      EXPECT_EQ(after[i][0].row == 60'000 + i, i != 1);
    }
    // Once more, into another folder, as the store does it.
    const std::string again = join_path(folder.path(), "again");
    ASSERT_TRUE(files.make_folders(again));
    ASSERT_TRUE(second.save(files, again));
    EXPECT_EQ(answers(second, queries, true), after);
    improve_all(second);
    NativeIndex third(kind.form, setup_of(kind));
    ASSERT_TRUE(third.load(files, again));
    EXPECT_EQ(answers(third, queries, true), after);
  }
}

TEST(SavedIndex, AFileOfOtherVectorsIsRefused) {
  const Folder folder;
  const Kind kind = {Form::bits8, Metric::cosine, true, 100};
  NativeIndex index(kind.form, setup_of(kind));
  ASSERT_TRUE(index.add(numbers(0, 100), test::text_like_vectors(100, kDimension, 1)));
  ASSERT_TRUE(index.save(real_file_system(), folder.path()));
  NativeIndex other(Form::bits4, setup_of(kind));
  EXPECT_EQ(other.load(real_file_system(), folder.path()).error().code, Code::corrupt);
  NativeIndex none(kind.form, setup_of(kind));
  EXPECT_EQ(none.load(real_file_system(), folder.path() + "x").error().code, Code::not_found);
}

TEST(SavedIndex, EveryFlippedByteIsFound) {
  const Folder folder;
  const Kind kind = {Form::bits8, Metric::l2, true, 70};
  NativeIndex index(kind.form, setup_of(kind));
  ASSERT_TRUE(index.add(numbers(0, 70), test::text_like_vectors(70, kDimension, 1)));
  ASSERT_TRUE(index.save(real_file_system(), folder.path()));
  auto read = read_file(real_file_system(), folder.file(), 1 << 24);
  ASSERT_TRUE(read);
  const auto opened = IndexFile::parse(*read);
  ASSERT_TRUE(opened);
  const auto inside = [&](std::size_t at) {
    for (std::size_t part = 0; part < kParts; ++part) {
      const auto& section = opened->section(static_cast<Part>(part));
      if (at >= section.offset && at < section.offset + section.bytes()) {
        return true;
      }
    }
    return at < sizeof(format::Head) ||
           at >= read->size() - sizeof(std::uint64_t) * 7;  // seven parts of one chunk each
  };
  for (std::size_t at = 0; at < read->size(); at += 13) {
    std::string broken = *read;
    broken[at] = static_cast<char>(broken[at] ^ 4);
    const auto parsed = IndexFile::parse(broken);
    bool good = static_cast<bool>(parsed);
    for (std::size_t part = 0; good && part < kParts; ++part) {
      good = parsed->check(static_cast<Part>(part));
    }
    EXPECT_EQ(good, !inside(at)) << "byte " << at;
    if (at % 1000 < 13) {
      ASSERT_TRUE(write_atomically(real_file_system(), folder.file(), broken));
      NativeIndex loaded(kind.form, setup_of(kind));
      EXPECT_EQ(static_cast<bool>(loaded.load(real_file_system(), folder.path())), good);
    }
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{100}, read->size() - 1}) {
    ASSERT_TRUE(write_atomically(real_file_system(), folder.file(), read->substr(0, size)));
    NativeIndex loaded(kind.form, setup_of(kind));
    EXPECT_EQ(loaded.load(real_file_system(), folder.path()).error().code, Code::corrupt);
  }
}

}  // namespace
}  // namespace cognate::store::native
