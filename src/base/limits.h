#pragma once
// Every limit of the program, by name, in one place. A limit that a user may move is a default in
// base/config.h and says so there; these are the bounds that nothing moves.

#include <cstddef>
#include <cstdint>

namespace cognate::limits {

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;

// Model files (safetensors: the reference reader takes headers up to 100 MB; no real model needs
// that).
inline constexpr std::uint64_t kSafetensorsHeaderBytesMax = 16 * kMiB;
inline constexpr std::size_t kTensorCountMax = 20'000;
inline constexpr std::size_t kTensorNameBytesMax = 512;
inline constexpr std::size_t kTensorRankMax = 8;
inline constexpr std::size_t kModelJsonBytesMax = 64 * kMiB;
inline constexpr std::size_t kPromptBytesMax = 16 * kKiB;  // of a prompt in a model's files
inline constexpr std::size_t kVocabularySizeMax = 1'000'000;
inline constexpr std::uint64_t kPackedFileBytesMax = std::uint64_t{1} << 40;
inline constexpr std::size_t kPackedSectionsMax = 4096;
inline constexpr std::size_t kPackedBlockBytesMax = 16 * kKiB;  // unless a row is longer

// Encoder.
inline constexpr std::size_t kSequenceTokensMax = 512;
inline constexpr std::size_t kEncoderHiddenMax = 4096;
inline constexpr std::size_t kEncoderLayersMax = 96;
// Longer rows are rounded to the nearest: their moments would need too much memory and time.
inline constexpr std::size_t kErrorFeedbackElementsMax = 2048;
inline constexpr std::size_t kBufferBytesMax = std::size_t{1} << 40;  // of one block of memory
inline constexpr std::size_t kThreadsMax = 256;

// Text.
inline constexpr std::size_t kTokenBytesMax = 64 * kKiB;
inline constexpr std::size_t kWordCharactersDefault = 100;  // WordPiece: a longer word is [UNK]
inline constexpr std::size_t kWordCharactersMax = 1000;     // what a tokenizer file may set that to

// Sources.
inline constexpr std::size_t kSniffBytes = 64 * kKiB;
inline constexpr std::size_t kSniffBytesMax = 4 * kMiB;  // where a row is longer than kSniffBytes
inline constexpr std::size_t kReadWholeBytesMax = 16 * kMiB;  // a smaller CSV is read, not sampled
inline constexpr std::size_t kColumnsMax = 100'000;
inline constexpr std::size_t kColumnNameBytesMax = 64 * kKiB;
inline constexpr std::size_t kCellBytesKept = 1 * kKiB;    // a longer cell is cut in the sample
inline constexpr std::size_t kRowBytesMax = 256 * kMiB;    // a longer row is a wrong row
inline constexpr std::size_t kTextBytesMax = 16 * kMiB;    // of one text to embed
inline constexpr std::size_t kProblemsKept = 20;           // further ones are counted only
inline constexpr std::size_t kJsonLinesKept = 64 * kMiB;   // of a file with wrong lines
inline constexpr std::size_t kTablesMax = 100'000;         // of one source
inline constexpr std::size_t kAllowedValuesMax = 100'000;  // of one column; more are dropped
inline constexpr std::size_t kDescriptionBytesMax = 16 * kKiB;   // a longer one is cut
inline constexpr std::size_t kDecodedTextBytesMax = 512 * kMiB;  // SQL that is not UTF-8

// Matrices of NumPy.
inline constexpr std::size_t kNpyHeaderBytesMax = 64 * kKiB;
inline constexpr std::size_t kNpyColumnsMax = 1'000'000;

// SQL as text.
inline constexpr std::size_t kSqlNestingMax = 100;        // of parentheses in a condition
inline constexpr std::size_t kSqlResyncsMax = 100;        // quotes never closed, then we give up
inline constexpr std::size_t kSqlDataRangesMax = 65'536;  // statements with rows remembered a table

// Data dictionaries. A larger JSON is taken for data unless the user says otherwise.
inline constexpr std::size_t kDictionaryGuessBytesMax = 16 * kMiB;
inline constexpr std::size_t kDictionaryBytesMax = 512 * kMiB;
inline constexpr std::size_t kDictionaryCellBytesMax = 4 * kMiB;

// Databases.
inline constexpr int kDatabaseConnectSeconds = 10;
inline constexpr int kDatabaseStatementSeconds = 60;
inline constexpr std::size_t kDatabaseFetchBytes = 16 * kMiB;  // of one block of rows

// DuckDB, as it writes its settings (decimal megabytes).
inline constexpr const char* kDuckDbMemory = "1GB";
inline constexpr const char* kDuckDbThreads = "2";

// Matching: up to so many pairs of columns all are compared; above, so many for each column of the
// smaller table.
inline constexpr std::size_t kAllPairsMax = 200'000;
inline constexpr std::size_t kCandidatesMax = 256;
inline constexpr std::size_t kVocabularyBytesMax = std::size_t{16} << 20;  // a user's words

// Embedding service.
inline constexpr std::size_t kBatchSizeMax = 4096;
inline constexpr std::size_t kCallsMax = 64;        // of models at once
inline constexpr std::size_t kGroupsPerThread = 4;  // of texts in a call, so that no thread idles
inline constexpr std::size_t kGroupTokens = 256;    // as the encoder likes them best
inline constexpr std::size_t kTurnTokens = 256;     // of one request before the next has its turn
inline constexpr std::size_t kRequestTextsMax = 16'384;
inline constexpr std::size_t kBlockTexts = 4096;      // a waiting caller's texts go in such blocks,
inline constexpr std::size_t kBlockBytes = 4 * kMiB;  // or smaller ones
inline constexpr std::size_t kQueueTextsMax = 65'536;
inline constexpr std::size_t kQueueTokensMax = 8'388'608;
inline constexpr std::size_t kQueueBytesMax = 64 * kMiB;
inline constexpr std::uint64_t kCacheTtlSecondsMax = 10ULL * 365 * 24 * 3600;

// Metrics, and what the monitor finds worth an alert.
inline constexpr std::size_t kHistogramBucketsMax = 24;
inline constexpr int kMonitorWindowSeconds = 300;
inline constexpr int kMonitorMomentsMax = 60;
inline constexpr double kAlertObservationsMin = 100;  // a rate of fewer says little
inline constexpr double kAlertEmbeddingSeconds = .1;  // a column
inline constexpr double kAlertSearchSeconds = .05;
inline constexpr double kAlertMemoryShare = .8;
inline constexpr double kAlertHitRate = .7;
inline constexpr double kAlertErrorRate = .01;

// Caches.
inline constexpr std::size_t kCacheShardBytesMin = 1 * kMiB;  // smaller parts make poor choices

// Vectors on disk (docs/formats/vectors.md).
inline constexpr std::uint64_t kVectorFileBytesMax = 32 * kMiB;  // of one that is merged
inline constexpr std::uint64_t kVectorFilesLeast = 8;   // that the bound of all files has room for
inline constexpr std::size_t kVectorFilesSmallMax = 8;  // of one space; then some are merged
inline constexpr std::uint64_t kVectorFlushBytes = 4 * kMiB;  // that wait before they are written
inline constexpr std::int64_t kVectorFlushNanoseconds = 2'000'000'000;  // or so long

// Payloads and filters of the vector store.
inline constexpr std::size_t kFieldNameBytesMax = 4 * kKiB;
inline constexpr std::size_t kPayloadFieldsMax = 10'000;
inline constexpr std::size_t kPayloadBytesMax = 16 * kMiB;  // names and values together
inline constexpr std::size_t kFilterDepthMax = 32;
inline constexpr std::size_t kFilterNodesMax = 100'000;
inline constexpr std::size_t kFilterValuesMax = 1'000'000;  // of all lists together
inline constexpr std::size_t kFilterBytesMax = 64 * kMiB;   // of either written form

// The index of payloads. What it leaves out is looked up in the documents.
inline constexpr std::size_t kIndexedFieldsMax = 10'000;
inline constexpr std::size_t kIndexedStringBytesMax = 1 * kKiB;  // a longer one is left out
inline constexpr std::size_t kPayloadIndexBytes = 1024 * kMiB;   // then the largest fields go
inline constexpr std::size_t kFetchRows = 1024;                  // of documents looked up at once

// Back ends around libraries: rows that wait until the library has them, each search measures.
inline constexpr std::size_t kLibraryWaitingMax = 65'536;

// Output forms.
inline constexpr std::size_t kPcaModelBytesMax = 512;  // name and revision of a model
inline constexpr std::size_t kPcaSampleDefault = 20'000;
inline constexpr std::size_t kPcaSampleMax = 1'000'000;
inline constexpr std::size_t kVectorsKeptBytesMax = 2048 * kMiB;  // until their ranges are known

// Vector index.
inline constexpr std::size_t kIndexRowsMax = std::size_t{1} << 30;
inline constexpr std::size_t kIndexDimensionMax = 65'536;
inline constexpr std::size_t kIndexCheckedAtOnceBytes = 128 * kMiB;  // larger ones step by step

// Stores of vectors.
inline constexpr std::size_t kStoreDimensionMax = 65'536;
inline constexpr std::size_t kDocumentIdBytesMax = 64 * kKiB;
inline constexpr std::size_t kDocumentTextBytesMax = 16 * kMiB;
inline constexpr std::size_t kUpsertBytesMax = 512 * kMiB;  // of one call; larger ones in parts
inline constexpr std::size_t kWriteGroupBytes = 8 * kMiB;   // of calls that are written as one
inline constexpr std::size_t kScanPageMax = 100'000;        // documents of a page
inline constexpr std::size_t kScanPageBytes = 64 * kMiB;    // then a page ends earlier
inline constexpr std::size_t kSearchQueriesMax = 100'000;   // of one call
inline constexpr std::size_t kTopKMax = 1'000'000;          // offset included
inline constexpr std::size_t kIndexSaveRows = 50'000;       // that changed, and so much of all:
inline constexpr double kIndexSaveShare = .25;
inline constexpr double kIndexSaveShareAtClose = 1. / 64;    // less is quicker caught up
inline constexpr std::size_t kCatchUpRows = 4096;            // from truth to index at a time
inline constexpr std::size_t kStoreFileBytesMax = 1 * kMiB;  // store.json, the mark of a close
inline constexpr std::size_t kStoreTextBytesMax = 4 * kKiB;  // of a name or value in store.json

// RocksDB under a store.
inline constexpr int kRocksOpenFilesMax = 512;
inline constexpr int kRocksBackgroundJobs = 2;
inline constexpr std::size_t kRocksCacheBytes = 64 * kMiB;
inline constexpr std::size_t kRocksWriteBufferBytes = 64 * kMiB;  // of all families together
inline constexpr std::size_t kRocksLogBytesMax = 256 * kMiB;      // what a crash leaves to replay

// Files.
inline constexpr std::size_t kConfigFileBytesMax = 1 * kMiB;

}  // namespace cognate::limits
