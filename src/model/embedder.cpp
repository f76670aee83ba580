#include "model/embedder.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>

#include "base/error.h"
#include "base/limits.h"
#include "base/thread_pool.h"
#include "model/batching.h"
#include "model/encoder.h"
#include "model/packed_store.h"
#include "text/tokenizer.h"

namespace cognate::model {
namespace {

// Tokens that a thread encodes in one go: enough rows to reuse each panel of weights often, few
// enough that the activations stay in the second cache. Measured with bench_embed.
constexpr std::size_t kBatchTokensMax = 256;
constexpr std::size_t kBatchTokensMin = 48;
// Batches a thread should get at least, so that no thread waits long for the last one.
constexpr std::size_t kBatchesPerThread = 4;
// Texts that are tokenized and encoded before the next ones are looked at: bounds the memory.
constexpr std::size_t kBlockTexts = 16'384;
constexpr std::size_t kTokenizeChunk = 32;

/// What a thread of the pool keeps between batches.
struct WorkerState {
  Workspace workspace;
  TokenBatch batch;
  std::vector<float*> out;
};

class EncoderEmbedder final : public Embedder {
 public:
  /// `packed_path`: of the file that the encoder is mapped from, or empty.
  EncoderEmbedder(FileSystem& fs, std::string packed_path, EmbedderInfo info, Encoder encoder,
                  text::Tokenizer tokenizer, std::unique_ptr<ThreadPool> pool)
      : fs_(fs),
        packed_path_(std::move(packed_path)),
        info_(std::move(info)),
        encoder_(std::move(encoder)),
        tokenizer_(std::move(tokenizer)),
        pool_(std::move(pool)),
        workers_(pool_->size()) {}

  const EmbedderInfo& info() const noexcept override { return info_; }

  Result<Matrix> embed(std::span<const std::string_view> texts,
                       const EmbedOptions& options) override {
    const std::lock_guard<std::mutex> alone(mutex_);
    const Distinct unique = distinct(texts);
    Matrix vectors(unique.texts.size(), info_.dimension);
    for (std::size_t first = 0; first < unique.texts.size(); first += kBlockTexts) {
      const std::size_t count = std::min(kBlockTexts, unique.texts.size() - first);
      TRY_OK(embed_block(std::span(unique.texts).subspan(first, count), first, options, vectors));
    }
    if (options.progress) {
      options.progress(texts.size(), texts.size());
    }
    if (unique.texts.size() == texts.size()) {
      return vectors;
    }
    Matrix rows(texts.size(), info_.dimension);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      std::ranges::copy(vectors.row(unique.index[i]), rows.row(i).begin());
    }
    return rows;
  }

 private:
  using Ids = std::vector<std::uint32_t>;

  /// Texts that are encoded before the next ones are looked at.
  struct Block {
    const std::vector<Ids>& ids;
    std::size_t first;     // row of the first text
    std::size_t left_out;  // see TokenBatch
    bool together;         // one batch only: all threads share it
    Matrix& vectors;
  };

  /// The ids of `prompt` and text as one string, so that the border is cut as any other place.
  std::vector<Ids> tokenize(std::span<const std::string_view> texts, std::string_view prompt) {
    std::vector<Ids> ids(texts.size());
    const std::size_t chunks = (texts.size() + kTokenizeChunk - 1) / kTokenizeChunk;
    pool_->parallel_for(chunks, [&](std::size_t chunk, std::size_t) {
      const std::size_t end = std::min(texts.size(), (chunk + 1) * kTokenizeChunk);
      std::string joined;
      for (std::size_t i = chunk * kTokenizeChunk; i < end; ++i) {
        std::string_view whole = texts[i];
        if (!prompt.empty()) {
          whole = joined.assign(prompt).append(texts[i]);
        }
        tokenizer_.encode(whole, info_.tokens_max, ids[i]);
      }
    });
    return ids;
  }

  /// How many tokens at the front of every sequence the pooling leaves out: [CLS] and those that
  /// the prompt has when it stands alone.
  std::size_t tokens_left_out(std::string_view prompt) const {
    if (prompt.empty() || encoder_.config().pool_prompt) {
      return 0;
    }
    Ids ids;
    tokenizer_.encode(prompt, info_.tokens_max, ids);
    return ids.size() - 1;
  }

