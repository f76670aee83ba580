// cognate store create PATH --dimension N

#include <array>

#include "base/error.h"
#include "base/limits.h"
#include "cli/number_option.h"
#include "cli/store_command.h"

namespace cognate::cli {
namespace {

Status create(Session& session) {
  if (!session.given.has("--dimension")) {
    return fail(Code::invalid_argument,
                "a new store needs --dimension: how many numbers its vectors have");
  }
  TRY(StoreDescription wanted, store_asked_for(session.given));
  wanted.spec.path = session.given.argument("PATH");
  TRY(const double dimension, number_option(session.given, "--dimension",
                                            {.low = 1, .high = limits::kStoreDimensionMax}, 0));
  wanted.spec.dimension = static_cast<std::size_t>(dimension);
  { TRY(const auto store, create_vector_store(wanted.provider, wanted.spec)); }
  TRY(const StoreDescription made, describe_vector_store(wanted.spec.path));
  return say(
      session,
      fmt::format("{}: a {} store for vectors of {} numbers ({}, quantization {})", made.spec.path,
                  made.provider, made.spec.dimension, metric_name(made.spec.metric),
                  quantization_in_words(made.spec.quantization)),
      [&](report::JsonWriter& json) { write_spec(json, made); });
}

constexpr std::array kArguments = {
    Argument{.name = "PATH", .help = "a folder that is new or empty"}};
constexpr auto kOptions = joined(
    joined(std::array{Option{.flag = "--dimension",
                             .value = "COUNT",
                             .help = "how many numbers a vector has: 384 for all-MiniLM-L6-v2"}},
           kSpecOptions),
    std::array{kJsonOption});
constexpr std::array kExamples = {
    Example{"for vectors of `cognate embed`", "cognate store create notes --dimension 384"},
    Example{"half the memory", "cognate store create notes --dimension 384 --quantization sq4"},
    Example{"any index of FAISS",
            "cognate store create notes --dimension 384 --provider faiss --set factory=IVF256,SQ8"},
};

}  // namespace

constexpr Command kStoreCreate = {
    .name = "create",
    .summary = "make an empty store",
    .about = "",
    .arguments = kArguments,
    .options = kOptions,
    .examples = kExamples,
    .run = create,
};

}  // namespace cognate::cli
