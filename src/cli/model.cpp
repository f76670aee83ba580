// cognate model list|path|verify|pack|import

#include <array>

#include "base/error.h"
#include "cli/command.h"
#include "cli/output.h"
#include "engine/model_cache.h"
#include "model/embedder.h"
#include "model/packed_store.h"
#include "report/words.h"

namespace cognate::cli {
namespace {

using engine::FileCheck;
using engine::ModelCache;

Result<ModelCache> open_cache(const Session& session) {
  TRY(const std::string home, cognate_home(session.environment));
  return ModelCache(real_file_system(), home);
}

/// The model that the argument names, else the one of the settings.
std::string chosen_model(const Session& session) {
  const std::string given = session.given.argument("MODEL");
  return given.empty() ? session.config.text("model") : given;
}

std::string megabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

Result<std::string> packed_folder(const Session& session) {
  TRY(const std::string home, cognate_home(session.environment));
  return join_path(home, "packed");
}

/// The packed files of the model in `folder`.
Result<std::vector<model::PackedState>> packed_files(const Session& session,
                                                     const std::string& folder, bool thorough) {
  TRY(const std::string packed, packed_folder(session));
  return model::PackedStore(real_file_system(), packed, folder).list(thorough);
}

/// "f32-avx2 int8-avx2"; "-" for none. Those that will be made anew are left out.
std::string usable_names(const std::vector<model::PackedState>& states) {
  std::string names;
  for (const model::PackedState& state : states) {
    names += state.whole ? (names.empty() ? "" : " ") + state.name : "";
  }
  return names.empty() ? "-" : names;
}

Status list(Session& session) {
  TRY(const ModelCache cache, open_cache(session));
  TRY(const auto models, cache.list());
  if (models.empty()) {
    session.console.note(
        fmt::format("no models in {}; tools/get_model.sh of the source tree gets the default one",
                    cache.folder()));
  }
  std::string lines;
  for (const auto& model : models) {
    TRY(const auto packed, packed_files(session, model.folder, false));
    lines += fmt::format("{:<32} {:>10}  packed: {:<20}  {}\n", model.name, megabytes(model.bytes),
                         usable_names(packed), model.folder);
  }
  return session.console.out(lines);
}

Status path(Session& session) {
  TRY(const ModelCache cache, open_cache(session));
  TRY(const std::string folder, cache.find(chosen_model(session)));
  return session.console.out(folder + "\n");
}

/// How each packed file stands; how many are damaged. One of another time is no damage.
Result<std::size_t> verify_packed(Session& session, const std::string& folder) {
  TRY(const auto states, packed_files(session, folder, true));
  std::size_t damaged = 0;
  for (const model::PackedState& state : states) {
    const bool old = !state.whole && state.whole.error().code == Code::unsupported;
    damaged += state.whole || old ? 0 : 1;
    TRY_OK(session.console.out(fmt::format("{:<8} {}\n",
                                           state.whole ? "ok"
                                           : old       ? "OLD"
                                                       : "CHANGED",
                                           state.path)));
  }
  return damaged;
}

Status verify(Session& session) {
  static constexpr std::string_view kWords[] = {"ok", "CHANGED", "MISSING"};
  TRY(const ModelCache cache, open_cache(session));
  const std::string model = chosen_model(session);
  TRY(const auto checks, cache.verify(model));
  std::size_t wrong = 0;
  for (const FileCheck& check : checks) {
    wrong += check.state == FileCheck::State::whole ? 0 : 1;
    TRY_OK(session.console.out(
        fmt::format("{:<8} {}\n", kWords[static_cast<std::size_t>(check.state)], check.file)));
  }
  TRY(const std::string folder, cache.find(model));
  TRY(const std::size_t damaged, verify_packed(session, folder));
  if (wrong > 0) {
    return fail(Code::corrupt, "model {}: {} not as they were published; get the model again",
                model, report::counted(wrong, "file is", "files are"));
  }
  if (damaged > 0) {
    return fail(Code::corrupt, "model {}: {} damaged; `cognate model pack` makes them anew", model,
                report::counted(damaged, "packed file is", "packed files are"));
  }
  return ok();
}

Status pack(Session& session) {
  TRY(const ModelCache cache, open_cache(session));
  TRY(const std::string folder, cache.find(chosen_model(session)));
  TRY(const std::string packed, packed_folder(session));
  TRY(const std::string path,
      model::pack_embedder(real_file_system(), folder,
                           {.threads = static_cast<std::size_t>(session.config.integer("threads")),
                            .precision = session.config.text("precision"),
                            .packed_folder = packed}));
  TRY(const auto file, real_file_system().open(path));
  return session.console.out(fmt::format("{} ({})\n", path, megabytes(file->size())));
}

/// A model that cannot be loaded is better refused now than at the first use.
Status check_loads(const std::string& folder) {
  const auto embedder = model::load_embedder(real_file_system(), folder, {.threads = 1});
  return embedder ? ok() : Status(embedder.error());
}

Status import(Session& session) {
  TRY(ModelCache cache, open_cache(session));
  TRY(const auto model,
      cache.import(
          session.given.argument("FOLDER"),
          {.name = session.given.option("--name"), .check = check_loads, .stop = session.stop}));
  return session.console.out(
      fmt::format("{} ({}) is in {}\n", model.name, megabytes(model.bytes), model.folder));
}

constexpr std::array kModelArgument = {
    Argument{.name = "MODEL", .help = "else the one of the settings", .optional = true}};
constexpr std::array kFolderArgument = {
    Argument{.name = "FOLDER", .help = "with config.json, model.safetensors and a tokenizer"}};
constexpr std::array kNameOption = {Option{
    .flag = "--name", .value = "NAME", .help = "in the cache; else as the folder is called"}};
constexpr std::array kPackOptions = {
    Option{.flag = "--precision", .value = "MODE", .setting = "precision"},
    Option{.flag = "--threads", .value = "COUNT", .setting = "threads"},
};
constexpr std::array kPackExamples = {
    Example{"so that the first use is as quick as the next", "cognate model pack --precision fast"},
};
constexpr std::array kImportExamples = {
    Example{"then: --model all-MiniLM-L12-v2", "cognate model import Downloads/all-MiniLM-L12-v2"},
};

constexpr Command kList = {
    .name = "list", .summary = "show the models of this machine", .about = "", .run = list};
constexpr Command kPath = {.name = "path",
                           .summary = "show the folder of a model",
                           .about = "",
                           .arguments = kModelArgument,
                           .run = path};
constexpr Command kVerify = {
    .name = "verify",
    .summary = "check a model's files against their SHA-256, packed ones against their own",
    .about = "",
    .arguments = kModelArgument,
    .run = verify};
constexpr Command kPack = {
    .name = "pack",
    .summary = "prepare a model for this processor, so that it opens in milliseconds",
    .about =
        "The first use of a model does the same. The file lies in the folder packed beside "
        "the models; docs/packed-model.md describes it.",
    .arguments = kModelArgument,
    .options = kPackOptions,
    .examples = kPackExamples,
    .run = pack};
constexpr Command kImport = {
    .name = "import",
    .summary = "copy a model from a folder into the cache",
    .about =
        "Takes only the files that a model needs, loads them once to see that they work, and "
        "notes their SHA-256. Weights come from model.safetensors; pickle files are never "
        "opened.",
    .arguments = kFolderArgument,
    .options = kNameOption,
    .examples = kImportExamples,
    .run = import};

constexpr std::array<const Command*, 5> kChildren = {&kList, &kPath, &kVerify, &kPack, &kImport};

}  // namespace

constexpr Command kModelCommand = {
    .name = "model",
    .summary = "the embedding models of this machine",
    .about = "Models live in the folder models of COGNATE_HOME, else of the user's cache folder.",
    .children = kChildren,
};

}  // namespace cognate::cli
