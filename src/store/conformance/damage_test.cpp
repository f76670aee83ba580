// Flipped bits and cut files, in every file of a store that was closed: the store says what is
// wrong, or it repairs itself and every answer is right. Never a wrong answer.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/log.h"
#include "store/conformance/oracle.h"
#include "store/conformance/suite.h"

namespace cognate::store::conformance {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFlipsPerFile = 6;
constexpr std::size_t kFlipsPerFileInLongRuns = 40;
constexpr std::size_t kCutsPerFile = 3;

std::size_t flips_per_file() {
  return std::getenv("CRASH_CYCLES") == nullptr ? kFlipsPerFile : kFlipsPerFileInLongRuns;
}

std::string content(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void put(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

class Damage : public ::testing::TestWithParam<const Backend*> {
 protected:
  Damage() {
    log::set_level(log::Level::off);  // what is told here would fill pages
    RandomDocuments random(3);
    auto store = create_durable_store(
        *GetParam(), {.path = original(), .dimension = RandomDocuments::kDimension}, {});
    EXPECT_TRUE(store);
    for (int i = 0; i < 5; ++i) {
      const auto documents = random.documents(20);
      EXPECT_TRUE((*store)->upsert(documents));
      oracle_.upsert(documents);
    }
    query_ = {.vector = random.vector(), .top_k = 20, .with = {.vector = true}, .exact = true};
  }

  ~Damage() override { log::set_level(log::Level::warning); }

  std::string original() const { return folder_.path("original"); }
  std::string copy() const { return folder_.path("copy"); }

  std::vector<fs::path> files() const {
    std::vector<fs::path> result;
    for (const auto& entry : fs::recursive_directory_iterator(original())) {
      if (entry.is_regular_file()) {
        result.push_back(fs::relative(entry.path(), original()));
      }
    }
    std::ranges::sort(result);
    return result;
  }

  /// Whether the store, with this content in that file, told of damage.
  bool tells(const fs::path& file, const std::string& bytes) {
    fs::remove_all(copy());
    fs::copy(original(), copy(), fs::copy_options::recursive);
    put(copy() / file, bytes);
    auto store = open_durable_store(*GetParam(), copy(), {});
    if (!store) {
      EXPECT_THAT(store.error().message, ::testing::HasSubstr(copy()));
      return true;
    }
    Page page;
    auto scanned = (*store)->scan({.limit = 1000, .with = {.vector = true}});
    const auto answers = (*store)->search({&query_, 1});
    for (const Error* error :
         {scanned ? nullptr : &scanned.error(), answers ? nullptr : &answers.error()}) {
      if (error != nullptr) {
        EXPECT_EQ(error->code, Code::corrupt) << error->message;
      }
    }
    if (scanned) {
      expect_same(scanned->documents, oracle_.scan({}, {.vector = true}));
    }
    if (answers) {
      expect_same(Metric::cosine, answers->front(), oracle_.search(query_));
    }
    return !scanned || !answers;
  }

  ScratchFolder folder_;
  Oracle oracle_{Metric::cosine};
  SearchQuery query_;
};

TEST_P(Damage, AFlippedBitIsToldOrRepaired) {
  std::mt19937_64 engine(11);
  std::size_t told = 0;
  std::size_t tried = 0;
  for (const fs::path& file : files()) {
    const std::string bytes = content(original() / file);
    for (std::size_t i = 0; i < flips_per_file() && !bytes.empty(); ++i) {
      // The heads of files matter most, so half of the flips are there.
      const std::size_t end = i % 2 == 0 ? std::min<std::size_t>(bytes.size(), 96) : bytes.size();
      const std::size_t at = std::uniform_int_distribution<std::size_t>(0, end - 1)(engine);
      const unsigned bit = static_cast<unsigned>(engine() % 8);
      std::string changed = bytes;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1U << bit));
      SCOPED_TRACE(fmt::format("{}, byte {} of {}, bit {}", file.string(), at, bytes.size(), bit));
      told += tells(file, changed) ? 1 : 0;
      ++tried;
      ASSERT_FALSE(HasFailure());
    }
  }
  std::printf("%zu bits flipped, %zu told, %zu of no effect or repaired\n", tried, told,
              tried - told);
  EXPECT_GT(told, 0);
}

TEST_P(Damage, ACutFileIsToldOrRepaired) {
  std::mt19937_64 engine(12);
  std::size_t told = 0;
  for (const fs::path& file : files()) {
    const std::string bytes = content(original() / file);
    for (std::size_t i = 0; i < kCutsPerFile && !bytes.empty(); ++i) {
      const std::size_t left =
          i == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, bytes.size() - 1)(engine);
      SCOPED_TRACE(fmt::format("{}, cut from {} to {}", file.string(), bytes.size(), left));
      told += tells(file, bytes.substr(0, left)) ? 1 : 0;
      ASSERT_FALSE(HasFailure());
    }
  }
  EXPECT_GT(told, 0);
}

TEST_P(Damage, AMissingFileIsToldOrRepaired) {
  for (const fs::path& file : files()) {
    SCOPED_TRACE(file.string());
    const std::string bytes = content(original() / file);
    fs::rename(original() / file, folder_.path("aside"));
    auto store = (fs::remove_all(copy()), fs::copy(original(), copy(), fs::copy_options::recursive),
                  open_durable_store(*GetParam(), copy(), {}));
    if (store) {
      const auto page = (*store)->scan({.limit = 1000, .with = {.vector = true}});
      if (page) {
        expect_same(page->documents, oracle_.scan({}, {.vector = true}));
      }
    }
    fs::rename(folder_.path("aside"), original() / file);
    ASSERT_FALSE(HasFailure());
  }
}

TEST_P(Damage, ABrokenStoreDoesNotHinderTheOneBesideIt) {
  fs::copy(original(), copy(), fs::copy_options::recursive);
  put(copy() + "/store.json", "{}");
  EXPECT_EQ(open_durable_store(*GetParam(), copy(), {}).error().code, Code::corrupt);
  EXPECT_TRUE(open_durable_store(*GetParam(), original(), {}));
}

INSTANTIATE_TEST_SUITE_P(Stores, Damage, ::testing::ValuesIn(all_backends()),
                         [](const auto& one) { return std::string(one.param->name); });

}  // namespace
}  // namespace cognate::store::conformance
