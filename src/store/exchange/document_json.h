#pragma once
// Documents to and from JSON, one object each:
//   {"id": "a", "vector": [0.1, 2], "payload": {"n": 1, "x": 1.0, "tags": ["b"]}, "text": "..."}
//
// Numbers are exact both ways: an integer stays one, a double never looks like one, and every
// number is written with the fewest digits that read back the same (those of vectors also by a
// reader that takes them for doubles first). Text is UTF-8, checked. Reading takes lines of other
// writers too: an id may be an integer, and members besides those of a document become fields of
// its payload.

#include <memory>
#include <string>
#include <string_view>

#include "cognate/store.h"
#include "store/exchange/columns.h"

namespace cognate::store {

/// Appends the document as one line without its line end. What is not there is left out: an empty
/// vector, an empty payload, a missing text.
void append_document_json(const Document& document, std::string& out);

/// A payload as a JSON object.
std::string payload_json(const Payload& payload);

/// Reads documents, keeping the memory for the next. Used by one thread.
class DocumentJson {
 public:
  explicit DocumentJson(ColumnNames names = {});
  ~DocumentJson();

  /// Error invalid_argument: not JSON, no object, no id or vector, a value of the wrong kind, an
  /// integer beyond 64 bits, a name twice; the message says where in the object. Whether the
  /// document may stand in a store is not asked here.
  Result<Document> document(std::string_view json);
  /// The members of a JSON object into the payload. Errors as above.
  Status add_fields(std::string_view json, Payload& payload);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cognate::store
