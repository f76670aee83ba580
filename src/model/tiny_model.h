#pragma once
// A model folder with random weights, small enough to compute by hand: for tests only.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace cognate::model::testing_model {

/// The network's extents and what follows it.
struct TinyShape {
  std::size_t hidden = 24;
  std::size_t heads = 3;
  std::size_t layers = 2;
  std::size_t inner = 40;
  std::size_t positions = 48;
  std::size_t tokens_max = 32;
  bool cls = false;         // pools [CLS], not the mean
  bool normalize = true;    // to length 1
  bool pool_prompt = true;  // include_prompt of the pooling
};

/// Makes the folder in the system's temporary folder; removes it when destroyed.
class TinyModel {
 public:
  // Of the shape that a test gets when it asks for none.
  static constexpr std::size_t kHidden = TinyShape{}.hidden;
  static constexpr std::size_t kHeads = TinyShape{}.heads;
  static constexpr std::size_t kLayers = TinyShape{}.layers;
  static constexpr std::size_t kInner = TinyShape{}.inner;
  static constexpr std::size_t kPositions = TinyShape{}.positions;
  static constexpr std::size_t kTokensMax = TinyShape{}.tokens_max;
  static constexpr std::size_t kTypes = 2;

  explicit TinyModel(const TinyShape& shape = {});
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

  /// The vector of one sequence by plain loops in double; the pooling leaves the first `left_out`
  /// tokens out.
  std::vector<double> vector_of(const std::vector<unsigned>& ids, std::size_t left_out = 0) const;

 private:
  void write_files() const;
  std::vector<double> pooled(const std::vector<double>& x, std::size_t left_out) const;
  void make_tensor(const std::string& name, std::vector<std::size_t> shape);
  std::vector<double> layer(const std::vector<double>& x, std::size_t tokens,
                            std::size_t index) const;

  TinyShape shape_;
  std::string path_;
  std::vector<std::string> words_;
  Tensors tensors_;
  std::map<std::string, std::vector<std::size_t>> shapes_;
  unsigned seed_ = 1;
};

}  // namespace cognate::model::testing_model
