// Arbitrary bytes as a document: refused, or read; what was read is written and read back the same.

#include <cstdint>

#include "base/check.h"
#include "store/exchange/document_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cognate;
  static store::DocumentJson reader;
  const auto document = reader.document({reinterpret_cast<const char*>(data), size});
  if (!document) {
    CHECK(document.error().code == Code::invalid_argument && !document.error().message.empty(),
          "an error without words");
    return 0;
  }
  std::string line;
  store::append_document_json(*document, line);
  CHECK(line.find('\n') == line.npos, "a document of two lines");
  // A document without numbers is written without its vector.
  if (!document->vector.empty()) {
    const auto again = reader.document(line);
    CHECK(again && again->id == document->id && again->vector == document->vector &&
              again->payload == document->payload && again->text == document->text,
          "written and read, and not the same");
  }
  Payload payload;
  const Status fields = reader.add_fields(store::payload_json(document->payload), payload);
  CHECK(fields && payload == document->payload, "another payload");
  return 0;
}
