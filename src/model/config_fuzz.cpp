// Arbitrary bytes as config.json: an error, or numbers that the encoder can work with.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/limits.h"
#include "model/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto config =
      cognate::model::parse_network_config({reinterpret_cast<const char*>(data), size});
  if (config) {
    CHECK(config->heads > 0 && config->hidden % config->heads == 0, "heads divide the hidden size");
    CHECK(config->hidden <= cognate::limits::kEncoderHiddenMax, "the hidden size is bounded");
    CHECK(config->layer_norm_epsilon > 0, "epsilon is positive");
  }
  return 0;
}
