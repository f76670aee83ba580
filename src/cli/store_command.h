#pragma once
// What the commands under `cognate store` share.

#include <array>
#include <functional>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cognate/store.h"
#include "report/json_writer.h"

namespace cognate::cli {

inline constexpr Argument kStoreArgument = {.name = "PATH", .help = "the folder of the store"};
inline constexpr Option kJsonOption = {.flag = "--json", .help = "a result for programs"};
inline constexpr Option kFilterOption = {
    .flag = "--filter",
    .value = "FILTER",
    .help = "only documents that it lets pass: 'type = \"date\" and nulls < 0.1', or JSON"};

/// What a new store is made like.
inline constexpr Option kProviderOption = {.flag = "--provider",
                                           .value = "NAME",
                                           .help = "the back end, native unless said otherwise",
                                           .choices = "native|hnsw|faiss"};
inline constexpr Option kQuantizationOption = {
    .flag = "--quantization",
    .value = "FORM",
    .help = "in what form searches read the vectors; else what suits the back end",
    .choices = "sq8|sq4|fp16|pq|none"};
inline constexpr Option kSetOption = {
    .flag = "--set",
    .value = "NAME=VALUE",
    .help = "an option of the back end; may be repeated (docs/stores.md lists them)",
    .repeats = true};
inline constexpr std::array kSpecOptions = {
    kProviderOption,
    Option{.flag = "--metric",
           .value = "METRIC",
           .help = "how near two vectors are, cosine unless said otherwise",
           .choices = "cosine|l2|ip"},
    kQuantizationOption,
    kSetOption,
};

/// The description that the options of kSpecOptions make, without path and dimension.
Result<StoreDescription> store_asked_for(const Invocation& given);
/// Whether any of kSpecOptions was given.
bool asks_for_a_store(const Invocation& given);

/// The filter of --filter: in its JSON form where it begins with "{", else in the compact one.
Result<Filter> filter_option(const Invocation& given);

/// Opens the store of the argument PATH.
Result<std::unique_ptr<Store>> open_store(const Session& session, bool read_only);

/// A number of bytes for people: "12.3 MB".
std::string bytes_in_words(double bytes);
/// "sq, 8 bits", "none".
std::string quantization_in_words(const QuantizationConfig& quantization);

/// To standard output: JSON where --json was given, else the text with a line feed.
Status say(Session& session, const std::string& text,
           const std::function<void(report::JsonWriter&)>& members);

/// The members of an object that say what a store was made with.
void write_spec(report::JsonWriter& json, const StoreDescription& store);

extern const Command kStoreCreate;
extern const Command kStoreInfo;
extern const Command kStoreList;
extern const Command kStoreVerify;
extern const Command kStoreCompact;
extern const Command kStoreRebuild;
extern const Command kStoreDelete;
extern const Command kStoreExport;
extern const Command kStoreImport;

}  // namespace cognate::cli
