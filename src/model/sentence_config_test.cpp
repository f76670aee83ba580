// What stands in the files around the network, in the forms of old and of today.

#include <gtest/gtest.h>

#include "base/file_system.h"
#include "model/config.h"
#include "model/tiny_model.h"

namespace cognate::model {
namespace {

using testing_model::TinyModel;
using testing_model::TinyShape;

template <class T>
void expect_error(const Result<T>& result, Code code, const std::string& words) {
  ASSERT_FALSE(result) << "accepted, but should say: " << words;
  EXPECT_EQ(result.error().code, code) << result.error().message;
  EXPECT_NE(result.error().message.find(words), std::string::npos) << result.error().message;
}

std::string list_of(std::initializer_list<std::string> kinds) {
  std::string list;
  for (const std::string& kind : kinds) {
    list += (list.empty() ? "[" : ",") +
            (R"({"type":"sentence_transformers.)" + kind + R"(","path":")") +
            (list.empty() ? "" : kind) + "\"}";
  }
  return list + "]";
}

ModelConfig config_of(const TinyModel& folder) {
  auto config = read_model_config(real_file_system(), folder.path());
  EXPECT_TRUE(config) << config.error().message;
  return config ? *std::move(config) : ModelConfig();
}

TEST(Modules, AreTransformerPoolingAndPerhapsNormalize) {
  const auto two = parse_modules(list_of({"models.Transformer", "models.Pooling"}));
  ASSERT_TRUE(two) << two.error().message;
  EXPECT_EQ(two->pooling_folder, "models.Pooling");
  EXPECT_FALSE(two->normalize);
  const auto three = parse_modules(list_of({"base.modules.transformer.Transformer",
                                            "sentence_transformer.modules.pooling.Pooling",
                                            "base.modules.normalize.Normalize"}));
  ASSERT_TRUE(three) << three.error().message;
  EXPECT_TRUE(three->normalize);
}

TEST(Modules, OfAnotherKindOrOrderAreRefusedByName) {
  expect_error(parse_modules(list_of({"Transformer", "Pooling", "models.Dense", "Normalize"})),
               Code::unsupported, "module 'sentence_transformers.models.Dense' stands at place 3");
  expect_error(parse_modules(list_of({"Transformer", "Pooling", "Normalize", "Normalize"})),
               Code::unsupported, "at place 4; supported are Transformer, Pooling and");
  expect_error(parse_modules(list_of({"Pooling", "Transformer"})), Code::unsupported, "at place 1");
  expect_error(parse_modules(list_of({"models.StaticEmbedding"})), Code::unsupported,
               "'sentence_transformers.models.StaticEmbedding'");
  expect_error(parse_modules(list_of({"Transformer"})), Code::unsupported, "without a pooling");
  expect_error(parse_modules("[]"), Code::unsupported, "0 module(s)");
  expect_error(parse_modules(R"([{"type":"custom.Transformer","path":""}])"), Code::unsupported,
               "module 'custom.Transformer'");
  expect_error(
      parse_modules(R"([{"type":"sentence_transformers.models.Transformer","path":"0_BERT"}])"),
      Code::unsupported, "the Transformer lies in '0_BERT'");
}

TEST(Modules, ThatAreBrokenAreRefused) {
  expect_error(parse_modules("{}"), Code::corrupt, "not a JSON list");
  expect_error(parse_modules("["), Code::corrupt, "not a JSON list");
  expect_error(parse_modules(R"([{"type":"a"}])"), Code::corrupt,
               "module 0 has no type or no path");
  expect_error(parse_modules("[1]"), Code::corrupt, "no type or no path");
  expect_error(parse_modules(R"([{"type":"sentence_transformers.Transformer","path":""},)"
                             R"({"type":"sentence_transformers.Pooling","path":"../x"}])"),
               Code::corrupt, "lies outside of the folder");
}

TEST(PoolingConfig, IsReadInTheOldFormAndTheNew) {
  const auto pooling = [](const std::string& json) {
    ModelConfig config;
    const Status done = parse_pooling(json, config);
    EXPECT_TRUE(done) << json << ": " << done.error().message;
    return config.pooling;
  };
  EXPECT_EQ(pooling(R"({"pooling_mode":"cls"})"), Pooling::cls);
  EXPECT_EQ(pooling(R"({"pooling_mode":"mean"})"), Pooling::mean);
  EXPECT_EQ(pooling(R"({"pooling_mode":["cls"]})"), Pooling::cls);
  EXPECT_EQ(pooling(R"({"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false})"),
            Pooling::cls);
  EXPECT_EQ(pooling(R"({"pooling_mode_mean_tokens":true})"), Pooling::mean);
  // As the reference has it: no flag on is mean, and the new name goes before the old flags.
  EXPECT_EQ(pooling("{}"), Pooling::mean);
  EXPECT_EQ(pooling(R"({"pooling_mode":"cls","pooling_mode_mean_tokens":true})"), Pooling::cls);
}

TEST(PoolingConfig, OfOtherKindsIsRefusedByName) {
  ModelConfig config;
  config.hidden = 24;
  const auto expect = [&](const std::string& json, Code code, const std::string& words) {
    expect_error(parse_pooling(json, config), code, words);
  };
  expect(R"({"pooling_mode":"lasttoken"})", Code::unsupported,
         "pooling 'lasttoken'; supported: mean, cls");
  expect(R"({"pooling_mode":["cls","mean"]})", Code::unsupported, "pooling 'cls + mean'");
  expect(R"({"pooling_mode":"sum"})", Code::unsupported, "pooling 'sum'");
  expect(R"({"pooling_mode_max_tokens":true,"pooling_mode_mean_tokens":true})", Code::unsupported,
         "pooling 'max + mean'");
  expect(R"({"pooling_mode_weightedmean_tokens":true})", Code::unsupported, "'weightedmean'");
  expect(R"({"pooling_mode":7})", Code::corrupt, "pooling_mode: a name or a list of names");
  expect(R"({"pooling_mode":"cls","word_embedding_dimension":32})", Code::corrupt,
         "word_embedding_dimension is 32, hidden_size of config.json is 24");
  expect(R"({"pooling_mode":"cls","include_prompt":"no"})", Code::corrupt, "include_prompt");
  expect("[]", Code::corrupt, "not a JSON object");
}

TEST(NormalizeConfig, MayOnlyNormalizeTheTextsVector) {
  TinyModel folder;
  folder.write("2_Normalize/config.json", R"({"module_input_name":"sentence_embedding"})");
  EXPECT_TRUE(config_of(folder).normalize);
  folder.write("2_Normalize/config.json", R"({"module_input_name":"token_embeddings"})");
  expect_error(read_model_config(real_file_system(), folder.path()), Code::unsupported,
               "2_Normalize/config.json: module_input_name is 'token_embeddings'");
}

TEST(LengthOfTexts, IsTheSentenceFilesThenTheTokenizersAtMostThePositions) {
  TinyModel folder;
  EXPECT_EQ(config_of(folder).tokens_max, TinyModel::kTokensMax);
  folder.write("tokenizer_config.json", R"({"model_max_length":20})");
  EXPECT_EQ(config_of(folder).tokens_max, TinyModel::kTokensMax);
  folder.write("sentence_bert_config.json", R"({"max_seq_length":null})");
  EXPECT_EQ(config_of(folder).tokens_max, 20U);
  folder.write("sentence_bert_config.json", R"({"processor_kwargs":{"model_max_length":10}})");
  EXPECT_EQ(config_of(folder).tokens_max, 10U);
  folder.remove("sentence_bert_config.json");
  folder.write("tokenizer_config.json", R"({"model_max_length":1000000000000000019884624838656})");
  EXPECT_EQ(config_of(folder).tokens_max, TinyModel::kPositions);
  folder.write("tokenizer_config.json", R"({"model_max_length":1e30})");
  EXPECT_EQ(config_of(folder).tokens_max, TinyModel::kPositions);
  folder.write("sentence_bert_config.json", R"({"max_seq_length":4000})");
  EXPECT_EQ(config_of(folder).tokens_max, TinyModel::kPositions);
}

TEST(LengthOfTexts, OfASentenceFileWithoutModulesCountsForNothing) {
  TinyModel folder;
  folder.remove("modules.json");
  EXPECT_EQ(config_of(folder).tokens_max, TinyModel::kPositions);
}

TEST(LengthOfTexts, BeyondTheEnginesIsRefused) {
  const TinyModel folder(TinyShape{.positions = 600, .tokens_max = 600});
  expect_error(read_model_config(real_file_system(), folder.path()), Code::unsupported,
               "texts of 600 tokens; supported are up to 512");
  folder.write("sentence_bert_config.json", R"({"max_seq_length":512})");
  EXPECT_EQ(config_of(folder).tokens_max, 512U);
}

TEST(SentenceFile, RefusesWhatItCannotMean) {
  ModelConfig config;
  const auto expect = [&](const std::string& json, Code code, const std::string& words) {
    expect_error(parse_transformer(json, config), code, words);
  };
  expect(R"({"max_seq_length":1})", Code::corrupt, "less than the two special tokens");
  expect(R"({"max_seq_length":"long"})", Code::corrupt, "max_seq_length: a whole number");
  expect(R"({"max_seq_length":2.5})", Code::corrupt, "max_seq_length: a whole number");
  expect(R"({"transformer_task":"fill-mask"})", Code::unsupported,
         "transformer_task is 'fill-mask'; supported: feature-extraction");
  expect(R"({"tokenizer_args":{"do_lower_case":true}})", Code::unsupported,
         "tokenizer_args.do_lower_case is set");
  expect_error(parse_tokenizer(R"({"truncation_side":"left"})", config), Code::unsupported,
               "truncation_side is 'left'");
  EXPECT_TRUE(parse_transformer(R"({"do_lower_case":true})", config));
  EXPECT_TRUE(config.lowercase);
}

TEST(Prompts, AreReadWithTheirDefault) {
  TinyModel folder;
  folder.write("config_sentence_transformers.json",
               R"({"prompts":{"query":"query: ","passage":"passage: ","document":null},)"
               R"("default_prompt_name":"query"})");
  const ModelConfig config = config_of(folder);
  ASSERT_EQ(config.prompts.size(), 3U);
  EXPECT_EQ(config.prompts[0].name, "query");
  EXPECT_EQ(config.prompts[0].text, "query: ");
  EXPECT_EQ(config.prompts[2].text, "");
  EXPECT_EQ(config.default_prompt, "query");
  folder.remove("modules.json");
  EXPECT_TRUE(config_of(folder).prompts.empty()) << "without modules.json the reference reads none";
}

TEST(Prompts, ThatMakeNoSenseAreRefused) {
  ModelConfig config;
  const auto expect = [&](const std::string& json, Code code, const std::string& words) {
    expect_error(parse_sentences(json, config), code, words);
  };
  expect(R"({"default_prompt_name":"sts"})", Code::corrupt,
         "default_prompt_name is 'sts', which is not among the 0 prompts");
  expect(R"({"prompts":{"a":1}})", Code::corrupt, "prompts.a: a string expected");
  expect(R"({"prompts":[]})", Code::corrupt, "prompts: an object expected");
  expect(R"({"prompts":{"a":")" + std::string(20'000, 'a') + "\"}}", Code::corrupt,
         "the prompt 'a' has 20000 bytes");
  expect(R"({"model_type":"SparseEncoder"})", Code::unsupported,
         "model_type is 'SparseEncoder'; supported: SentenceTransformer");
  EXPECT_TRUE(parse_sentences(R"({"default_prompt_name":"query"})", config))
      << "the reference has an empty prompt of this name";
  EXPECT_TRUE(parse_sentences(R"({"default_prompt_name":null,"prompts":{}})", config));
}

}  // namespace
}  // namespace cognate::model
