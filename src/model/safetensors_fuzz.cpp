// Arbitrary bytes as a safetensors file: an error or tensors that lie inside the bytes, never a
// crash.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "model/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const auto tensors = cognate::model::SafeTensors::parse(file);
  if (tensors) {
    for (const char* name : {"a", "b", "embeddings.word_embeddings.weight"}) {
      const cognate::model::Tensor* tensor = tensors->find(name);
      CHECK(
          tensor == nullptr || (tensor->bytes.data() >= file.data() &&
                                tensor->bytes.data() + tensor->bytes.size() <= file.data() + size),
          "a tensor reaches outside the file");
    }
  }
  return 0;
}
