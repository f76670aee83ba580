// cognate store verify|compact|rebuild PATH, cognate store delete PATH

#include <array>
#include <utility>

#include "base/error.h"
#include "cli/store_command.h"
#include "report/words.h"

namespace cognate::cli {
namespace {

/// The store before and after a chore.
struct Change {
  StoreStats before;
  StoreStats after;
};

Result<Change> after_chore(Session& session, Chore chore) {
  TRY(const auto store, open_store(session, chore == Chore::verify));
  TRY(StoreStats before, store->stats());
  TRY_OK(store->maintain(chore, session.stop));
  TRY(StoreStats after, store->stats());
  return Change{.before = std::move(before), .after = std::move(after)};
}

/// Says what was done, and to how much.
Status say_done(Session& session, std::string_view done, const std::string& words,
                const Change& change) {
  const std::string path = session.given.argument("PATH");
  return say(session, fmt::format("{}: {}", path, words), [&](report::JsonWriter& json) {
    const auto number = [&](std::string_view name, std::uint64_t value) {
      json.key(name);
      json.integer(value);
    };
    json.key("path");
    json.text(path);
    json.key("done");
    json.text(done);
    number("documents", change.after.documents);
    number("disk_bytes_before", change.before.disk_bytes);
    number("disk_bytes", change.after.disk_bytes);
  });
}

std::string documents_in_words(const StoreStats& stats) {
  return report::counted(stats.documents, "document", "documents");
}

Status verify(Session& session) {
  TRY(const Change change, after_chore(session, Chore::verify));
  return say_done(session, "verify", "whole, " + documents_in_words(change.after), change);
}

Status compact(Session& session) {
  TRY(const Change change, after_chore(session, Chore::compact));
  return say_done(
      session, "compact",
      fmt::format("compact, {}, {} on disk ({} before)", documents_in_words(change.after),
                  bytes_in_words(static_cast<double>(change.after.disk_bytes)),
                  bytes_in_words(static_cast<double>(change.before.disk_bytes))),
      change);
}

Status rebuild(Session& session) {
  TRY(const Change change, after_chore(session, Chore::rebuild));
  return say_done(session, "rebuild",
                  fmt::format("index made anew over {}", documents_in_words(change.after)), change);
}

Status erase(Session& session) {
  Selection selection{.ids = session.given.all("--id"), .filter = {}};
  if (session.given.has("--filter")) {
    TRY(selection.filter, filter_option(session.given));
  }
  if (selection.ids.empty() && !selection.filter) {
    return fail(Code::invalid_argument,
                "what is to be deleted? give --id (once for each) or --filter; "
                "--filter 'all()' deletes every document");
  }
  TRY(const auto store, open_store(session, false));
  TRY(const std::size_t gone, store->erase(selection));
  return say(session, fmt::format("{} deleted", report::counted(gone, "document", "documents")),
             [&](report::JsonWriter& json) {
               json.key("deleted");
               json.integer(gone);
             });
}

constexpr std::array kArguments = {kStoreArgument};
constexpr std::array kOptions = {kJsonOption};
constexpr std::array kDeleteOptions = {
    Option{
        .flag = "--id", .value = "ID", .help = "this document; may be repeated", .repeats = true},
    kFilterOption,
    kJsonOption,
};
constexpr std::array kDeleteExamples = {
    Example{"two documents", "cognate store delete notes --id a17 --id b4"},
    Example{"by what they say", "cognate store delete notes --filter 'year < 1990'"},
};

}  // namespace

constexpr Command kStoreVerify = {
    .name = "verify",
    .summary = "read everything and check every checksum",
    .about = "Ends with exit code 7 and says what is damaged, where something is.",
    .arguments = kArguments,
    .options = kOptions,
    .run = verify};
constexpr Command kStoreCompact = {
    .name = "compact",
    .summary = "give back the space of what was deleted, index what waits for it",
    .about = "",
    .arguments = kArguments,
    .options = kOptions,
    .run = compact};
constexpr Command kStoreRebuild = {.name = "rebuild",
                                   .summary = "make the index anew from the documents",
                                   .about = "",
                                   .arguments = kArguments,
                                   .options = kOptions,
                                   .run = rebuild};
constexpr Command kStoreDelete = {
    .name = "delete",
    .summary = "delete documents by their ids or by a filter",
    .about = "Asks nothing and says how many went. An id that is not there is no error.",
    .arguments = kArguments,
    .options = kDeleteOptions,
    .examples = kDeleteExamples,
    .run = erase};

}  // namespace cognate::cli
