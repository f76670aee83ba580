#include "engine/model_files.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/error.h"
#include "base/paths.h"

namespace cognate::engine {
namespace {

constexpr std::string_view kWeights = "model.safetensors";

/// Files beside the weights that a model may bring.
constexpr std::array<std::string_view, 11> kKnown = {"README.md",
                                                     "LICENSE",
                                                     "config.json",
                                                     "config_sentence_transformers.json",
                                                     "model.safetensors",
                                                     "modules.json",
                                                     "sentence_bert_config.json",
                                                     "special_tokens_map.json",
                                                     "tokenizer.json",
                                                     "tokenizer_config.json",
                                                     "vocab.txt"};
/// Files of a module's folder ("1_Pooling").
constexpr std::array<std::string_view, 2> kKnownOfModule = {"config.json", "model.safetensors"};

constexpr std::array<std::string_view, 6> kPickles = {".bin", ".pt",   ".pth",
                                                      ".pkl", ".ckpt", ".pickle"};

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_pickle(std::string_view name) {
  return std::any_of(kPickles.begin(), kPickles.end(),
                     [&](std::string_view suffix) { return name.ends_with(suffix); });
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Adds the known files of a module's folder.
Status add_module(FileSystem& fs, const std::string& folder, const std::string& module,
                  std::vector<std::string>& files) {
  TRY(const auto names, fs.list(join_path(folder, module)));
  for (const std::string& name : names) {
    if (is_one_of(kKnownOfModule, name)) {
      files.push_back(join_path(module, name));
    }
  }
  return ok();
}

}  // namespace

Result<std::vector<std::string>> model_files(FileSystem& fs, const std::string& folder) {
  TRY(const auto names, fs.list(folder));
  std::vector<std::string> files;
  std::string pickle;
  for (const std::string& name : names) {
    if (is_one_of(kKnown, name)) {
      files.push_back(name);
    } else if (is_digit(name[0]) && fs.kind(join_path(folder, name)) == FileKind::folder) {
      TRY_OK(add_module(fs, folder, name, files));
    } else if (is_pickle(name)) {
      pickle = name;
    }
  }
  const auto has = [&](std::string_view name) {
    return std::find(files.begin(), files.end(), name) != files.end();
  };
  if (!has(kWeights) && !pickle.empty()) {
    return fail(
        Code::unsupported,
        "{}: the weights are there only as {}, a pickle file; opening one can run any code, "
        "so Cognate never does. Look for a release of the model with {}",
        folder, pickle, kWeights);
  }
  for (const std::string_view needed : {kWeights, std::string_view("config.json")}) {
    if (!has(needed)) {
      return fail(Code::not_found, "{}: no {} in it, so it is no model folder", folder, needed);
    }
  }
  if (!has("vocab.txt") && !has("tokenizer.json")) {
    return fail(Code::not_found, "{}: no tokenizer in it (vocab.txt or tokenizer.json)", folder);
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string model_name(std::string_view folder) {
  while (folder.ends_with('/')) {
    folder.remove_suffix(1);
  }
  constexpr std::string_view kHubPrefix = "models--";
  const std::size_t snapshot = folder.rfind("/snapshots/");
  if (snapshot != std::string_view::npos) {
    const std::string_view hub = folder.substr(0, snapshot);
    const std::string_view last = hub.substr(hub.rfind('/') + 1);
    if (last.starts_with(kHubPrefix)) {
      return std::string(last.substr(last.rfind("--") + 2));
    }
  }
  return std::string(folder.substr(folder.rfind('/') + 1));
}

bool is_model_name(std::string_view name) noexcept {
  const auto allowed = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name[0] != '.' && std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace cognate::engine
