// Documents to files and back, by every format; files that are wrong.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.h"
#include "base/faulty_file_system.h"
#include "io/duckdb/duckdb_source.h"
#include "store/exchange/limits.h"
#include "store/exchange/line_file.h"
#include "store/exchange/reader.h"
#include "store/exchange/writer.h"
#include "store/filter/random_filter.h"

namespace cognate::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::size_t kDimension = 3;

std::vector<Document> some_documents(std::size_t count) {
  RandomFilters random(5);
  std::vector<Document> documents;
  for (std::size_t i = 0; i < count; ++i) {
    const auto x = static_cast<float>(i);
    documents.push_back({.id = fmt::format("id \"{}\"", i),
                         .vector = {x, .1F * x, -1e-30F},
                         .payload = random.payload()});
    if (i % 2 == 0) {
      documents.back().text = i % 4 == 0 ? "" : "zwei\nZeilen";
    }
  }
  return documents;
}

/// Hands out the documents in blocks.
NextDocuments blocks_of(const std::vector<Document>& documents, std::size_t block = 700) {
  return [&documents, block, at = std::size_t{0}](std::vector<Document>& out) mutable {
    const std::size_t end = std::min(at + block, documents.size());
    out.assign(documents.begin() + static_cast<std::ptrdiff_t>(at),
               documents.begin() + static_cast<std::ptrdiff_t>(end));
    at = end;
    return Result<bool>(!out.empty());
  };
}

Result<std::vector<ReadRow>> read_rows(FileSystem& fs, const std::string& path,
                                       const ColumnNames& names = {}, std::size_t rows_max = 333) {
  TRY(auto reader, open_documents(fs, path, names, {}));
  std::vector<ReadRow> all;
  std::vector<ReadRow> rows;
  while (true) {
    TRY(const bool more, reader->next(rows_max, rows));
    if (!more) {
      EXPECT_EQ(reader->rows_expected(), all.size());
      return all;
    }
    EXPECT_LE(rows.size(), rows_max);
    std::ranges::move(rows, std::back_inserter(all));
  }
}

/// Reads them back and compares; without payload and text where the format has none.
void expect_same(FileSystem& fs, const std::string& path, const std::vector<Document>& documents,
                 bool whole = true) {
  const auto rows = read_rows(fs, path);
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), documents.size());
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const auto& [number, read] = (*rows)[i];
    ASSERT_EQ(number, i + 1);
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->id, documents[i].id);
    ASSERT_EQ(read->vector, documents[i].vector);
    ASSERT_EQ(read->payload, whole ? documents[i].payload : Payload());
    ASSERT_EQ(read->text, whole ? documents[i].text : std::nullopt);
  }
}

TEST(Exchange, JsonLinesGiveEveryDocumentBack) {
  FaultyFileSystem fs;
  const auto documents = some_documents(2000);
  ASSERT_TRUE(
      write_documents(fs, "/x.jsonl", io::VectorFormat::jsonl, kDimension, blocks_of(documents)));
  expect_same(fs, "/x.jsonl", documents);
}

TEST(Exchange, NumpyGivesIdsAndVectorsBack) {
  FaultyFileSystem fs;
  const auto documents = some_documents(2000);
  ASSERT_TRUE(
      write_documents(fs, "/x.npy", io::VectorFormat::npy, kDimension, blocks_of(documents)));
  EXPECT_EQ(fs.files().size(), 2U);
  expect_same(fs, "/x.npy", documents, false);
}

TEST(Exchange, ParquetGivesEveryDocumentBack) {
  if (const Status ready = io::duckdb_ready(); !ready) {
    GTEST_SKIP() << "NO DUCKDB: " << ready.error().message;
  }
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("cognate_exchange_{}", ::getpid());
  std::filesystem::create_directories(folder);
  const std::string path = (folder / "x.parquet").string();
  const auto documents = some_documents(5000);
  const Status written = write_documents(real_file_system(), path, io::VectorFormat::parquet,
                                         kDimension, blocks_of(documents));
  EXPECT_TRUE(written) << written.error().message;
  expect_same(real_file_system(), path, documents);
  const auto missing = read_rows(real_file_system(), path, {.vector = "vec"});
  std::filesystem::remove_all(folder);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::not_found);
  EXPECT_THAT(missing.error().message,
              HasSubstr("x.parquet: no column \"vec\"; the columns are id, text, payload, vector"));
}

TEST(Exchange, NoDocumentsMakeAFileOfNone) {
  FaultyFileSystem fs;
  const std::vector<Document> none;
  for (const char* path : {"/x.jsonl", "/x.npy"}) {
    const auto format = io::vector_format(path);
    ASSERT_TRUE(write_documents(fs, path, *format, kDimension, blocks_of(none)));
    expect_same(fs, path, none);
  }
}

TEST(Exchange, AFailureLeavesTheOldFilesAndNothingElse) {
  for (const char* path : {"/x.jsonl", "/x.npy"}) {
    FaultyFileSystem fs;
    fs.put(path, "old");
    const auto before = fs.files();
    const Status written =
        write_documents(fs, path, *io::vector_format(path), kDimension,
                        [n = 0](std::vector<Document>& documents) mutable -> Result<bool> {
                          documents = some_documents(2);
                          return n++ < 2 ? Result<bool>(true) : fail(Code::deadline, "stopped");
                        });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, Code::deadline);
    EXPECT_EQ(fs.files(), before);
  }
}

