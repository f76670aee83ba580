#include "store/truth/rocks_view.h"

#include <cstring>

#include "base/error.h"

namespace cognate::store::rocks {
namespace {

struct RowKeys {
  explicit RowKeys(std::span<const Row> rows) {
    texts.reserve(rows.size());
    for (const Row row : rows) {
      slices.emplace_back(texts.emplace_back(row_key(row)));
    }
  }
  std::vector<std::string> texts;
  std::vector<rocksdb::Slice> slices;
};

/// The counters as they lie on disk, little-endian.
struct StoredCounters {
  std::uint64_t changes = 0;
  std::uint64_t documents = 0;
  std::uint64_t next_row = 0;
};

}  // namespace

std::string to_bytes(const TruthCounters& counters) {
  const StoredCounters stored{counters.changes, counters.documents, counters.next_row};
  return {reinterpret_cast<const char*>(&stored), sizeof(stored)};
}

Database::~Database() {
  if (db == nullptr) {
    return;
  }
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    db->DestroyColumnFamilyHandle(handle);
  }
  db->Close();
}

RocksView::RocksView(const Database& database)
    : database_(database), snapshot_(database.db->GetSnapshot()) {
  options_.snapshot = snapshot_;
  options_.verify_checksums = true;
}

RocksView::~RocksView() { database_.db->ReleaseSnapshot(snapshot_); }

std::unique_ptr<rocksdb::Iterator> RocksView::iterate(Family family) const {
  rocksdb::ReadOptions options = options_;
  options.fill_cache = false;
  return std::unique_ptr<rocksdb::Iterator>(
      database_.db->NewIterator(options, database_.handles[family]));
}

Result<std::vector<std::optional<std::string>>> RocksView::many(
    Family family, std::vector<rocksdb::Slice> keys) const {
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  database_.db->MultiGet(options_, database_.handles[family], keys.size(), keys.data(),
                         values.data(), statuses.data());
  std::vector<std::optional<std::string>> result(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      result[i] = values[i].ToString();
    } else if (!statuses[i].IsNotFound()) {
      return error_of(statuses[i], database_.folder);
    }
  }
  return result;
}

Result<TruthCounters> RocksView::counters() const {
  std::string bytes;
  TRY_OK(checked(database_.db->Get(options_, database_.handles[kMeta], slice(kCountersKey), &bytes),
                 database_.folder));
  StoredCounters stored;
  if (bytes.size() != sizeof(stored)) {
    return fail(Code::corrupt, "{}: its counters are damaged", database_.folder);
  }
  std::memcpy(&stored, bytes.data(), sizeof(stored));
  return TruthCounters{stored.changes, stored.documents, static_cast<Row>(stored.next_row)};
}

Result<std::vector<Row>> RocksView::rows_of(std::span<const std::string_view> ids) const {
  TRY(const auto values, many(kIds, {ids.begin(), ids.end()}));
  std::vector<Row> rows(ids.size(), kNoRow);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!values[i]) {
      continue;
    }
    rows[i] = row_of(*values[i]);
    if (rows[i] == kNoRow) {
      return fail(Code::corrupt, "{}: the row of an id is damaged", database_.folder);
    }
  }
  return rows;
}

Result<std::vector<std::optional<std::string>>> RocksView::records(
    std::span<const Row> rows) const {
  const RowKeys keys(rows);
  return many(kDocuments, keys.slices);
}

Result<std::vector<float>> RocksView::vectors(std::span<const Row> rows) const {
  const RowKeys keys(rows);
  TRY(const auto values, many(kVectors, keys.slices));
  const std::size_t bytes = database_.dimension * sizeof(float);
  std::vector<float> result(rows.size() * database_.dimension);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!values[i] || values[i]->size() != bytes) {
      return fail(Code::corrupt, "{}: the vector of row {} is missing or damaged", database_.folder,
                  rows[i]);
    }
    std::memcpy(result.data() + i * database_.dimension, values[i]->data(), bytes);
  }
  return result;
}

Status RocksView::each_record(Row from, const VisitRecord& visit) const {
  const auto at = iterate(kDocuments);
  for (at->Seek(row_key(from)); at->Valid(); at->Next()) {
    TRY(const bool more, visit(row_of(at->key()), view(at->value())));
    if (!more) {
      return ok();
    }
  }
  return checked(at->status(), database_.folder);
}

Status RocksView::each_vector(Row from, std::size_t rows_max, const VisitVectors& visit) const {
  std::vector<Row> rows;
  std::vector<float> vectors;
  const auto hand_over = [&]() -> Status {
    TRY_OK(visit(rows, vectors));
    rows.clear();
    vectors.clear();
    return ok();
  };
  const auto at = iterate(kVectors);
  for (at->Seek(row_key(from)); at->Valid(); at->Next()) {
    const std::string_view bytes = view(at->value());
    rows.push_back(row_of(at->key()));
    if (bytes.size() != database_.dimension * sizeof(float)) {
      return fail(Code::corrupt, "{}: the vector of row {} has {} bytes, not {}", database_.folder,
                  rows.back(), bytes.size(), database_.dimension * sizeof(float));
    }
    vectors.resize(rows.size() * database_.dimension);
    std::memcpy(vectors.data() + vectors.size() - database_.dimension, bytes.data(), bytes.size());
    if (rows.size() == rows_max) {
      TRY_OK(hand_over());
    }
  }
  TRY_OK(checked(at->status(), database_.folder));
  return rows.empty() ? ok() : hand_over();
}

Result<std::vector<Row>> RocksView::erased() const {
  std::vector<Row> rows;
  const auto at = iterate(kErased);
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    rows.push_back(row_of(at->key()));
  }
  TRY_OK(checked(at->status(), database_.folder));
  return rows;
}

}  // namespace cognate::store::rocks
