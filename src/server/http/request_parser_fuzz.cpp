// Any bytes on a connection: requests one after the other, the same however the bytes are cut.

#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "server/http/request_parser.h"

namespace {

using cognate::server::http::RequestParser;

/// What was read, in words, when the bytes come in pieces of that size.
std::vector<std::string> read(std::string_view bytes, std::size_t piece) {
  RequestParser parser({.head_bytes_max = 1024, .fields_max = 20});
  std::vector<std::string> seen;
  std::string waiting;
  for (;;) {
    std::size_t used = 0;
    const auto state = parser.put(waiting, used);
    CHECK(used <= waiting.size(), "no more is used than there is");
    waiting.erase(0, used);
    switch (state) {
      case RequestParser::State::bad:
        CHECK(parser.problem().status >= 400 && !parser.problem().message.empty(), "says why");
        seen.push_back("bad");
        return seen;
      case RequestParser::State::head:
        CHECK(parser.head().count("host") <= 1, "one host");
        CHECK(!parser.head().chunked || parser.head().count("content-length") == 0, "one length");
        parser.limit_body(4096);
        break;
      case RequestParser::State::whole:
        CHECK(parser.body().size() <= 4096, "the limit holds");
        seen.push_back(std::string(parser.head().target) + " " + parser.body());
        parser.restart();
        break;
      case RequestParser::State::more:
        if (bytes.empty()) {
          return seen;
        }
        waiting += bytes.substr(0, piece);
        bytes.remove_prefix(std::min(piece, bytes.size()));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto whole = read(bytes, size + 1);
  auto cut = read(bytes, 3);
  // Where bytes are wrong, the moment when that is seen may differ; what was read before may not.
  for (std::vector<std::string>* seen : {&whole, &cut}) {
    if (!seen->empty() && seen->back() == "bad") {
      seen->pop_back();
    }
  }
  CHECK(whole == cut, "the same requests however the bytes are cut");
  return 0;
}
