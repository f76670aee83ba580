// cognate key create|list|revoke

#include <fmt/chrono.h>

#include <array>
#include <ctime>

#include "base/file_system.h"
#include "cli/keys_file.h"
#include "server/keys.h"

namespace cognate::cli {
namespace {

Result<server::KeyFile> open_keys(const Session& session) {
  TRY(std::string path, keys_file(session));
  return server::KeyFile(real_file_system(), std::move(path));
}

Status create(Session& session) {
  TRY(const auto keys, open_keys(session));
  const std::string role = session.given.option("--role");
  TRY(const server::Access access, server::key_access(role.empty() ? "reader" : role));
  TRY(const std::string secret, keys.create(session.given.argument("NAME"), access));
  session.console.note(
      fmt::format("this is the only time that the key is shown; {} keeps its hash", keys.path()));
  return session.console.out(secret + "\n");
}

Status list(Session& session) {
  TRY(const auto keys, open_keys(session));
  TRY(const auto all, keys.read());
  std::string lines;
  for (const server::Key& key : all) {
    lines += fmt::format("{}  {:<8} {:%Y-%m-%d}  {}\n", key.id, server::access_name(key.access),
                         fmt::gmtime(static_cast<std::time_t>(key.created_seconds)), key.name);
  }
  if (all.empty()) {
    session.console.note(fmt::format("no keys in {}", keys.path()));
  }
  return session.console.out(lines);
}

Status revoke(Session& session) {
  TRY(const auto keys, open_keys(session));
  return keys.revoke(session.given.argument("ID"));
}

constexpr std::array kNameArgument = {
    Argument{.name = "NAME", .help = "what you call it: the program or person that gets it"},
};
constexpr std::array kIdArgument = {
    Argument{.name = "ID", .help = "its first eight digits, as `cognate key list` shows them"},
};
constexpr std::array kCreateOptions = {
    Option{.flag = "--role",
           .value = "ROLE",
           .help = "what it may do: reader (the default) computes and reads, writer changes data, "
                   "admin does everything, metrics sees figures only",
           .choices = "reader|writer|admin|metrics"},
    kKeysFileOption,
};
constexpr std::array kOptions = {kKeysFileOption};

constexpr Command kCreate = {.name = "create",
                             .summary = "make a key and show it",
                             .about = "A running server knows it within a second.",
                             .arguments = kNameArgument,
                             .options = kCreateOptions,
                             .run = create};
constexpr Command kList = {.name = "list",
                           .summary = "the keys there are: id, role, day, name",
                           .about = "",
                           .options = kOptions,
                           .run = list};
constexpr Command kRevoke = {
    .name = "revoke",
    .summary = "take a key back",
    .about =
        "A running server refuses it within a second. When the last key is gone, nobody gets "
        "in: delete the file to serve without keys.",
    .arguments = kIdArgument,
    .options = kOptions,
    .run = revoke};

constexpr std::array<const Command*, 3> kChildren = {&kCreate, &kList, &kRevoke};

}  // namespace

constexpr Command kKeyCommand = {
    .name = "key",
    .summary = "keys that clients of `cognate serve` need",
    .about = "As soon as there is one, every request needs one. The file holds hashes only.",
    .children = kChildren,
};

}  // namespace cognate::cli