  /// Rows [first, first + texts) of `vectors`. Errors: deadline (stopped), corrupt.
  Status embed_block(std::span<const std::string_view> texts, std::size_t first,
                     const EmbedOptions& options, Matrix& vectors) {
    const std::string_view prompt = prompt_of(info_, options);
    const std::vector<Ids> ids = tokenize(texts, prompt);
    std::vector<std::size_t> lengths;
    std::size_t total = 0;
    for (const Ids& sequence : ids) {
      lengths.push_back(sequence.size());
      total += sequence.size();
    }
    const std::size_t fair = total / (pool_->size() * kBatchesPerThread);
    const auto batches = cut_batches(lengths, std::clamp(fair, kBatchTokensMin, kBatchTokensMax));
    const Block block = {.ids = ids,
                         .first = first,
                         .left_out = tokens_left_out(prompt),
                         .together = batches.size() == 1,
                         .vectors = vectors};
    std::atomic<std::size_t> done{0};
    std::vector<Status> outcomes(batches.size(), ok());
    const auto encode = [&](std::size_t item, std::size_t worker) {
      if (options.stop.stop_requested()) {
        return;
      }
      outcomes[item] = encode_batch(block, batches[item], workers_[worker]);
      done += batches[item].size();
      if (worker == 0 && options.progress) {
        options.progress(first + done, vectors.rows());
      }
    };
    if (block.together) {
      encode(0, 0);
    } else {
      pool_->parallel_for(batches.size(), encode);
    }
    for (const Status& outcome : outcomes) {
      if (!outcome) {
        return give_up_file(outcome.error());
      }
    }
    return options.stop.stop_requested() ? Status(fail(Code::deadline, "embedding was stopped"))
                                         : ok();
  }

  /// Where the packed file turned out to be damaged, the next start shall not find it.
  Error give_up_file(const Error& why) const {
    if (why.code != Code::corrupt) {
      return why;
    }
    const bool removed = !packed_path_.empty() && fs_.remove(packed_path_);
    return fail(why.code, "{}: {}{}", packed_path_, why.message,
                removed ? "; the file was removed, the next start makes it anew" : "");
  }

  Status encode_batch(const Block& block, std::span<const std::size_t> members,
                      WorkerState& state) const {
    state.batch.clear();
    state.batch.left_out = block.left_out;
    state.out.clear();
    for (const std::size_t member : members) {
      const Ids& ids = block.ids[member];
      state.batch.ids.insert(state.batch.ids.end(), ids.begin(), ids.end());
      state.batch.ends.push_back(state.batch.ids.size());
      state.out.push_back(block.vectors.row(block.first + member).data());
    }
    return block.together ? encoder_.encode(state.batch, state.workspace, state.out, *pool_)
                          : encoder_.encode(state.batch, state.workspace, state.out);
  }

