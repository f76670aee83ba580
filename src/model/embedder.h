#pragma once
// The embedder of this engine: a model folder in, an Embedder out.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "base/file_system.h"
#include "cognate/embedder.h"
#include "cognate/result.h"

namespace cognate::model {

struct LoadOptions {
  std::size_t threads = 0;  ///< 0: every processor this process may use
  /// "f32", the contract; "near", the quickest precision of this processor that loses next to
  /// nothing, f32 where it has none; "fast", the quickest one; or its name ("int8").
  std::string precision = "f32";
  /// Where packed models are kept between starts (docs/packed-model.md), for example
  /// "<home>/packed". Empty: the model is packed in memory at each start.
  std::string packed_folder = {};
};

/// Loads config.json, model.safetensors and the tokenizer of `folder`; the model's name is the
/// folder's. Errors: not_found (names the missing file), corrupt, unsupported (names what is not
/// supported and lists what is), invalid_argument (options). Pickle files are never opened.
Result<std::unique_ptr<Embedder>> load_embedder(FileSystem& fs, const std::string& folder,
                                                const LoadOptions& options);

/// What load_embedder's result will say of itself, if a packed file tells it and is of the model's
/// files as they are now: without reading weights. Nothing where anything is in doubt.
std::optional<EmbedderInfo> describe_embedder(FileSystem& fs, const std::string& folder,
                                              const LoadOptions& options);

/// Makes the packed file of these options anew; its path. REQUIRES: a packed folder is given.
/// Errors: those of load_embedder, io (it cannot be written).
Result<std::string> pack_embedder(FileSystem& fs, const std::string& folder,
                                  const LoadOptions& options);

}  // namespace cognate::model
