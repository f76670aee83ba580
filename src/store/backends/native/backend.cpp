// The one thing that the store knows of this folder: its row in the registry.

#include "base/error.h"
#include "store/backends/native/native_index.h"
#include "store/vector_index.h"

namespace cognate::store {
namespace {

using native::Form;

struct Choice {
  const char* method;
  int bits;
  Form form;
};
constexpr Choice kChoices[] = {{"sq", 8, Form::bits8},   {"sq", 4, Form::bits4},
                               {"auto", 8, Form::bits8},  // of callers that made no store
                               {"auto", 4, Form::bits4}, {"fp16", 0, Form::halves},
                               {"none", 0, Form::floats}};

Result<Form> form_of(const QuantizationConfig& wanted) {
  for (const Choice& choice : kChoices) {
    if (wanted.method == choice.method && (choice.bits == 0 || wanted.bits == choice.bits)) {
      return choice.form;
    }
  }
  if (wanted.method == "sq") {
    return fail(Code::invalid_argument, "quantization to {} bits: the store 'native' has 8 and 4",
                wanted.bits);
  }
  return fail(Code::invalid_argument, "quantization '{}': the store 'native' has sq, fp16 and none",
              wanted.method);
}

Result<std::unique_ptr<VectorIndex>> make(const IndexSetup& setup) {
  TRY(const Form form, form_of(setup.spec.quantization));
  return std::unique_ptr<VectorIndex>(std::make_unique<native::NativeIndex>(form, setup));
}

Result<std::unique_ptr<VectorIndex>> load(const IndexSetup& setup, FileSystem& files,
                                          const std::string& folder) {
  TRY(const Form form, form_of(setup.spec.quantization));
  auto index = std::make_unique<native::NativeIndex>(form, setup);
  TRY_OK(index->load(files, folder));
  return std::unique_ptr<VectorIndex>(std::move(index));
}

}  // namespace

extern const Backend kNativeBackend;
constinit const Backend kNativeBackend = {
    .name = "native",
    .summary = "scanned codes, and a graph over them; the default and the fastest",
    .options = {},
    .make = make,
    .load = load};

}  // namespace cognate::store