  FileSystem& fs_;
  std::string packed_path_;
  EmbedderInfo info_;
  Encoder encoder_;
  text::Tokenizer tokenizer_;
  std::mutex mutex_;  // one request at a time: the workspaces belong to the pool's workers
  std::unique_ptr<ThreadPool> pool_;
  std::vector<WorkerState> workers_;
};

/// The quickest precision that loses next to nothing (docs/decisions/0004-quick-mode.md).
const simd::Precision& near_precision() {
  for (const char* name : {"bf16", "int16"}) {
    if (const simd::Precision* precision = simd::precision(name); precision != nullptr) {
      return *precision;
    }
  }
  return *simd::precision("f32");
}

/// The precision of this name, or the message that lists those there are.
Result<const simd::Precision*> precision_of(const std::string& name) {
  if (name == "near") {
    return &near_precision();
  }
  if (const simd::Precision* precision = simd::precision(name.c_str()); precision != nullptr) {
    return precision;
  }
  std::string there;
  for (const simd::Precision* const* row = simd::precisions(); *row != nullptr; ++row) {
    there += fmt::format("{}{}", there.empty() ? "" : ", ", (*row)->name);
  }
  return fail(Code::unsupported,
              "precision '{}' is not there on this processor ({} kernels); supported: {}, near{}",
              name, simd::kernels().name, there,
              simd::precision("fast") != nullptr ? ", fast" : "");
}

Status check_threads(std::size_t threads) {
  return threads <= limits::kThreadsMax
             ? ok()
             : Status(fail(Code::invalid_argument,
                           "{} threads; allowed: 1 to {}, or 0 for every processor", threads,
                           limits::kThreadsMax));
}

/// Says what a folder without weights holds instead: shards, or only the pickle of a model.
Error no_weights(FileSystem& fs, const std::string& folder) {
  if (fs.kind(folder + "/model.safetensors.index.json") == FileKind::file) {
    return fail(Code::unsupported,
                "{}: the weights are cut into several files (model.safetensors.index.json); "
                "supported is one model.safetensors: save the model anew as one file",
                folder);
  }
  const bool pickle = fs.kind(folder + "/pytorch_model.bin") == FileKind::file;
  return fail(
      Code::not_found, "{}: no model.safetensors{}", folder,
      pickle ? "; pytorch_model.bin is a pickle file, which can run code when it is read, and is "
               "never opened: convert it to safetensors"
             : "; a model folder holds config.json, model.safetensors and tokenizer.json");
}

// Raise it when texts get other vectors from the same model, so that those kept on disk are not
// taken for the new ones.
constexpr int kVectorsVersion = 1;

/// See EmbedderInfo::mark.
std::uint64_t mark_of(const ModelConfig& config, const PackedKey& key) {
  if (key.source == Hash128{}) {  // it was packed in memory, and nobody looked
    return 0;
  }
  return hash64(fmt::format(
      "{} {:x} {:x} {:x} {} {} {} {} {} {} {} {}", kVectorsVersion, key.source.high, key.source.low,
      key.layout, key.precision, key.isa, simd::kernels().name, static_cast<int>(config.pooling),
      config.pool_prompt, config.normalize, config.lowercase, config.tokens_max));
}

EmbedderInfo info_of(const std::string& folder, const ModelConfig& config, const PackedKey& key,
                     std::uint64_t weight_bytes) {
  return {.model = std::filesystem::weakly_canonical(folder).filename().string(),
          .revision = fmt::format("{:016x}", key.revision),
          .precision = key.precision,
          .dimension = config.hidden,
          .tokens_max = config.tokens_max,
          .normalized = config.normalize,
          .weight_bytes = weight_bytes,
          .prompts = config.prompts,
          .default_prompt = config.default_prompt,
          .mark = mark_of(config, key)};
}

/// What loading and packing need alike.
struct Model {
  ModelConfig config;
  const simd::Precision* precision;
  std::unique_ptr<ThreadPool> pool;
};

Result<Model> find_model(FileSystem& fs, const std::string& folder, const LoadOptions& options) {
  if (const std::string_view problem = simd::forced_isa_problem(); !problem.empty()) {
    return fail(Code::invalid_argument, "{}", problem);
  }
  TRY_OK(check_threads(options.threads));
  Model model;
  TRY(model.precision, precision_of(options.precision));
  if (fs.kind(folder) != FileKind::folder) {
    return fail(Code::not_found, "{}: no such model folder", folder);
  }
  TRY(model.config, read_model_config(fs, folder));
  if (fs.kind(folder + "/model.safetensors") != FileKind::file) {
    return no_weights(fs, folder);
  }
  model.pool = std::make_unique<ThreadPool>(options.threads == 0 ? ThreadPool::processors()
                                                                 : options.threads);
  return model;
}

}  // namespace

Result<std::string> pack_embedder(FileSystem& fs, const std::string& folder,
                                  const LoadOptions& options) {
  TRY(const Model model, find_model(fs, folder, options));
  const PackedStore store(fs, options.packed_folder, folder);
  TRY_OK(store.make(model.config, *model.precision, *model.pool));
  return store.path(*model.precision);
}

std::optional<EmbedderInfo> describe_embedder(FileSystem& fs, const std::string& folder,
                                              const LoadOptions& options) {
  const auto precision = precision_of(options.precision);
  const auto config = read_model_config(fs, folder);
  if (!precision || !config || options.packed_folder.empty() ||
      options.threads > limits::kThreadsMax ||
      !std::string_view(simd::forced_isa_problem()).empty()) {
    return std::nullopt;
  }
  const auto packed = PackedStore(fs, options.packed_folder, folder).look(**precision);
  return packed ? std::optional(info_of(folder, *config, packed->key, packed->bytes))
                : std::nullopt;
}

Result<std::unique_ptr<Embedder>> load_embedder(FileSystem& fs, const std::string& folder,
                                                const LoadOptions& options) {
  TRY(Model model, find_model(fs, folder, options));
  const auto& [config, precision, pool] = model;
  const PackedStore store(fs, options.packed_folder, folder);
  TRY(PackedFile file, store.open(config, *precision, *pool));
  TRY(const std::string_view tokenizer_bytes, file.section("tokenizer"));
  TRY(text::Tokenizer tokenizer, text::Tokenizer::from_bytes(tokenizer_bytes));
  if (tokenizer.vocabulary_size() > config.vocabulary) {
    return fail(Code::corrupt, "{}: the tokenizer has {} tokens, config.json says {}", folder,
                tokenizer.vocabulary_size(), config.vocabulary);
  }
  TRY(Encoder encoder, Encoder::load(std::move(file), config, simd::kernels(), *precision));
  EmbedderInfo info = info_of(folder, config, encoder.file().key(), encoder.file().bytes());
  return std::make_unique<EncoderEmbedder>(fs, store.path(*precision), std::move(info),
                                           std::move(encoder), std::move(tokenizer),
                                           std::move(model.pool));
}

}  // namespace cognate::model
