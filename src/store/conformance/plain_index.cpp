#include "store/conformance/plain_index.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "base/error.h"
#include "base/hash.h"
#include "base/paths.h"

namespace cognate::store::conformance {
namespace {

constexpr std::string_view kMagic = "CogPlain";
constexpr std::string_view kFile = "plain";
constexpr std::uint64_t kFileBytesMax = std::uint64_t{1} << 30;

class PlainIndex final : public VectorIndex {
 public:
  explicit PlainIndex(const StoreSpec& spec) : metric_(spec.metric), dimension_(spec.dimension) {}

  Status add(std::span<const Row> rows, std::span<const float> vectors) override {
    const std::unique_lock lock(mutex_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!vectors_.empty() && rows[i] <= vectors_.rbegin()->first) {
        return fail(Code::internal, "row {} does not rise", rows[i]);
      }
      const auto vector = vectors.subspan(i * dimension_, dimension_);
      vectors_.emplace(rows[i], std::vector<float>(vector.begin(), vector.end()));
    }
    return ok();
  }

  void erase(std::span<const Row> rows) override {
    const std::unique_lock lock(mutex_);
    for (const Row row : rows) {
      vectors_.erase(row);
    }
  }

  Status search(std::span<const IndexQuery> queries, std::span<std::vector<Neighbour>> answers,
                std::stop_token stop) override {
    for (std::size_t i = 0; i < queries.size(); ++i) {
      if (stop.stop_requested()) {
        return fail(Code::deadline, "the search was told to stop");
      }
      answers[i] = nearest(queries[i]);
    }
    return ok();
  }

  Result<bool> improve(std::stop_token) override { return false; }

  Status save(FileSystem& files, const std::string& folder) override {
    const std::shared_lock lock(mutex_);
    std::string bytes(kMagic);
    for (const auto& [row, vector] : vectors_) {
      bytes.append(reinterpret_cast<const char*>(&row), sizeof(row));
      bytes.append(reinterpret_cast<const char*>(vector.data()), dimension_ * sizeof(float));
    }
    const std::uint64_t checksum = hash64(bytes);
    bytes.append(reinterpret_cast<const char*>(&checksum), sizeof(checksum));
    return write_atomically(files, join_path(folder, kFile), bytes);
  }

  Status load(std::string_view bytes) {
    std::uint64_t checksum = 0;
    if (bytes.size() < kMagic.size() + sizeof(checksum) || !bytes.starts_with(kMagic)) {
      return fail(Code::corrupt, "is no plain index");
    }
    std::memcpy(&checksum, bytes.data() + bytes.size() - sizeof(checksum), sizeof(checksum));
    bytes.remove_suffix(sizeof(checksum));
    if (checksum != hash64(bytes)) {
      return fail(Code::corrupt, "its checksum is wrong");
    }
    bytes.remove_prefix(kMagic.size());
    const std::size_t record = sizeof(Row) + dimension_ * sizeof(float);
    for (; bytes.size() >= record; bytes.remove_prefix(record)) {
      Row row = 0;
      std::memcpy(&row, bytes.data(), sizeof(row));
      std::vector<float> vector(dimension_);
      std::memcpy(vector.data(), bytes.data() + sizeof(row), record - sizeof(row));
      vectors_.emplace(row, std::move(vector));
    }
    return ok();
  }

  IndexStats stats() const override {
    const std::shared_lock lock(mutex_);
    const std::size_t n = vectors_.size();
    return {.form = "every vector in memory",
            .rows = n,
            .indexed = n,
            .resident_bytes = n * dimension_ * sizeof(float),
            .recall = 1.0};
  }

 private:
  std::vector<Neighbour> nearest(const IndexQuery& query) const {
    const std::shared_lock lock(mutex_);
    std::vector<Neighbour> all;
    for (const auto& [row, vector] : vectors_) {
      if (query.allowed == nullptr || query.allowed->holds(row)) {
        all.push_back({row, plain_distance(metric_, query.vector, vector)});
      }
    }
    std::ranges::stable_sort(all, {}, &Neighbour::distance);
    all.resize(std::min(all.size(), query.k));
    return all;
  }

  const Metric metric_;
  const std::size_t dimension_;
  mutable std::shared_mutex mutex_;
  std::map<Row, std::vector<float>> vectors_;
};

Result<std::unique_ptr<VectorIndex>> make_plain(const IndexSetup& setup) {
  return std::make_unique<PlainIndex>(setup.spec);
}

Result<std::unique_ptr<VectorIndex>> load_plain(const IndexSetup& setup, FileSystem& files,
                                                const std::string& folder) {
  TRY(const std::string bytes, read_file(files, join_path(folder, kFile), kFileBytesMax));
  auto index = std::make_unique<PlainIndex>(setup.spec);
  TRY_OK(index->load(bytes));
  return std::unique_ptr<VectorIndex>(std::move(index));
}

}  // namespace

const Backend kPlainBackend{.name = "plain",
                            .summary = "every vector in memory, for tests",
                            .options = {},
                            .make = make_plain,
                            .load = load_plain};

float plain_distance(Metric metric, std::span<const float> a, std::span<const float> b) {
  double dot = 0;
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = double{a[i]} - double{b[i]};
    dot += double{a[i]} * double{b[i]};
    squares += difference * difference;
  }
  return static_cast<float>(metric == Metric::l2 ? squares : 1 - dot);
}

}  // namespace cognate::store::conformance
