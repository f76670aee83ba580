#pragma once
// The forms of bodies (JSON Schema 2020-12), for the table of routes and the OpenAPI document.

#include <string_view>

namespace cognate::server::schemas {

inline constexpr std::string_view kModel = R"json(
{"type":"object","required":["id","object","created","owned_by"],"properties":{"id":{
"type":"string"},"object":{"const":"model"},"created":{"type":"integer"},"owned_by":{
"type":"string"}}})json";

inline constexpr std::string_view kEmbeddingsRequest = R"json(
{"type":"object","required":["input"],"properties":{"input":{
"description":"a text, up to 2048 texts, token ids of the model, or lists of them; none empty",
"anyOf":[{"type":"string","minLength":1},{"type":"array","minItems":1,"maxItems":2048,
"items":{"type":"string","minLength":1}},{"type":"array","minItems":1,"items":{
"type":"integer","minimum":0}},{"type":"array","minItems":1,"maxItems":2048,"items":{
"type":"array","minItems":1,"items":{"type":"integer","minimum":0}}}]},"model":{
"type":"string","description":"one of GET /v1/models; may be left out"},"encoding_format":{
"enum":["float","base64"],"default":"float",
"description":"base64: of little-endian float32 numbers"},"dimensions":{"type":"integer",
"minimum":1,"description":"keeps the first ones only, brought back to length 1"},
"input_type":{"enum":["query","search_query","passage","document","search_document"],
"description":"which prompt of the model goes before the texts, where it has some"},"user":{
"type":"string","description":"not used"}}})json";

inline constexpr std::string_view kEmbeddingsAnswer = R"json(
{"type":"object","required":["object","data","model","usage"],"properties":{"object":{
"const":"list"},"data":{"type":"array","items":{"type":"object","required":["object",
"index","embedding"],"properties":{"object":{"const":"embedding"},"index":{
"type":"integer"},"embedding":{"anyOf":[{"type":"array","items":{"type":"number"}},{
"type":"string"}]}}}},"model":{"type":"string"},"usage":{"type":"object","required":[
"prompt_tokens","total_tokens"],"properties":{"prompt_tokens":{"type":"integer"},
"total_tokens":{"type":"integer"}}}}})json";

inline constexpr std::string_view kModelsAnswer = R"json(
{"type":"object","required":["object","data"],"properties":{"object":{"const":"list"},
"data":{"type":"array","items":{"type":"object"}}}})json";

inline constexpr std::string_view kEmbedRequest = R"json(
{"type":"object","required":["inputs"],"properties":{"inputs":{"anyOf":[{"type":"string",
"minLength":1},{"type":"array","minItems":1,"maxItems":2048,"items":{"anyOf":[{
"type":"string","minLength":1},{"type":"array","minItems":1,"items":{"type":"integer",
"minimum":0}}]}},{"type":"array","minItems":1,"items":{"type":"integer","minimum":0}}]},
"truncate":{"type":["boolean","null"],"default":true},"truncation_direction":{"enum":[
"Right","right"]},"prompt_name":{"type":["string","null"]},"normalize":{"const":true},
"dimensions":{"type":["integer","null"],"minimum":1}}})json";

inline constexpr std::string_view kSimilarityRequest = R"json(
{"type":"object","required":["inputs"],"properties":{"inputs":{"type":"object","required":[
"source_sentence","sentences"],"properties":{"source_sentence":{"type":"string",
"minLength":1},"sentences":{"type":"array","minItems":1,"maxItems":2048,"items":{
"type":"string","minLength":1}}}},"parameters":{"type":["object","null"],"properties":{
"truncate":{"type":["boolean","null"]},"truncation_direction":{"enum":["Right","right"]},
"prompt_name":{"type":["string","null"]}}}}})json";

inline constexpr std::string_view kRerankRequest = R"json(
{"type":"object","required":["query","texts"],"properties":{"query":{"type":"string",
"minLength":1},"texts":{"type":"array","minItems":1,"maxItems":2048,"items":{
"type":"string","minLength":1}},"raw_scores":{"type":"boolean"},"return_text":{
"type":"boolean"},"truncate":{"type":["boolean","null"]},"truncation_direction":{"enum":[
"Right","right"]}}})json";

inline constexpr std::string_view kRanks = R"json(
{"type":"array","items":{"type":"object","required":["index","score"],"properties":{
"index":{"type":"integer"},"score":{"type":"number"},"text":{"type":"string"}}}})json";

inline constexpr std::string_view kTokenizeRequest = R"json(
{"type":"object","required":["inputs"],"properties":{"inputs":{"anyOf":[{"type":"string",
"minLength":1},{"type":"array","minItems":1,"maxItems":2048,"items":{"type":"string",
"minLength":1}}]},"add_special_tokens":{"type":"boolean"},"prompt_name":{"type":["string",
"null"]}}})json";

inline constexpr std::string_view kTokens = R"json(
{"type":"array","items":{"type":"array","items":{"type":"object","required":["id","text",
"special"]}}})json";

inline constexpr std::string_view kDecodeRequest = R"json(
{"type":"object","required":["ids"],"properties":{"ids":{"anyOf":[{"type":"array",
"minItems":1,"items":{"type":"integer","minimum":0}},{"type":"array","minItems":1,
"maxItems":2048,"items":{"type":"array","minItems":1,"items":{"type":"integer",
"minimum":0}}}]},"skip_special_tokens":{"type":"boolean"}}})json";

inline constexpr std::string_view kInfo = R"json(
{"type":"object","required":["model_id","max_input_length","max_client_batch_size"]})json";

inline constexpr std::string_view kStatus = R"json(
{"type":"object","required":["status"],"properties":{"status":{"type":"string"}}})json";

inline constexpr std::string_view kAlerts = R"json(
{"type":"object","required":["alerts","last_minutes"],"properties":{"alerts":{
"type":"array","items":{"type":"object","required":["name","state","since","value","limit",
"text"]}},"last_minutes":{"type":"object"}}})json";

inline constexpr std::string_view kComponents = R"json(
{"securitySchemes":{"key":{"type":"http","scheme":"bearer"}},"schemas":{"Problem":{
"type":"object","required":["type","title","status","detail","code"],"properties":{"type":{
"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{
"type":"string"},"code":{"type":"string"}}},"OpenAIError":{"type":"object","required":[
"error"],"properties":{"error":{"type":"object","required":["message","type","param",
"code"],"properties":{"message":{"type":"string"},"type":{"type":"string"},"param":{"type":[
"string","null"]},"code":{"type":"string"}}}}},"TEIError":{"type":"object","required":[
"error","error_type"],"properties":{"error":{"type":"string"},"error_type":{
"type":"string"}}}}})json";

}  // namespace cognate::server::schemas
