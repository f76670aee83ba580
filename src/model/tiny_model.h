#pragma once
// A model folder with random weights, small enough to compute by hand: for tests only.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace cognate::model::testing_model {

/// Makes the folder in the system's temporary folder; removes it when destroyed.
class TinyModel {
 public:
  static constexpr std::size_t kHidden = 24;
  static constexpr std::size_t kHeads = 3;
  static constexpr std::size_t kLayers = 2;
  static constexpr std::size_t kInner = 40;
  static constexpr std::size_t kPositions = 48;
  static constexpr std::size_t kTokensMax = 32;
  static constexpr std::size_t kTypes = 2;

  TinyModel();
  ~TinyModel();
  TinyModel(const TinyModel&) = delete;
  TinyModel& operator=(const TinyModel&) = delete;

  const std::string& path() const { return path_; }
  void write(const std::string& name, const std::string& content) const;
  void remove(const std::string& name) const;
  std::string read(const std::string& name) const;

  using Tensors = std::map<std::string, std::vector<float>>;
  const Tensors& tensors() const { return tensors_; }
  std::size_t vocabulary() const { return words_.size(); }

  /// Writes model.safetensors anew: names get `prefix`, the type is called `dtype`.
  void write_weights(const std::string& prefix = "", const std::string& dtype = "F32") const;

  /// The vector of one sequence by plain loops in double.
  std::vector<double> vector_of(const std::vector<unsigned>& ids) const;

 private:
  void make_tensor(const std::string& name, std::vector<std::size_t> shape);
  std::vector<double> layer(const std::vector<double>& x, std::size_t tokens,
                            std::size_t index) const;

  std::string path_;
  std::vector<std::string> words_;
  Tensors tensors_;
  std::map<std::string, std::vector<std::size_t>> shapes_;
  unsigned seed_ = 1;
};

}  // namespace cognate::model::testing_model
