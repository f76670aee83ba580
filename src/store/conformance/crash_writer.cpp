// The program that crash_test.cpp kills: writes into a store from several threads until it is
// ended, and says on standard output what it begins ("b THREAD NUMBER") and what was acknowledged
// ("a"). Usage: store_crash_writer BACKEND FOLDER SEED FIRST...  (the number that each thread
// begins with)

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <string>
#include <thread>

#include "store/conformance/crash_protocol.h"

namespace {

using namespace cognate;
using namespace cognate::store;
using namespace cognate::store::conformance;

void say(char what, std::size_t thread, std::size_t number) {
  const std::string line = fmt::format("{} {} {}\n", what, thread, number);
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) {
    ::_exit(1);  // the test is gone
  }
}

std::uint64_t number_of(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

[[noreturn]] void give_up(const Error& error) {
  std::fprintf(stderr, "store_crash_writer: %s\n", error.message.c_str());
  ::_exit(2);
}

void write_for_ever(Store& store, std::uint64_t seed, std::size_t thread, std::size_t first) {
  for (std::size_t number = first;; ++number) {
    const CrashOperation operation = crash_operation(seed, thread, number);
    say('b', thread, number);
    if (!operation.upserts.empty()) {
      if (const Status status = store.upsert(operation.upserts); !status) {
        give_up(status.error());
      }
    } else if (const auto erased = store.erase(operation.erased); !erased) {
      give_up(erased.error());
    }
    say('a', thread, number);
    if (thread == 0 && number % 16 == 15) {
      const Chore chore = number % 32 == 15 ? Chore::flush : Chore::compact;
      if (const Status status = store.maintain(chore); !status) {
        give_up(status.error());
      }
    }
  }
}

const Backend* backend_of(std::string_view name) {
  for (const Backend* backend : all_backends()) {
    if (backend->name == name) {
      return backend;
    }
  }
  return nullptr;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4 + static_cast<int>(kCrashThreads)) {
    return 1;
  }
  const Backend* backend = backend_of(arguments[1]);
  const StoreSpec spec{.path = arguments[2], .dimension = RandomDocuments::kDimension};
  auto store = open_durable_store(*backend, spec.path, {});
  if (!store && store.error().code == Code::not_found) {
    store = create_durable_store(*backend, spec, {});
  }
  if (!store) {
    give_up(store.error());
  }
  std::vector<std::jthread> threads;
  for (std::size_t thread = 0; thread < kCrashThreads; ++thread) {
    threads.emplace_back([&, thread] {
      write_for_ever(**store, number_of(arguments[3]), thread, number_of(arguments[4 + thread]));
    });
  }
  return 0;
}
