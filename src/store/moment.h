#pragma once
// What searches look at: truth, index and payload index as they were at one moment.
//
// A write comes to the truth first and to the indexes a little later. Searches hold the mutex
// shared and see the truth as the indexes know it; the writer changes all three while it holds the
// mutex alone. So an answer is one that held at one moment, and nothing in it is half of a write.

#include <memory>

#include "store/fair_mutex.h"
#include "store/truth/truth.h"

namespace cognate::store {

struct Moment {
  FairMutex mutex;
  std::shared_ptr<const TruthView> view;  ///< guarded by mutex
};

}  // namespace cognate::store
