#pragma once
// What the program that is killed does and the test that kills it knows: every operation follows
// from seed, thread and number alone, so that the test can repeat it on the oracle.

#include <cstdint>
#include <string>
#include <vector>

#include "store/conformance/suite.h"

namespace cognate::store::conformance {

inline constexpr std::size_t kCrashThreads = 4;

struct CrashOperation {
  std::vector<Document> upserts = {};
  Selection erased = {};  ///< where there are no upserts
};

/// Threads keep to ids of their own: "2/id 7".
inline CrashOperation crash_operation(std::uint64_t seed, std::size_t thread, std::size_t number) {
  RandomDocuments random(seed * 1'000'003 + thread * 100'000'007 + number);
  const std::string own = std::to_string(thread) + "/";
  CrashOperation operation;
  if (random.below(4) == 0) {
    operation.erased.ids = random.ids(1 + random.below(4));
    for (std::string& id : operation.erased.ids) {
      id.insert(0, own);
    }
    return operation;
  }
  operation.upserts = random.documents(1 + random.below(8));
  for (Document& document : operation.upserts) {
    document.id.insert(0, own);
  }
  return operation;
}

}  // namespace cognate::store::conformance
