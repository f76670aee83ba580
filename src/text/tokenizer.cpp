#include "text/tokenizer.h"

#include <algorithm>
#include <functional>
#include <span>

#include "base/check.h"
#include "base/error.h"

namespace cognate::text {
namespace {

/// Passes text on as it is: for parts that are normalized already.
const Normalizer& no_normalizer() {
  static const Normalizer made({.clean_text = false,
                                .handle_chinese_chars = false,
                                .strip_accents = false,
                                .lowercase = false});
  return made;
}

/// Checks the ids of added tokens; those that the model has no word for get their place in the
/// vocabulary, but out of reach of its words.
Status settle_ids(std::span<const AddedToken> tokens, Vocabulary& vocabulary) {
  for (const AddedToken& token : tokens) {
    const std::uint32_t wanted =
        vocabulary.id_of(token.content).value_or(static_cast<std::uint32_t>(vocabulary.size()));
    if (token.id != wanted) {
      return fail(Code::corrupt, "the added token \"{}\" has id {}; it must be {}", token.content,
                  token.id, wanted);
    }
    if (wanted == vocabulary.size()) {
      TRY_OK(vocabulary.add(wanted, token.content));
    }
  }
  return ok();
}

Result<std::uint32_t> special_id(const Vocabulary& vocabulary, std::span<const AddedToken> added,
                                 const std::string& token, std::string_view role) {
  if (const auto id = vocabulary.id_of(token)) {
    return *id;
  }
  const auto found = std::ranges::find(added, token, &AddedToken::content);
  if (found == added.end()) {
    return fail(Code::corrupt, "the {} token \"{}\" is not among the {} tokens of the vocabulary",
                role, token, vocabulary.size());
  }
  return found->id;
}

/// tokenizer_config.json, or nothing where there is none.
Result<std::string> read_config(FileSystem& fs, const std::string& folder) {
  const std::string path = folder + "/tokenizer_config.json";
  return fs.kind(path) == FileKind::file ? read_file(fs, path, limits::kModelJsonBytesMax)
                                         : Result<std::string>("");
}

Result<TokenizerSpec> read_json(FileSystem& fs, const std::string& folder) {
  const std::string path = folder + "/tokenizer.json";
  TRY(const auto json, read_file(fs, path, limits::kModelJsonBytesMax));
  TRY(const auto config, read_config(fs, folder));
  auto spec = parse_tokenizer_json(json);
  if (!spec) {
    return std::move(spec).error().within(path);
  }
  if (!config.empty()) {
    if (auto applied = apply_tokenizer_config(config, *spec); !applied) {
      return std::move(applied).error().within(folder + "/tokenizer_config.json");
    }
  }
  return spec;
}

Result<TokenizerSpec> read_vocab_txt(FileSystem& fs, const std::string& folder) {
  const std::string path = folder + "/vocab.txt";
  TRY(const auto lines, read_file(fs, path, limits::kModelJsonBytesMax));
  TRY(const auto config, read_config(fs, folder));
  auto spec = parse_vocab_txt(lines, config);
  return spec ? std::move(spec) : std::move(spec).error().within(path);
}

}  // namespace

Result<Tokenizer> Tokenizer::load(FileSystem& fs, const std::string& folder, bool lowercase) {
  const bool has_json = fs.kind(folder + "/tokenizer.json") == FileKind::file;
  if (!has_json && fs.kind(folder + "/vocab.txt") != FileKind::file) {
    return fail(Code::not_found, "{}: neither tokenizer.json nor vocab.txt is there", folder);
  }
  TRY(auto spec, has_json ? read_json(fs, folder) : read_vocab_txt(fs, folder));
  spec.switches.lowercase = spec.switches.lowercase || lowercase;
  auto made = make(std::move(spec));
  if (!made) {
    return std::move(made).error().within(folder + (has_json ? "/tokenizer.json" : "/vocab.txt"));
  }
  return made;
}

Result<Tokenizer> Tokenizer::make(TokenizerSpec spec) {
  Tokenizer made(spec.switches);
  Vocabulary& vocabulary = made.model_.vocabulary;
  vocabulary = std::move(spec.vocabulary);
  TRY_OK(vocabulary.seal(spec.continuation_prefix));
  TRY_OK(settle_ids(spec.added_tokens, vocabulary));
  made.model_.word_characters_max = spec.word_characters_max;
  TRY(made.model_.unknown_id, special_id(vocabulary, {}, spec.unknown_token, "unknown"));
  TRY(made.first_id_, special_id(vocabulary, spec.added_tokens, spec.first_token, "first"));
  TRY(made.last_id_, special_id(vocabulary, spec.added_tokens, spec.last_token, "last"));
  const auto middle =
      std::ranges::partition(spec.added_tokens, std::logical_not(), &AddedToken::normalized)
          .begin();
  for (auto token = middle; token != spec.added_tokens.end(); ++token) {
    token->content = made.normalizer_.normalize(token->content);
  }
  TRY(made.normalized_tokens_, AddedTokens::make({middle, spec.added_tokens.end()}));
  spec.added_tokens.erase(middle, spec.added_tokens.end());
  TRY(made.raw_tokens_, AddedTokens::make(std::move(spec.added_tokens)));
  return made;
}

void Tokenizer::encode(std::string_view text, std::size_t tokens_max,
                       std::vector<std::uint32_t>& ids) const {
  CHECK(tokens_max >= 2, "room for the first and the last token");
  ids.assign(1, first_id_);
  WordCutter words(model_, tokens_max - 1, ids);
  raw_tokens_.split(
      text,
      [&](std::string_view part) {
        encode_part(part, words);
        return !words.full();
      },
      [&](std::uint32_t id) {
        words.put_id(id);
        return !words.full();
      });
  ids.resize(std::min(ids.size(), tokens_max - 1));
  ids.push_back(last_id_);
}

void Tokenizer::encode_part(std::string_view part, WordCutter& words) const {
  if (normalized_tokens_.empty()) {
    normalizer_.run(part, words);
    words.end_word();
    return;
  }
  normalized_tokens_.split(
      normalizer_.normalize(part),
      [&](std::string_view between) {
        no_normalizer().run(between, words);
        words.end_word();
        return !words.full();
      },
      [&](std::uint32_t id) {
        words.put_id(id);
        return !words.full();
      });
}

}  // namespace cognate::text
