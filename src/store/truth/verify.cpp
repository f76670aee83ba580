#include "store/truth/verify.h"

#include "base/error.h"
#include "store/truth/record.h"

namespace cognate::store::rocks {
namespace {

class Verifier {
 public:
  Verifier(const Database& database, std::stop_token stop)
      : database_(database), view_(database), stop_(std::move(stop)) {}

  /// Documents, vectors and ids lead to each other, one to one. What was counted is read as it was
  /// at the moment of the view: writes may go on.
  Status links() {
    TRY(const TruthCounters counters, view_.counters());
    const auto documents = view_.iterate(kDocuments);
    const auto vectors = view_.iterate(kVectors);
    std::uint64_t count = 0;
    vectors->SeekToFirst();
    for (documents->SeekToFirst(); documents->Valid(); documents->Next(), vectors->Next()) {
      TRY_OK(check_stop());
      const Row row = row_of(documents->key());
      if (row == kNoRow || row >= counters.next_row) {
        return wrong(row, "was never given out");
      }
      if (!vectors->Valid() || vectors->key() != documents->key() ||
          vectors->value().size() != database_.dimension * sizeof(float)) {
        return wrong(row, "has no vector of its own");
      }
      TRY_OK(check_record(row, view(documents->value())));
      ++count;
    }
    TRY_OK(checked(documents->status(), database_.folder));
    TRY_OK(checked(vectors->status(), database_.folder));
    if (vectors->Valid()) {
      return wrong(row_of(vectors->key()), "has a vector, but no document");
    }
    return counts(count, counters);
  }

 private:
  Status check_stop() const {
    return stop_.stop_requested()
               ? Status(fail(Code::deadline, "{}: told to stop", database_.folder))
               : ok();
  }

  Status wrong(Row row, std::string_view what) const {
    return fail(Code::corrupt, "{}: row {} {}", database_.folder, row, what);
  }

  Status check_record(Row row, std::string_view bytes) const {
    const auto record = decode_record(bytes);
    if (!record) {
      return wrong(row, record.error().message);
    }
    const std::string_view id = record->id;
    TRY(const auto rows, view_.rows_of({&id, 1}));
    return rows[0] == row ? ok() : wrong(row, "is not the row of its id");
  }

  Status counts(std::uint64_t documents, const TruthCounters& counters) {
    std::uint64_t ids = 0;
    const auto at = view_.iterate(kIds);
    for (at->SeekToFirst(); at->Valid(); at->Next()) {
      TRY_OK(check_stop());
      ++ids;
    }
    TRY_OK(checked(at->status(), database_.folder));
    if (documents != counters.documents || ids != counters.documents) {
      return fail(Code::corrupt, "{}: {} documents and {} ids, but {} were counted",
                  database_.folder, documents, ids, counters.documents);
    }
    return ok();
  }

  const Database& database_;
  RocksView view_;
  std::stop_token stop_;
};

}  // namespace

Status verify(const Database& database, std::stop_token stop) {
  TRY_OK(checked(database.db->VerifyChecksum(), database.folder));
  return Verifier(database, std::move(stop)).links();
}

}  // namespace cognate::store::rocks
