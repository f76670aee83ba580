// Any bytes as the body or the target of a request: refused by the client's field, or texts.

#include <cstdint>

#include "base/check.h"
#include "server/inputs.h"
#include "server/json_body.h"
#include "server/problem.h"
#include "server/route.h"
#include "server/token_text.h"
#include "text/tiny_tokenizer.h"

namespace {

using namespace cognate;
using namespace cognate::server;

const LoadedModel& tiny_model() {
  static const LoadedModel model = [] {
    LoadedModel made{
        .service = nullptr, .info = {}, .tokenizer = *text::Tokenizer::make(text::tiny_spec())};
    made.info.model = "m";
    made.info.tokens_max = 32;
    return made;
  }();
  return model;
}

/// An error is the client's, and all dialects can say it.
void check(const Error& error) {
  CHECK(BodyParser::as_argument(error).code == Code::invalid_argument, "the client's mistake");
  for (const Dialect dialect : {Dialect::ours, Dialect::openai, Dialect::tei}) {
    const auto response = response_of(problem_of(BodyParser::as_argument(error), dialect), dialect);
    CHECK(response.status == 400 || response.status == 422, "and is told so");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto target = parse_target(bytes)) {
    (void)find_route(http::Method::get, *target);
  }
  BodyParser parser;
  const auto object = parser.object(bytes);
  if (!object) {
    check(object.error());
    return 0;
  }
  const auto inputs = read_inputs(*object, "input", tiny_model());
  if (!inputs) {
    check(inputs.error());
  } else {
    CHECK(!inputs->empty() && inputs->size() <= limits::kInputsMax, "as many as are allowed");
    (void)count_tokens(tiny_model(), *inputs);
  }
  const auto texts = read_texts(*object, "texts");
  if (!texts) {
    check(texts.error());
  }
  if (const auto field = object->find("ids")) {
    const auto ids = read_ids(*field);
    if (ids) {
      (void)decode_tokens(tiny_model().tokenizer, *ids, true);
    }
  }
  return 0;
}
