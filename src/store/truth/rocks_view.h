#pragma once
// A snapshot of the truth. For the sources of this folder.

#include "store/truth/rocks.h"

namespace cognate::store::rocks {

inline constexpr std::string_view kCountersKey = "counters";
inline constexpr std::string_view kIndexKey = "index";

std::string to_bytes(const TruthCounters& counters);

/// The database and its families; closed when it goes.
struct Database {
  std::string folder;
  std::size_t dimension = 0;
  std::unique_ptr<rocksdb::DB> db = {};
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies> handles = {};

  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();
};

class RocksView final : public TruthView {
 public:
  explicit RocksView(const Database& database);
  RocksView(const RocksView&) = delete;
  RocksView& operator=(const RocksView&) = delete;
  ~RocksView() override;

  Result<TruthCounters> counters() const override;
  Result<std::vector<Row>> rows_of(std::span<const std::string_view> ids) const override;
  Result<std::vector<std::optional<std::string>>> records(std::span<const Row> rows) const override;
  Result<std::vector<float>> vectors(std::span<const Row> rows) const override;
  Status each_record(Row from, const VisitRecord& visit) const override;
  Status each_vector(Row from, std::size_t rows_max, const VisitVectors& visit) const override;
  Result<std::vector<Row>> erased() const override;

  std::unique_ptr<rocksdb::Iterator> iterate(Family family) const;

 private:
  Result<std::vector<std::optional<std::string>>> many(Family family,
                                                       std::vector<rocksdb::Slice> keys) const;

  const Database& database_;
  const rocksdb::Snapshot* snapshot_;
  rocksdb::ReadOptions options_;
};

}  // namespace cognate::store::rocks
