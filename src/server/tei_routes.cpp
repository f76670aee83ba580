// The routes of text-embeddings-inference, as its clients expect them.

#include <algorithm>
#include <array>
#include <numeric>

#include "base/error.h"
#include "base/server_limits.h"
#include "core/similarity.h"
#include "quant/output.h"
#include "server/inputs.h"
#include "server/json_body.h"
#include "server/json_out.h"
#include "server/route.h"
#include "server/schemas.h"
#include "server/token_text.h"

namespace cognate::server {
namespace {

/// The members of a vector or a text come one after the other, with commas between them.
template <class Range, class Append>
void append_list(std::string& out, const Range& range, const Append& append) {
  out += '[';
  for (bool first = true; const auto& member : range) {
    out += first ? "" : ",";
    first = false;
    append(member);
  }
  out += ']';
}

/// `truncate` and its like, which every route takes alike. Errors: invalid_argument, unsupported.
Result<bool> read_truncate(const text::JsonObject& body) {
  TRY(const bool truncate, body.flag("truncate", true));
  TRY(const std::string direction, body.text("truncation_direction", "Right"));
  if (!http::equal_ignoring_case(direction, "right")) {
    return fail(Code::unsupported, "truncation_direction: only Right is offered");
  }
  return truncate;
}

Status check_lengths(const LoadedModel& model, const std::vector<std::string>& texts) {
  std::vector<std::uint32_t> ids;
  for (const std::string& text : texts) {
    model.tokenizer.encode(text, model.info.tokens_max + 1, ids);
    if (ids.size() > model.info.tokens_max) {
      return fail(Code::invalid_argument,
                  "inputs: a text has more than {} tokens; let it be cut with \"truncate\": true",
                  model.info.tokens_max);
    }
  }
  return ok();
}

/// The prompt of that name among those of the model's files.
Result<EmbedOptions> read_prompt(const text::JsonObject& body, const EmbedderInfo& info) {
  TRY(const std::string name, body.text("prompt_name", ""));
  EmbedOptions options;
  if (name.empty()) {
    return options;
  }
  const auto found = std::ranges::find(info.prompts, name, &Prompt::name);
  if (found == info.prompts.end()) {
    return fail(Code::invalid_argument, "prompt_name: {} has no prompt called '{}'", info.model,
                name);
  }
  options.prompt = found->text;
  return options;
}

/// Reads a body with `read`, a function of (object, model), and goes on with `then`.
template <class Read, class Then>
void with_body(const Call& call, const Read& read, const Then& then) {
  const LoadedModel* const model = call.model();
  if (model == nullptr) {
    return;
  }
  call.work([call, model, read, then] {
    BodyParser parser;
    const auto object = parser.object(call.body());
    if (!object) {
      return call.fail(object.error());
    }
    auto request = read(*object, *model);
    if (!request) {
      return call.fail(BodyParser::as_argument(request.error()));
    }
    then(call, *model, *std::move(request));
  });
}

// ---- /embed

struct EmbedRequest {
  std::vector<std::string> texts;
  EmbedOptions options;
  quant::Output output;
};

Result<EmbedRequest> read_embed(const text::JsonObject& body, const LoadedModel& model) {
  EmbedRequest request;
  TRY(const bool truncate, read_truncate(body));
  TRY(const bool normalize, body.flag("normalize", true));
  if (!normalize && model.info.normalized) {
    return fail(Code::unsupported, "normalize: {} gives vectors of length 1 only",
                model.info.model);
  }
  TRY(const std::int64_t dimensions,
      body.get<std::int64_t>("dimensions", static_cast<std::int64_t>(model.info.dimension),
                             "a whole number"));
  if (dimensions < 1 || dimensions > static_cast<std::int64_t>(model.info.dimension)) {
    return fail(Code::invalid_argument, "dimensions: 1 to {} expected", model.info.dimension);
  }
  request.output.dimensions = static_cast<std::size_t>(dimensions);
  TRY(request.options, read_prompt(body, model.info));
  TRY(request.texts, read_inputs(body, "inputs", model));
  if (!truncate) {
    TRY_OK(check_lengths(model, request.texts));
  }
  return request;
}

void answer_vectors(const Call& call, const Matrix& vectors) {
  std::string body;
  body.reserve(vectors.rows() * (vectors.columns() * kJsonFloatBytesMax + 2) + 2);
  body += '[';
  for (std::size_t row = 0; row < vectors.rows(); ++row) {
    body += row == 0 ? "" : ",";
    append_json(body, vectors.row(row));
  }
  call.answer_json(body + "]");
}

void embed(const Call& call) {
  with_body(call, read_embed, [](const Call& it, const LoadedModel& model, EmbedRequest request) {
    it.embed(model, std::move(request.texts), request.options,
             [it, &model, output = request.output](Matrix vectors) {
               answer_vectors(it, output.shaped(model.info, std::move(vectors)));
             });
  });
}

// ---- /similarity and /rerank

struct Comparison {
  std::string one;
  std::vector<std::string> others;
  EmbedOptions one_options = {};
  EmbedOptions others_options = {};
  bool raw_scores = false;
  bool return_text = false;
};

/// Cosines of the one with each of the others, in their order. `then` gets them and the others.
void compare(const Call& call, const LoadedModel& model, const Comparison& request,
             std::function<void(std::vector<double>)> then) {
  call.embed(model, {request.one}, request.one_options,
             [call, &model, request, then = std::move(then)](const Matrix& one) {
               call.embed(model, request.others, request.others_options,
                          [one, then](const Matrix& others) {
                            std::vector<double> cosines;
                            for (std::size_t row = 0; row < others.rows(); ++row) {
                              cosines.push_back(cosine(one.row(0), others.row(row)));
                            }
                            then(std::move(cosines));
                          });
             });
}

Result<Comparison> read_similarity(const text::JsonObject& body, const LoadedModel& model) {
  TRY(const text::JsonObject inputs, body.object("inputs"));
  Comparison request;
  TRY(auto source, read_texts(inputs, "source_sentence"));
  if (source.size() != 1) {
    return fail(Code::invalid_argument, "inputs.source_sentence: one text expected");
  }
  request.one = std::move(source[0]);
  TRY(request.others, read_texts(inputs, "sentences"));
  if (body.find("parameters")) {
    TRY(const text::JsonObject parameters, body.object("parameters"));
    TRY(const bool truncate, read_truncate(parameters));
    TRY(request.one_options, read_prompt(parameters, model.info));
    request.others_options = request.one_options;
    if (!truncate) {
      TRY_OK(check_lengths(model, {request.one}));
      TRY_OK(check_lengths(model, request.others));
    }
  }
  return request;
}

void similarity(const Call& call) {
  with_body(call, read_similarity,
            [](const Call& it, const LoadedModel& model, const Comparison& request) {
              compare(it, model, request, [it](const std::vector<double>& cosines) {
                std::string body;
                append_list(body, cosines, [&](double value) { append_json(body, value); });
                it.answer_json(std::move(body));
              });
            });
}

Result<Comparison> read_rerank(const text::JsonObject& body, const LoadedModel& model) {
  Comparison request;
  TRY(auto query, read_texts(body, "query"));
  if (query.size() != 1) {
    return fail(Code::invalid_argument, "query: one text expected");
  }
  request.one = std::move(query[0]);
  request.one_options.role = Role::query;
  request.others_options.role = Role::passage;
  TRY(request.others, read_texts(body, "texts"));
  TRY(const bool truncate, read_truncate(body));
  TRY(request.raw_scores, body.flag("raw_scores", false));
  TRY(request.return_text, body.flag("return_text", false));
  if (!truncate) {
    TRY_OK(check_lengths(model, {request.one}));
    TRY_OK(check_lengths(model, request.others));
  }
  return request;
}

/// Best first. A score is the cosine, brought to 0..1 unless raw ones were asked for.
void answer_ranks(const Call& call, const Comparison& request, const std::vector<double>& cosines) {
  std::vector<std::size_t> order(cosines.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return cosines[i]; });
  std::string body;
  append_list(body, order, [&](std::size_t i) {
    JsonMembers members(body);
    members.add("index", i);
    members.add("score", request.raw_scores ? cosines[i] : (1 + cosines[i]) / 2);
    if (request.return_text) {
      members.add("text", request.others[i]);
    }
    members.end();
  });
  call.answer_json(std::move(body));
}

void rerank(const Call& call) {
  with_body(call, read_rerank,
            [](const Call& it, const LoadedModel& model, const Comparison& request) {
              compare(it, model, request, [it, request](const std::vector<double>& cosines) {
                answer_ranks(it, request, cosines);
              });
            });
}

// ---- /tokenize and /decode

struct TokenizeRequest {
  std::vector<std::string> texts;
  bool special = true;
};

Result<TokenizeRequest> read_tokenize(const text::JsonObject& body, const LoadedModel& model) {
  TokenizeRequest request;
  TRY(request.special, body.flag("add_special_tokens", true));
  TRY(const EmbedOptions prompt, read_prompt(body, model.info));
  TRY(request.texts, read_texts(body, "inputs"));
  for (std::string& text : request.texts) {
    text.insert(0, prompt.prompt.value_or(""));
  }
  return request;
}

void append_tokens(std::string& out, const text::Tokenizer& tokenizer,
                   const std::vector<std::uint32_t>& ids, bool with_special) {
  std::vector<std::uint32_t> shown;
  std::ranges::copy_if(ids, std::back_inserter(shown), [&](std::uint32_t id) {
    return with_special || !is_special_token(tokenizer.token(id));
  });
  append_list(out, shown, [&](std::uint32_t id) {
    JsonMembers members(out);
    members.add("id", id)
        .add("text", tokenizer.token(id))
        .add("special", is_special_token(tokenizer.token(id)));
    members.open("start") += "null";
    members.open("stop") += "null";
    members.end();
  });
}

void tokenize(const Call& call) {
  with_body(call, read_tokenize,
            [](const Call& it, const LoadedModel& model, const TokenizeRequest& request) {
              std::string body;
              std::vector<std::uint32_t> ids;
              append_list(body, request.texts, [&](const std::string& text) {
                model.tokenizer.encode(text, limits::kTextBytesMax, ids);
                append_tokens(body, model.tokenizer, ids, request.special);
              });
              it.answer_json(std::move(body));
            });
}

Result<std::vector<std::string>> read_decode(const text::JsonObject& body,
                                             const LoadedModel& model) {
  TRY(const bool skip, body.flag("skip_special_tokens", true));
  const auto field = body.find("ids");
  simdjson::dom::array list;
  if (!field || field->value.get(list) != simdjson::SUCCESS || list.size() == 0) {
    return fail(Code::invalid_argument,
                "ids: a list of token ids, or a list of such lists, expected");
  }
  std::vector<std::string> texts;
  const auto decode = [&](const text::JsonField& ids) -> Status {
    TRY(const auto numbers, read_ids(ids));
    TRY(std::string text, decode_tokens(model.tokenizer, numbers, skip));
    texts.push_back(std::move(text));
    return ok();
  };
  if (!list.at(0).is_array()) {
    TRY_OK(decode(*field));
    return texts;
  }
  if (list.size() > limits::kInputsMax) {
    return fail(Code::invalid_argument, "ids: {} lists, {} are the most", list.size(),
                limits::kInputsMax);
  }
  for (const simdjson::dom::element element : list) {
    TRY_OK(decode({fmt::format("ids[{}]", texts.size()), element}));
  }
  return texts;
}

void decode(const Call& call) {
  with_body(call, read_decode,
            [](const Call& it, const LoadedModel&, const std::vector<std::string>& texts) {
              std::string body;
              append_list(body, texts, [&](const std::string& text) { append_json(body, text); });
              it.answer_json(std::move(body));
            });
}

// ---- /info and /health

void info(const Call& call) {
  const LoadedModel* const model = call.model();
  if (model == nullptr) {
    return;
  }
  std::string body;
  JsonMembers members(body);
  members.add("model_id", model->info.model)
      .add("model_sha", model->info.revision)
      .add("model_dtype", model->info.precision)
      .add("served_model_name", model->info.model);
  members.open("model_type") += R"({"embedding":{}})";
  members.add("max_concurrent_requests", limits::kHttpConnectionsMax)
      .add("max_input_length", model->info.tokens_max)
      .add("max_batch_tokens", limits::kQueueTokensMax);
  members.open("max_batch_requests") += "null";
  members.add("max_client_batch_size", limits::kInputsMax)
      .add("auto_truncate", true)
      .add("tokenization_workers", 1)
      .add("version", call.house().options.version);
  members.open("sha") += "null";
  members.open("docker_label") += "null";
  members.end();
  call.answer_json(std::move(body));
}

void health(const Call& call) {
  if (call.house().draining) {
    return call.fail(Problem{.status = 503, .code = "not_ready", .message = "draining"});
  }
  if (call.model() != nullptr) {
    call.answer({});
  }
}

constexpr std::string_view kVectorsSchema =
    R"({"type":"array","items":{"type":"array","items":{"type":"number"}}})";

constexpr Route tei(std::string_view path, void (*handle)(const Call&), std::string_view summary,
                    std::string_view request, std::string_view response) {
  return {.method = http::Method::post,
          .path = path,
          .access = Access::reader,
          .dialect = Dialect::tei,
          .body = Body::bulk,
          .handle = handle,
          .group = "text-embeddings-inference",
          .summary = summary,
          .request = request,
          .response = response};
}

constexpr Route tei_get(std::string_view path, Access access, void (*handle)(const Call&),
                        std::string_view summary, std::string_view response,
                        std::string_view media_type) {
  return {.method = http::Method::get,
          .path = path,
          .access = access,
          .dialect = Dialect::tei,
          .handle = handle,
          .group = "text-embeddings-inference",
          .summary = summary,
          .response = response,
          .media_type = media_type};
}

constexpr std::array kRoutes = {
    tei("/embed", embed, "One vector for each text, as a list of lists.", schemas::kEmbedRequest,
        kVectorsSchema),
    tei("/similarity", similarity, "Cosines of one text with others.", schemas::kSimilarityRequest,
        R"({"type":"array","items":{"type":"number"}})"),
    tei("/rerank", rerank,
        "Texts by how near they are to a query, best first. The score is the cosine of the "
        "embeddings, not that of a cross-encoder: (1 + cosine) / 2, or the cosine itself with "
        "`raw_scores`.",
        schemas::kRerankRequest, schemas::kRanks),
    tei("/tokenize", tokenize,
        "Texts as tokens. `text` is the token as the vocabulary has it; `start` and `stop` are "
        "not known and null.",
        schemas::kTokenizeRequest, schemas::kTokens),
    tei("/decode", decode, "Token ids as texts.", schemas::kDecodeRequest,
        R"({"type":"array","items":{"type":"string"}})"),
    tei_get("/info", Access::reader, info, "The model and the limits of requests.", schemas::kInfo,
            "application/json"),
    tei_get("/health", Access::open, health, "200 and nothing else when requests are welcome.", "",
            "text/plain"),
};

}  // namespace

std::span<const Route> tei_routes() noexcept { return kRoutes; }

}  // namespace cognate::server
