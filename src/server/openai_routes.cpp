// /v1/embeddings and /v1/models, as the clients of OpenAI expect them.

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/limits.h"
#include "quant/output.h"
#include "server/base64.h"
#include "server/inputs.h"
#include "server/json_body.h"
#include "server/json_out.h"
#include "server/route.h"
#include "server/schemas.h"

namespace cognate::server {
namespace {

/// A body of /v1/embeddings.
struct EmbeddingRequest {
  std::vector<std::string> texts;
  bool base64 = false;
  quant::Output output;
  EmbedOptions embed;
};

bool is_served(const House& house, const LoadedModel& model, std::string_view name) {
  const auto& names = house.options.model_names;
  return name == model.info.model || std::ranges::any_of(names, [&](const std::string& each) {
           return each == name || each == "*";
         });
}

/// As LangChain, Voyage and Cohere name them.
Result<Role> role_of(std::string_view input_type) {
  struct Row {
    std::string_view name;
    Role role;
  };
  static constexpr std::array kRows = {
      Row{"", Role::plain},
      Row{"query", Role::query},
      Row{"search_query", Role::query},
      Row{"passage", Role::passage},
      Row{"document", Role::passage},
      Row{"search_document", Role::passage},
  };
  const auto* const row = std::ranges::find(kRows, input_type, &Row::name);
  if (row == kRows.end()) {
    return fail(Code::invalid_argument, "input_type: query, passage or document expected");
  }
  return row->role;
}

Result<EmbeddingRequest> read_request(const House& house, const LoadedModel& model,
                                      std::string_view body) {
  BodyParser parser;
  TRY(const text::JsonObject object, parser.object(body));
  TRY(const std::string name, object.text("model", model.info.model));
  if (!is_served(house, model, name)) {
    return fail(Code::not_found, "model: '{}' is not served here; GET /v1/models lists what is",
                name);
  }
  EmbeddingRequest request;
  TRY(const std::string format, object.text("encoding_format", "float"));
  if (format != "float" && format != "base64") {
    return fail(Code::invalid_argument, "encoding_format: float or base64 expected");
  }
  request.base64 = format == "base64";
  TRY(const std::int64_t dimensions,
      object.get<std::int64_t>("dimensions", static_cast<std::int64_t>(model.info.dimension),
                               "a whole number"));
  if (dimensions < 1 || dimensions > static_cast<std::int64_t>(model.info.dimension)) {
    return fail(Code::invalid_argument, "dimensions: 1 to {} expected", model.info.dimension);
  }
  request.output.dimensions = static_cast<std::size_t>(dimensions);
  TRY(const std::string input_type, object.text("input_type", ""));
  TRY(request.embed.role, role_of(input_type));
  TRY_OK(object.text("user", ""));
  TRY(request.texts, read_inputs(object, "input", model));
  return request;
}

std::string answer_of(const LoadedModel& model, const Matrix& vectors, bool base64,
                      std::size_t tokens) {
  std::string body;
  const std::size_t bytes = vectors.columns() * sizeof(float);
  const std::size_t row_bytes =
      base64 ? base64_size(bytes) : vectors.columns() * kJsonFloatBytesMax;
  body.reserve(vectors.rows() * (row_bytes + 64) + 256);
  body += R"({"object":"list","data":[)";
  for (std::size_t row = 0; row < vectors.rows(); ++row) {
    body += row == 0 ? "" : ",";
    body += R"({"object":"embedding","index":)";
    append_json(body, row);
    body += R"(,"embedding":)";
    if (base64) {
      body += '"';
      append_base64(body, std::as_bytes(vectors.row(row)));
      body += '"';
    } else {
      append_json(body, vectors.row(row));
    }
    body += '}';
  }
  body += R"(],"model":)";
  append_json(body, model.info.model);
  body += R"(,"usage":)";
  JsonMembers(body).add("prompt_tokens", tokens).add("total_tokens", tokens).end();
  body += '}';
  return body;
}

void embed(const Call& call, const LoadedModel& model) {
  auto request = read_request(call.house(), model, call.body());
  if (!request) {
    return call.fail(BodyParser::as_argument(request.error()));
  }
  const std::size_t tokens = count_tokens(model, request->texts);
  call.embed(
      model, std::move(request->texts), request->embed,
      [call, &model, tokens, base64 = request->base64, output = request->output](Matrix vectors) {
        const Matrix shaped = output.shaped(model.info, std::move(vectors));
        call.answer_json(answer_of(model, shaped, base64, tokens));
      });
}

void embeddings(const Call& call) {
  if (const LoadedModel* const model = call.model()) {
    call.work([call, model] { embed(call, *model); });
  }
}

void append_model(std::string& out, std::string_view name) {
  JsonMembers(out)
      .add("id", name)
      .add("object", "model")
      .add("created", 0)
      .add("owned_by", "cognate")
      .end();
}

/// The names that clients may ask for.
std::vector<std::string> served_names(const House& house, const LoadedModel& model) {
  std::vector<std::string> names = {model.info.model};
  for (const std::string& name : house.options.model_names) {
    if (name != "*" && std::ranges::find(names, name) == names.end()) {
      names.push_back(name);
    }
  }
  return names;
}

void list_models(const Call& call) {
  const LoadedModel* const model = call.model();
  if (model == nullptr) {
    return;
  }
  std::string body = R"({"object":"list","data":[)";
  for (const std::string& name : served_names(call.house(), *model)) {
    body += body.back() == '[' ? "" : ",";
    append_model(body, name);
  }
  call.answer_json(body + "]}");
}

void show_model(const Call& call) {
  const LoadedModel* const model = call.model();
  if (model == nullptr) {
    return;
  }
  const std::string& name = call.parameter(0);
  if (!is_served(call.house(), *model, name)) {
    return call.fail(fail(Code::not_found,
                          "model: '{}' is not served here; GET /v1/models lists what is", name));
  }
  std::string body;
  append_model(body, name);
  call.answer_json(std::move(body));
}

constexpr std::array kRoutes = {
    Route{
        .method = http::Method::post,
        .path = "/v1/embeddings",
        .access = Access::reader,
        .dialect = Dialect::openai,
        .body = Body::bulk,
        .handle = embeddings,
        .group = "OpenAI",
        .summary = "One vector for each text, in order.",
        .request = schemas::kEmbeddingsRequest,
        .response = schemas::kEmbeddingsAnswer,
    },
    Route{
        .method = http::Method::get,
        .path = "/v1/models",
        .access = Access::reader,
        .dialect = Dialect::openai,
        .handle = list_models,
        .group = "OpenAI",
        .summary = "The names of models that requests may ask for.",
        .response = schemas::kModelsAnswer,
    },
    Route{
        .method = http::Method::get,
        .path = "/v1/models/{name}",
        .access = Access::reader,
        .dialect = Dialect::openai,
        .handle = show_model,
        .group = "OpenAI",
        .summary = "One of them; a slash in the name is written %2F.",
        .response = schemas::kModel,
    },
};

}  // namespace

std::span<const Route> openai_routes() noexcept { return kRoutes; }

}  // namespace cognate::server