TEST(Exchange, AnIdOfTwoLinesCannotStandBesideANumpyMatrix) {
  FaultyFileSystem fs;
  const std::vector<Document> documents = {{.id = "a\nb", .vector = {1, 2, 3}}};
  const Status written =
      write_documents(fs, "/x.npy", io::VectorFormat::npy, kDimension, blocks_of(documents));
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("write .jsonl or .parquet"));
  EXPECT_TRUE(fs.files().empty());
}

TEST(Exchange, WrongLinesAreToldByNumberAndTheOthersRead) {
  FaultyFileSystem fs;
  fs.put(
      "/x.jsonl",
      "\xEF\xBB\xBF{\"id\":\"a\",\"vector\":[1]}\r\n\n  \nnonsense\n{\"id\":\"b\",\"vector\":[2]}\n"
      "{\"id\":\"c\",\"vec");
  const auto rows = read_rows(fs, "/x.jsonl", {}, 1);
  ASSERT_TRUE(rows) << rows.error().message;
  std::vector<std::uint64_t> right;
  std::vector<std::uint64_t> wrong;
  for (const ReadRow& row : *rows) {
    (row.document ? right : wrong).push_back(row.number);
  }
  EXPECT_THAT(right, ElementsAre(1, 5));
  EXPECT_THAT(wrong, ElementsAre(4, 6));
}

TEST(Exchange, ALineWithoutEndCostsItselfAndNoMemory) {
  FaultyFileSystem fs;
  fs.put("/x.jsonl", std::string(limits::kDocumentLineBytesMax + 2 * limits::kMiB, 'x') +
                         "\n{\"id\":\"b\",\"vector\":[2]}\n");
  const auto rows = read_rows(fs, "/x.jsonl");
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_THAT((*rows)[0].document.error().message, HasSubstr("longer than 64 MiB"));
  EXPECT_EQ((*rows)[1].number, 2U);
  EXPECT_TRUE((*rows)[1].document);
}

TEST(Exchange, LinesAreThoseOfTheFileWhateverTheLengthOfReads) {
  FaultyFileSystem fs;
  std::string content;
  for (std::size_t i = 0; i < 3000; ++i) {
    content += std::string(i % 1500, 'a') + "\n";
  }
  fs.put("/x", content + "last");
  EXPECT_EQ(*count_lines(fs, "/x"), 3001U);
  auto lines = LineFile::open(fs, "/x");
  ASSERT_TRUE(lines);
  for (std::size_t i = 0; i < 3000; ++i) {
    ASSERT_TRUE(*lines->next());
    ASSERT_EQ(lines->text(), std::string(i % 1500, 'a'));
  }
  ASSERT_TRUE(*lines->next());
  EXPECT_EQ(lines->text(), "last");
  EXPECT_FALSE(*lines->next());
  fs.put("/none", "");
  EXPECT_EQ(*count_lines(fs, "/none"), 0U);
}

TEST(Exchange, IdsOfAnotherNumberThanRowsAreRefused) {
  FaultyFileSystem fs;
  const auto documents = some_documents(5);
  ASSERT_TRUE(
      write_documents(fs, "/x.npy", io::VectorFormat::npy, kDimension, blocks_of(documents)));
  fs.put("/x.npy.ids.txt", "a\nb\n");
  const auto wrong = read_rows(fs, "/x.npy");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Code::corrupt);
  EXPECT_THAT(wrong.error().message, HasSubstr("2 ids, but /x.npy has 5 rows"));

  ASSERT_TRUE(fs.remove("/x.npy.ids.txt"));
  const auto numbered = read_rows(fs, "/x.npy");
  ASSERT_TRUE(numbered);
  EXPECT_EQ((*numbered)[4].document->id, "4");
  EXPECT_THAT((*open_documents(fs, "/x.npy", {}, {}))->note(), HasSubstr("0, 1, 2"));
  EXPECT_EQ(read_rows(fs, "/x.npy", {.id = "a"}).error().code, Code::invalid_argument);
}

TEST(Exchange, AStopEndsTheReading) {
  FaultyFileSystem fs;
  fs.put("/x.jsonl", "{\"id\":\"a\",\"vector\":[1]}\n");
  std::stop_source stop;
  stop.request_stop();
  const auto reader = open_documents(fs, "/x.jsonl", {}, stop.get_token());
  std::vector<ReadRow> rows;
  EXPECT_EQ((*reader)->next(1, rows).error().code, Code::deadline);
}

TEST(Exchange, TheExtensionTellsTheFormat) {
  FaultyFileSystem fs;
  fs.put("/x.csv", "a,b\n");
  EXPECT_EQ(read_rows(fs, "/x.csv").error().code, Code::invalid_argument);
  EXPECT_EQ(read_rows(fs, "/none.jsonl").error().code, Code::not_found);
  EXPECT_EQ(read_rows(fs, "/none.npy").error().code, Code::not_found);
}

}  // namespace
}  // namespace cognate::store
