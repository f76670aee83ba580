// kill -9 at random moments. A program writes from several threads; it is killed, the store is
// opened, and: all that was acknowledged is there, the one operation that each thread had begun is
// there whole or not at all, searches find the same as scans, and every link and checksum is right.
// CRASH_CYCLES says how often for each back end (20).

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <thread>

#include "store/conformance/crash_protocol.h"
#include "store/conformance/oracle.h"

namespace cognate::store::conformance {
namespace {

using std::chrono::milliseconds;

constexpr int kMillisecondsMax = 150;
constexpr milliseconds kWaitMax{30'000};

std::size_t cycles() {
  const char* const text = std::getenv("CRASH_CYCLES");
  std::size_t number = 20;
  if (text != nullptr) {
    std::from_chars(text, text + std::string_view(text).size(), number);
  }
  return number;
}

/// The program, from its start to its end by SIGKILL; what it said until then.
class Victim {
 public:
  explicit Victim(std::vector<std::string> arguments) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) {
      pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      ::execv(pointers[0], pointers.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
  }
  ~Victim() { ::close(output_); }
  Victim(const Victim&) = delete;
  Victim& operator=(const Victim&) = delete;

  /// The pause begins with the program, or with the first that it says.
  std::string kill_after(std::chrono::milliseconds pause, bool from_first_word) {
    std::atomic<bool> heard = false;
    // Read meanwhile, so that a full pipe does not hold it up.
    std::string said;
    std::jthread reader([&] {
      std::array<char, 4096> buffer{};
      for (ssize_t n = 0; (n = ::read(output_, buffer.data(), buffer.size())) > 0;) {
        said.append(buffer.data(), static_cast<std::size_t>(n));
        heard = true;
      }
    });
    for (milliseconds waited{0}; from_first_word && !heard && waited < kWaitMax; ++waited) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    std::this_thread::sleep_for(pause);
    ::kill(process_, SIGKILL);
    int status = 0;
    ::waitpid(process_, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << WEXITSTATUS(status);
    reader.join();
    return said;
  }

 private:
  pid_t process_ = -1;
  int output_ = -1;
};

/// What one thread of the program wrote, as far as it said.
struct Thread {
  Oracle oracle{Metric::cosine};
  std::size_t next = 0;                   // operations that are known to be done
  std::optional<std::size_t> begun = {};  // and one that may be
};

class Crash : public ::testing::TestWithParam<const Backend*> {
 protected:
  static void apply(Oracle& oracle, const CrashOperation& operation) {
    if (operation.upserts.empty()) {
      oracle.erase(operation.erased);
    } else {
      oracle.upsert(operation.upserts);
    }
  }

  void listen(const std::string& said) {
    std::size_t at = 0;
    for (std::size_t end = 0; (end = said.find('\n', at)) != std::string::npos; at = end + 1) {
      const char what = said[at];
      const std::size_t thread = static_cast<std::size_t>(said[at + 2] - '0');
      std::size_t number = 0;
      std::from_chars(said.data() + at + 4, said.data() + end, number);
      ASSERT_LT(thread, kCrashThreads);
      ASSERT_EQ(number, threads_[thread].next);
      if (what == 'b') {
        threads_[thread].begun = number;
        continue;
      }
      apply(threads_[thread].oracle, crash_operation(kSeed, thread, number));
      threads_[thread].begun.reset();
      ++threads_[thread].next;
      ++acknowledged_;
    }
  }

  static bool same(const std::vector<Document>& a, const std::vector<Document>& b) {
    return std::ranges::equal(a, b, [](const Document& x, const Document& y) {
      return x.id == y.id && x.vector == y.vector && x.payload == y.payload && x.text == y.text;
    });
  }

  /// The thread's documents are those of the oracle, without or with what had been begun.
  void check(std::size_t number, const std::vector<Document>& there) {
    Thread& thread = threads_[number];
    const Projection everything{.vector = true};
    if (same(there, thread.oracle.scan({}, everything))) {
      // What had been begun did not happen; the next run begins with it.
      thread.begun.reset();
      return;
    }
    ASSERT_TRUE(thread.begun) << "thread " << number << " lost what was acknowledged";
    apply(thread.oracle, crash_operation(kSeed, number, *thread.begun));
    ASSERT_TRUE(same(there, thread.oracle.scan({}, everything)))
        << "thread " << number << ": what was begun is neither whole nor absent";
    thread.begun.reset();
    ++thread.next;
  }

  void check_store(bool read_only) {
    auto opened = open_durable_store(*GetParam(), path(), {.read_only = read_only});
    if (!opened && opened.error().code == Code::not_found && acknowledged_ == 0) {
      return;  // killed before the store was made
    }
    ASSERT_TRUE(opened) << opened.error().message;
    Store& store = **opened;
    std::vector<std::vector<Document>> there(kCrashThreads);
    std::set<std::string> ids;
    for (Document& document : scan_all(store, {.with = {.vector = true}})) {
      ids.insert(document.id);
      there[static_cast<std::size_t>(document.id[0] - '0')].push_back(std::move(document));
    }
    for (std::size_t thread = 0; thread < kCrashThreads; ++thread) {
      check(thread, there[thread]);
    }
    const SearchQuery query{.vector = RandomDocuments(1).vector(), .top_k = 1000, .exact = true};
    const auto answers = store.search({&query, 1});
    ASSERT_TRUE(answers) << answers.error().message;
    std::set<std::string> found;
    for (const Hit& hit : answers->front()) {
      found.insert(hit.id);
    }
    EXPECT_EQ(found, ids) << "the index knows others than the truth";
    const Status whole = store.maintain(Chore::verify);
    EXPECT_TRUE(whole) << whole.error().message;
  }

  std::string path() const { return folder_.path("store"); }

  static constexpr std::uint64_t kSeed = 20;
  ScratchFolder folder_;
  std::vector<Thread> threads_{kCrashThreads};
  std::size_t acknowledged_ = 0;
};

TEST_P(Crash, WhatWasAcknowledgedSurvivesKillNine) {
  std::mt19937_64 engine(5);
  std::size_t begun_and_there = 0;
  for (std::size_t cycle = 0; cycle < cycles() && !HasFailure(); ++cycle) {
    SCOPED_TRACE(cycle);
    std::vector<std::string> arguments = {COGNATE_CRASH_WRITER, GetParam()->name, path(),
                                          std::to_string(kSeed)};
    for (const Thread& thread : threads_) {
      arguments.push_back(std::to_string(thread.next));
    }
    Victim victim(std::move(arguments));
    const auto pause = std::uniform_int_distribution<int>(1, kMillisecondsMax)(engine);
    // Every fourth is killed while it starts, opens or makes the store.
    listen(victim.kill_after(std::chrono::milliseconds(pause), cycle % 4 != 0));
    std::size_t before = 0;
    std::size_t after = 0;
    for (const Thread& thread : threads_) {
      before += thread.next;
    }
    // A reader leaves all as the crash left it; the next run then opens just that.
    check_store(cycle % 2 == 0);
    for (const Thread& thread : threads_) {
      after += thread.next;
    }
    begun_and_there += after - before;
  }
  std::printf(
      "%s: %zu cycles, %zu operations acknowledged, none lost; %zu that had been begun were "
      "there, whole\n",
      GetParam()->name, cycles(), acknowledged_, begun_and_there);
  EXPECT_GT(acknowledged_, 0) << "nothing was tested";
}

INSTANTIATE_TEST_SUITE_P(Stores, Crash, ::testing::ValuesIn(all_backends()),
                         [](const auto& one) { return std::string(one.param->name); });

}  // namespace
}  // namespace cognate::store::conformance
