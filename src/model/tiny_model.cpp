#include "model/tiny_model.h"

#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace cognate::model::testing_model {
namespace {

using Vector = std::vector<double>;

Vector normalized(const Vector& x, std::size_t n, const std::vector<float>& gamma,
                  const std::vector<float>& beta) {
  Vector out(x.size());
  for (std::size_t row = 0; row < x.size() / n; ++row) {
    double mean = 0;
    double variance = 0;
    for (std::size_t i = 0; i < n; ++i) {
      mean += x[row * n + i] / static_cast<double>(n);
    }
    for (std::size_t i = 0; i < n; ++i) {
      variance += std::pow(x[row * n + i] - mean, 2) / static_cast<double>(n);
    }
    for (std::size_t i = 0; i < n; ++i) {
      out[row * n + i] = (x[row * n + i] - mean) / std::sqrt(variance + 1e-12) * gamma[i] + beta[i];
    }
  }
  return out;
}

Vector dense(const Vector& x, std::size_t k, const std::vector<float>& weight,
             const std::vector<float>& bias) {
  const std::size_t rows = x.size() / k;
  const std::size_t n = bias.size();
  Vector out(rows * n);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < n; ++c) {
      double sum = bias[c];
      for (std::size_t i = 0; i < k; ++i) {
        sum += x[r * k + i] * weight[c * k + i];
      }
      out[r * n + c] = sum;
    }
  }
  return out;
}

Vector plus(Vector a, const Vector& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] += b[i];
  }
  return a;
}

}  // namespace

TinyModel::TinyModel() {
  static std::atomic<int> counter{0};
  path_ = (std::filesystem::temp_directory_path() /
           ("cognate_tiny_" + std::to_string(::getpid()) + "_" + std::to_string(counter++)))
              .string();
  words_ = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a",    "b",       "c",   "city",
            "date",  "of",    "birth", "##s",   "##ing",  "name", "country", "##y", ":"};
  const std::string at = "embeddings.";
  make_tensor(at + "word_embeddings.weight", {words_.size(), kHidden});
  make_tensor(at + "position_embeddings.weight", {kPositions, kHidden});
  make_tensor(at + "token_type_embeddings.weight", {kTypes, kHidden});
  make_tensor(at + "LayerNorm.weight", {kHidden});
  make_tensor(at + "LayerNorm.bias", {kHidden});
  for (std::size_t i = 0; i < kLayers; ++i) {
    const std::string layer_at = "encoder.layer." + std::to_string(i) + ".";
    for (const char* name : {"attention.self.query", "attention.self.key", "attention.self.value",
                             "attention.output.dense"}) {
      make_tensor(layer_at + name + ".weight", {kHidden, kHidden});
      make_tensor(layer_at + name + ".bias", {kHidden});
    }
    make_tensor(layer_at + "intermediate.dense.weight", {kInner, kHidden});
    make_tensor(layer_at + "intermediate.dense.bias", {kInner});
    make_tensor(layer_at + "output.dense.weight", {kHidden, kInner});
    make_tensor(layer_at + "output.dense.bias", {kHidden});
    for (const char* name : {"attention.output.LayerNorm", "output.LayerNorm"}) {
      make_tensor(layer_at + name + ".weight", {kHidden});
      make_tensor(layer_at + name + ".bias", {kHidden});
    }
  }
  std::string vocabulary;
  for (const std::string& word : words_) {
    vocabulary += word + "\n";
  }
  write("vocab.txt", vocabulary);
  std::ostringstream config;
  config << R"({"model_type":"bert","hidden_act":"gelu","layer_norm_eps":1e-12,"hidden_size":)"
         << kHidden << R"(,"num_attention_heads":)" << kHeads << R"(,"num_hidden_layers":)"
         << kLayers << R"(,"intermediate_size":)" << kInner << R"(,"vocab_size":)" << words_.size()
         << R"(,"max_position_embeddings":)" << kPositions << R"(,"type_vocab_size":)" << kTypes
         << "}";
  write("config.json", config.str());
  write("modules.json",
        R"([{"type":"x.Transformer","path":""},{"type":"x.Pooling","path":"1_Pooling"},)"
        R"({"type":"x.Normalize","path":"2_Normalize"}])");
  write("1_Pooling/config.json",
        R"({"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true})");
  write("sentence_bert_config.json",
        R"({"max_seq_length":)" + std::to_string(kTokensMax) + R"(,"do_lower_case":false})");
  write_weights();
}

TinyModel::~TinyModel() { std::filesystem::remove_all(path_); }

void TinyModel::make_tensor(const std::string& name, std::vector<std::size_t> shape) {
  std::mt19937 random(seed_++);
  std::normal_distribution<float> normal(name.ends_with("Norm.weight") ? 1.0F : 0.0F, 0.3F);
  std::size_t count = 1;
  for (const std::size_t extent : shape) {
    count *= extent;
  }
  std::vector<float>& values = tensors_[name];
  for (std::size_t i = 0; i < count; ++i) {
    values.push_back(normal(random));
  }
  shapes_[name] = std::move(shape);
}

