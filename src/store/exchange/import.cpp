#include "store/exchange/import.h"

#include "base/error.h"
#include "store/checks.h"
#include "store/exchange/limits.h"

namespace cognate::store {
namespace {

class Import {
 public:
  Import(DocumentReader& reader, const ImportOptions& options)
      : reader_(reader), options_(options), spec_(options.spec) {}

  Result<ImportCounts> run() {
    std::vector<ReadRow> rows;
    std::uint64_t done = 0;
    while (true) {
      if (options_.stop.stop_requested()) {
        return fail(Code::deadline, "stopped after {} documents; run it again to complete it",
                    counts_.documents);
      }
      TRY(const bool more, reader_.next(limits::kExchangeBlockRows, rows));
      if (!more) {
        return counts_;
      }
      TRY_OK(take(rows));
      done += rows.size();
      options_.progress(done, reader_.rows_expected());
    }
  }

 private:
  Status take(std::vector<ReadRow>& rows) {
    std::vector<Document> batch;
    for (ReadRow& row : rows) {
      const Status right = row.document ? judge(*row.document) : Status(row.document.error());
      if (right) {
        batch.push_back(std::move(*row.document));
        continue;
      }
      ++counts_.wrong;
      TRY_OK(options_.wrong(row.number, right.error().message));
    }
    return batch.empty() ? ok() : write(batch);
  }

  /// Whether it may stand in the store. The first one that may tells the dimension.
  Status judge(const Document& document) {
    TRY_OK(check_document(document));
    StoreSpec spec = spec_;
    if (spec.dimension == 0) {
      spec.dimension = document.vector.size();
      if (spec.dimension == 0 || spec.dimension > limits::kStoreDimensionMax) {
        return fail(Code::invalid_argument, "its vector has {} numbers; there may be 1 to {}",
                    spec.dimension, limits::kStoreDimensionMax);
      }
    }
    kept_.clear();
    TRY_OK(append_vector(spec, document.vector, kept_));
    spec_.dimension = spec.dimension;
    return ok();
  }

  Status write(const std::vector<Document>& batch) {
    if (store_ == nullptr) {
      TRY(store_, options_.open(spec_));
    }
    TRY_OK(store_->upsert(batch));
    counts_.documents += batch.size();
    return ok();
  }

  DocumentReader& reader_;
  const ImportOptions& options_;
  StoreSpec spec_;
  Store* store_ = nullptr;
  ImportCounts counts_ = {};
  std::vector<float> kept_;  // a vector as the store would keep it
};

}  // namespace

Result<ImportCounts> import_documents(DocumentReader& reader, const ImportOptions& options) {
  return Import(reader, options).run();
}

}  // namespace cognate::store
