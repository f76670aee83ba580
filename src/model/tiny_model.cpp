#include "model/tiny_model.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
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

TinyModel::TinyModel(const TinyShape& shape) : shape_(shape) {
  static std::atomic<int> counter{0};
  path_ = (std::filesystem::temp_directory_path() /
           ("cognate_tiny_" + std::to_string(::getpid()) + "_" + std::to_string(counter++)))
              .string();
  words_ = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a",    "b",       "c",   "city",
            "date",  "of",    "birth", "##s",   "##ing",  "name", "country", "##y", ":"};
  const std::string at = "embeddings.";
  make_tensor(at + "word_embeddings.weight", {words_.size(), shape_.hidden});
  make_tensor(at + "position_embeddings.weight", {shape_.positions, shape_.hidden});
  make_tensor(at + "token_type_embeddings.weight", {kTypes, shape_.hidden});
  make_tensor(at + "LayerNorm.weight", {shape_.hidden});
  make_tensor(at + "LayerNorm.bias", {shape_.hidden});
  for (std::size_t i = 0; i < shape_.layers; ++i) {
    const std::string layer_at = "encoder.layer." + std::to_string(i) + ".";
    for (const char* name : {"attention.self.query", "attention.self.key", "attention.self.value",
                             "attention.output.dense"}) {
      make_tensor(layer_at + name + ".weight", {shape_.hidden, shape_.hidden});
      make_tensor(layer_at + name + ".bias", {shape_.hidden});
    }
    make_tensor(layer_at + "intermediate.dense.weight", {shape_.inner, shape_.hidden});
    make_tensor(layer_at + "intermediate.dense.bias", {shape_.inner});
    make_tensor(layer_at + "output.dense.weight", {shape_.hidden, shape_.inner});
    make_tensor(layer_at + "output.dense.bias", {shape_.hidden});
    for (const char* name : {"attention.output.LayerNorm", "output.LayerNorm"}) {
      make_tensor(layer_at + name + ".weight", {shape_.hidden});
      make_tensor(layer_at + name + ".bias", {shape_.hidden});
    }
  }
  write_files();
  write_weights();
}

void TinyModel::write_files() const {
  std::string vocabulary;
  for (const std::string& word : words_) {
    vocabulary += word + "\n";
  }
  write("vocab.txt", vocabulary);
  std::ostringstream config;
  config << R"({"model_type":"bert","hidden_act":"gelu","layer_norm_eps":1e-12,"hidden_size":)"
         << shape_.hidden << R"(,"num_attention_heads":)" << shape_.heads
         << R"(,"num_hidden_layers":)" << shape_.layers << R"(,"intermediate_size":)"
         << shape_.inner << R"(,"vocab_size":)" << words_.size() << R"(,"max_position_embeddings":)"
         << shape_.positions << R"(,"type_vocab_size":)" << kTypes << "}";
  write("config.json", config.str());
  const std::string normalize =
      shape_.normalize
          ? R"(,{"type":"sentence_transformers.models.Normalize","path":"2_Normalize"})"
          : "";
  write("modules.json", R"([{"type":"sentence_transformers.models.Transformer","path":""},)"
                        R"({"type":"sentence_transformers.models.Pooling","path":"1_Pooling"})" +
                            normalize + "]");
  write("1_Pooling/config.json", fmt::format(R"({{"pooling_mode":"{}","include_prompt":{}}})",
                                             shape_.cls ? "cls" : "mean", shape_.pool_prompt));
  write("sentence_bert_config.json",
        R"({"max_seq_length":)" + std::to_string(shape_.tokens_max) + R"(,"do_lower_case":false})");
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
    return normalized(in, shape_.hidden, tensors_.at(at + name + ".weight"),
                      tensors_.at(at + name + ".bias"));
  };
  const Vector q = project(x, shape_.hidden, "attention.self.query");
  const Vector k = project(x, shape_.hidden, "attention.self.key");
  const Vector v = project(x, shape_.hidden, "attention.self.value");
  const std::size_t size = shape_.hidden / shape_.heads;
  Vector context(tokens * shape_.hidden, 0.0);
  for (std::size_t t = 0; t < tokens; ++t) {
    for (std::size_t head = 0; head < shape_.heads; ++head) {
      Vector weight(tokens);
      double total = 0;
      for (std::size_t s = 0; s < tokens; ++s) {
        double score = 0;
        for (std::size_t i = head * size; i < (head + 1) * size; ++i) {
          score += q[t * shape_.hidden + i] * k[s * shape_.hidden + i];
        }
        weight[s] = std::exp(score / std::sqrt(static_cast<double>(size)));
        total += weight[s];
      }
      for (std::size_t s = 0; s < tokens; ++s) {
        for (std::size_t i = head * size; i < (head + 1) * size; ++i) {
          context[t * shape_.hidden + i] += weight[s] / total * v[s * shape_.hidden + i];
        }
      }
    }
  }
  const Vector attended = norm(plus(project(context, shape_.hidden, "attention.output.dense"), x),
                               "attention.output.LayerNorm");
  Vector inner = project(attended, shape_.hidden, "intermediate.dense");
  for (double& value : inner) {
    value = 0.5 * value * (1 + std::erf(value / std::sqrt(2.0)));
  }
  return norm(plus(project(inner, shape_.inner, "output.dense"), attended), "output.LayerNorm");
}

std::vector<double> TinyModel::vector_of(const std::vector<unsigned>& ids,
                                         std::size_t left_out) const {
  Vector x(ids.size() * shape_.hidden);
  for (std::size_t t = 0; t < ids.size(); ++t) {
    for (std::size_t i = 0; i < shape_.hidden; ++i) {
      x[t * shape_.hidden + i] =
          double{tensors_.at("embeddings.word_embeddings.weight")[ids[t] * shape_.hidden + i]} +
          tensors_.at("embeddings.position_embeddings.weight")[t * shape_.hidden + i] +
          tensors_.at("embeddings.token_type_embeddings.weight")[i];
    }
  }
  x = normalized(x, shape_.hidden, tensors_.at("embeddings.LayerNorm.weight"),
                 tensors_.at("embeddings.LayerNorm.bias"));
  for (std::size_t i = 0; i < shape_.layers; ++i) {
    x = layer(x, ids.size(), i);
  }
  return pooled(x, left_out);
}

std::vector<double> TinyModel::pooled(const Vector& x, std::size_t left_out) const {
  const std::size_t tokens = x.size() / shape_.hidden;
  const std::size_t first = shape_.cls && left_out >= tokens ? 0 : std::min(left_out, tokens);
  const std::size_t end = shape_.cls ? first + 1 : tokens;
  Vector out(shape_.hidden, 0.0);
  double length = 0;
  for (std::size_t i = 0; i < shape_.hidden; ++i) {
    for (std::size_t t = first; t < end; ++t) {
      out[i] += x[t * shape_.hidden + i] / static_cast<double>(end - first);
    }
    length += out[i] * out[i];
  }
  if (shape_.normalize && length > 0) {
    for (double& value : out) {
      value /= std::sqrt(length);
    }
  }
  return out;
}

}  // namespace cognate::model::testing_model