void TinyModel::write(const std::string& name, const std::string& content) const {
  const std::filesystem::path file = std::filesystem::path(path_) / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
}

void TinyModel::remove(const std::string& name) const {
  std::filesystem::remove_all(std::filesystem::path(path_) / name);
}

std::string TinyModel::read(const std::string& name) const {
  std::ostringstream content;
  content << std::ifstream(std::filesystem::path(path_) / name, std::ios::binary).rdbuf();
  return content.str();
}

void TinyModel::write_weights(const std::string& prefix, const std::string& dtype) const {
  std::string header = "{";
  std::string data;
  for (const auto& [name, values] : tensors_) {
    std::string shape;
    for (const std::size_t extent : shapes_.at(name)) {
      shape += (shape.empty() ? "" : ",") + std::to_string(extent);
    }
    const std::size_t begin = data.size();
    data.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    header += (header.size() > 1 ? ",\"" : "\"") + prefix + name + R"(":{"dtype":")" + dtype +
              R"(","shape":[)" + shape + R"(],"data_offsets":[)" + std::to_string(begin) + "," +
              std::to_string(data.size()) + "]}";
  }
  header += "}";
  const std::uint64_t length = header.size();
  std::string file(sizeof(length), '\0');
  std::memcpy(file.data(), &length, sizeof(length));
  write("model.safetensors", file + header + data);
}

std::vector<double> TinyModel::layer(const Vector& x, std::size_t tokens, std::size_t index) const {
  const std::string at = "encoder.layer." + std::to_string(index) + ".";
  const auto project = [&](const Vector& in, std::size_t k, const std::string& name) {
    return dense(in, k, tensors_.at(at + name + ".weight"), tensors_.at(at + name + ".bias"));
  };
  const auto norm = [&](const Vector& in, const std::string& name) {
    return normalized(in, kHidden, tensors_.at(at + name + ".weight"),
                      tensors_.at(at + name + ".bias"));
  };
  const Vector q = project(x, kHidden, "attention.self.query");
  const Vector k = project(x, kHidden, "attention.self.key");
  const Vector v = project(x, kHidden, "attention.self.value");
  constexpr std::size_t kSize = kHidden / kHeads;
  Vector context(tokens * kHidden, 0.0);
  for (std::size_t t = 0; t < tokens; ++t) {
    for (std::size_t head = 0; head < kHeads; ++head) {
      Vector weight(tokens);
      double total = 0;
      for (std::size_t s = 0; s < tokens; ++s) {
        double score = 0;
        for (std::size_t i = head * kSize; i < (head + 1) * kSize; ++i) {
          score += q[t * kHidden + i] * k[s * kHidden + i];
        }
        weight[s] = std::exp(score / std::sqrt(static_cast<double>(kSize)));
        total += weight[s];
      }
      for (std::size_t s = 0; s < tokens; ++s) {
        for (std::size_t i = head * kSize; i < (head + 1) * kSize; ++i) {
          context[t * kHidden + i] += weight[s] / total * v[s * kHidden + i];
        }
      }
    }
  }
  const Vector attended = norm(plus(project(context, kHidden, "attention.output.dense"), x),
                               "attention.output.LayerNorm");
  Vector inner = project(attended, kHidden, "intermediate.dense");
  for (double& value : inner) {
    value = 0.5 * value * (1 + std::erf(value / std::sqrt(2.0)));
  }
  return norm(plus(project(inner, kInner, "output.dense"), attended), "output.LayerNorm");
}

std::vector<double> TinyModel::vector_of(const std::vector<unsigned>& ids) const {
  Vector x(ids.size() * kHidden);
  for (std::size_t t = 0; t < ids.size(); ++t) {
    for (std::size_t i = 0; i < kHidden; ++i) {
      x[t * kHidden + i] =
          double{tensors_.at("embeddings.word_embeddings.weight")[ids[t] * kHidden + i]} +
          tensors_.at("embeddings.position_embeddings.weight")[t * kHidden + i] +
          tensors_.at("embeddings.token_type_embeddings.weight")[i];
    }
  }
  x = normalized(x, kHidden, tensors_.at("embeddings.LayerNorm.weight"),
                 tensors_.at("embeddings.LayerNorm.bias"));
  for (std::size_t i = 0; i < kLayers; ++i) {
    x = layer(x, ids.size(), i);
  }
  Vector out(kHidden, 0.0);
  double length = 0;
  for (std::size_t i = 0; i < kHidden; ++i) {
    for (std::size_t t = 0; t < ids.size(); ++t) {
      out[i] += x[t * kHidden + i] / static_cast<double>(ids.size());
    }
    length += out[i] * out[i];
  }
  for (double& value : out) {
    value /= std::sqrt(length);
  }
  return out;
}

}  // namespace cognate::model::testing_model
