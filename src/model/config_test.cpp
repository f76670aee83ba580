#include "model/config.h"

#include <gtest/gtest.h>

#include "base/file_system.h"
#include "model/tiny_model.h"

namespace cognate::model {
namespace {

using testing_model::TinyModel;

void expect_error(const Result<ModelConfig>& result, Code code, const std::string& words) {
  ASSERT_FALSE(result) << "accepted, but should say: " << words;
  EXPECT_EQ(result.error().code, code) << result.error().message;
  EXPECT_NE(result.error().message.find(words), std::string::npos) << result.error().message;
}

TEST(ModelConfig, IsReadFromTheFilesOfTheFolder) {
  const TinyModel folder;
  const auto config = read_model_config(real_file_system(), folder.path());
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->hidden, TinyModel::kHidden);
  EXPECT_EQ(config->heads, TinyModel::kHeads);
  EXPECT_EQ(config->head_size(), TinyModel::kHidden / TinyModel::kHeads);
  EXPECT_EQ(config->tokens_max, TinyModel::kTokensMax);
  EXPECT_EQ(config->pooling, Pooling::mean);
  EXPECT_TRUE(config->normalize);
}

TEST(ModelConfig, WithoutModulesIsMeanPoolingAndAsLongAsThePositions) {
  TinyModel folder;
  folder.remove("modules.json");
  folder.remove("sentence_bert_config.json");
  const auto config = read_model_config(real_file_system(), folder.path());
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->pooling, Pooling::mean);
  EXPECT_FALSE(config->normalize);
  EXPECT_EQ(config->tokens_max, TinyModel::kPositions);
}

TEST(ModelConfig, RefusesOtherArchitecturesByName) {
  const std::string sizes =
      R"("hidden_size":8,"num_hidden_layers":1,"num_attention_heads":2,"intermediate_size":16,)"
      R"("vocab_size":10,"max_position_embeddings":16,"type_vocab_size":2})";
  expect_error(parse_network_config(R"({"model_type":"roberta",)" + sizes), Code::unsupported,
               "model_type is 'roberta'; supported is 'bert'");
  expect_error(parse_network_config(R"({"model_type":"bert","hidden_act":"gelu_new",)" + sizes),
               Code::unsupported, "hidden_act is 'gelu_new'");
  expect_error(parse_network_config(
                   R"({"model_type":"bert","position_embedding_type":"relative_key",)" + sizes),
               Code::unsupported, "position_embedding_type is 'relative_key'");
  expect_error(parse_network_config("{" + sizes), Code::unsupported, "model_type is ''");
}

TEST(ModelConfig, RefusesWhatMakesAnotherNetworkOfABert) {
  const std::string bert =
      R"({"model_type":"bert","hidden_size":8,"num_hidden_layers":1,"num_attention_heads":2,)"
      R"("intermediate_size":16,"vocab_size":10,"max_position_embeddings":16,"type_vocab_size":2,)";
  EXPECT_TRUE(parse_network_config(bert + R"("is_decoder":false,"quantization_config":null})"));
  expect_error(parse_network_config(bert + R"("is_decoder":true})"), Code::unsupported,
               "is_decoder is set: a decoder");
  expect_error(parse_network_config(bert + R"("quantization_config":{"bits":8}})"),
               Code::unsupported, "quantization_config is set");
  expect_error(parse_network_config(bert + R"("auto_map":{"AutoModel":"a.B"}})"), Code::unsupported,
               "auto_map is set: a network that the folder's own Python code defines");
  for (const char* act : {"gelu_new", "gelu_pytorch_tanh", "gelu_fast", "relu", "silu"}) {
    expect_error(parse_network_config(bert + R"("hidden_act":")" + act + "\"}"), Code::unsupported,
                 "hidden_act is '" + std::string(act) + "'; supported is 'gelu'");
  }
}

TEST(ModelConfig, RefusesMissingAndSenselessNumbers) {
  const auto with = [](const std::string& hidden, const std::string& heads) {
    return R"({"model_type":"bert","hidden_size":)" + hidden + R"(,"num_attention_heads":)" +
           heads + R"(,"num_hidden_layers":1,"intermediate_size":16,"vocab_size":10,)" +
           R"("max_position_embeddings":16,"type_vocab_size":2})";
  };
  EXPECT_TRUE(parse_network_config(with("8", "2")));
  expect_error(parse_network_config(with("0", "2")), Code::corrupt,
               "hidden_size is 0, outside 1 to");
  expect_error(parse_network_config(with("-8", "2")), Code::corrupt,
               "hidden_size is missing or no");
  expect_error(parse_network_config(with("8.5", "2")), Code::corrupt,
               "hidden_size is missing or no");
  expect_error(parse_network_config(with("99999999", "2")), Code::corrupt, "outside 1 to");
  expect_error(parse_network_config(with("9", "2")), Code::corrupt, "no multiple");
  expect_error(parse_network_config(R"({"model_type":"bert"})"), Code::corrupt, "is missing");
  expect_error(parse_network_config("[]"), Code::corrupt, "not a JSON object");
  expect_error(parse_network_config("{"), Code::corrupt, "not valid JSON");
  expect_error(parse_network_config(""), Code::corrupt, "not valid JSON");
}

TEST(ModelConfig, RefusesAnEpsilonThatIsNoneInFloat32) {
  const auto with = [](const std::string& epsilon) {
    return R"({"model_type":"bert","hidden_size":8,"num_attention_heads":2,"num_hidden_layers":1,)"
           R"("intermediate_size":16,"vocab_size":10,"max_position_embeddings":16,)"
           R"("type_vocab_size":2,"layer_norm_eps":)" +
           epsilon + "}";
  };
  EXPECT_TRUE(parse_network_config(with("1e-12")));
  for (const char* epsilon : {"0", "-1e-5", "1e-60", "2", "\"small\""}) {
    expect_error(parse_network_config(with(epsilon)), Code::corrupt, "layer_norm_eps is no number");
  }
}

}  // namespace
}  // namespace cognate::model
