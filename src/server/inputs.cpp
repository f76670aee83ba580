#include "server/inputs.h"

#include <limits>

#include "base/error.h"
#include "base/server_limits.h"
#include "server/token_text.h"

namespace cognate::server {
namespace {

namespace dom = simdjson::dom;
using text::JsonField;

Error wrong(const std::string& name, std::string_view words) {
  return fail(Code::invalid_argument, "{}: {}", name, words);
}

Result<std::string> text_at(const std::string& name, std::string_view text, bool may_be_empty) {
  if (text.empty() && !may_be_empty) {
    return wrong(name, "is empty");
  }
  return std::string(text);
}

Result<dom::array> list_of(const JsonField& field) {
  dom::array list;
  if (field.value.get(list) != simdjson::SUCCESS) {
    return wrong(field.name, "a text or a list expected");
  }
  if (list.size() == 0) {
    return wrong(field.name, "the list is empty");
  }
  return list;
}

Status check_count(const JsonField& field, const dom::array& list) {
  return list.size() <= limits::kInputsMax
             ? ok()
             : Status(wrong(field.name, fmt::format("{} texts, {} are the most: send several "
                                                    "requests",
                                                    list.size(), limits::kInputsMax)));
}

Result<std::string> tokens_at(const JsonField& field, const LoadedModel& model) {
  TRY(const auto ids, read_ids(field));
  auto text = text_of_tokens(model, ids);
  return text ? std::move(text) : Result<std::string>(wrong(field.name, text.error().message));
}

Result<std::string> input_at(const JsonField& field, const LoadedModel& model) {
  std::string_view text;
  return field.value.get(text) == simdjson::SUCCESS ? text_at(field.name, text, false)
                                                    : tokens_at(field, model);
}

Result<JsonField> field_of(const text::JsonObject& body, std::string_view name) {
  auto field = body.find(name);
  if (!field) {
    return wrong(body.path() + std::string(name), "is missing");
  }
  return *std::move(field);
}

}  // namespace

Result<std::vector<std::uint32_t>> read_ids(const JsonField& field) {
  TRY(const dom::array list, list_of(field));
  if (list.size() > limits::kTextBytesMax / sizeof(std::uint32_t)) {
    return wrong(field.name, "too many token ids");
  }
  std::vector<std::uint32_t> ids;
  for (const dom::element element : list) {
    std::uint64_t id = 0;
    if (element.get(id) != simdjson::SUCCESS || id > std::numeric_limits<std::uint32_t>::max()) {
      return wrong(field.name, "texts, or token ids (whole numbers), expected");
    }
    ids.push_back(static_cast<std::uint32_t>(id));
  }
  return ids;
}

Result<std::vector<std::string>> read_inputs(const text::JsonObject& body, std::string_view name,
                                             const LoadedModel& model) {
  TRY(const JsonField field, field_of(body, name));
  std::vector<std::string> texts;
  if (field.value.is_string()) {
    TRY(std::string text, input_at(field, model));
    texts.push_back(std::move(text));
    return texts;
  }
  TRY(const dom::array list, list_of(field));
  if (list.at(0).is_number()) {
    TRY(std::string text, tokens_at(field, model));
    texts.push_back(std::move(text));
    return texts;
  }
  TRY_OK(check_count(field, list));
  for (const dom::element element : list) {
    const JsonField member{fmt::format("{}[{}]", field.name, texts.size()), element};
    TRY(std::string text, input_at(member, model));
    texts.push_back(std::move(text));
  }
  return texts;
}

Result<std::vector<std::string>> read_texts(const text::JsonObject& body, std::string_view name,
                                            bool may_be_empty) {
  TRY(const JsonField field, field_of(body, name));
  std::vector<std::string> texts;
  std::string_view text;
  if (field.value.get(text) == simdjson::SUCCESS) {
    TRY(std::string one, text_at(field.name, text, may_be_empty));
    texts.push_back(std::move(one));
    return texts;
  }
  TRY(const dom::array list, list_of(field));
  TRY_OK(check_count(field, list));
  for (const dom::element element : list) {
    const std::string member = fmt::format("{}[{}]", field.name, texts.size());
    if (element.get(text) != simdjson::SUCCESS) {
      return wrong(member, "a text expected");
    }
    TRY(std::string one, text_at(member, text, may_be_empty));
    texts.push_back(std::move(one));
  }
  return texts;
}

std::size_t count_tokens(const LoadedModel& model, const std::vector<std::string>& texts) {
  std::size_t tokens = 0;
  for (const std::string& text : texts) {
    tokens += model.count_tokens(text);
  }
  return tokens;
}

}  // namespace cognate::server
