#pragma once
// What waits for the model, and which of it goes next.
//
// Requests stand in a ring. A batch is formed by going round: each request in turn gives texts of
// at most kTurnTokens, then steps to the end if it has more, until the batch is full or nothing is
// left. So a lone request fills a batch by itself, and among others a large one gets its share and
// no more: nobody starves, and small requests are served in the order in which they came. Texts of
// another lane than the first one taken wait, without losing their place.
// Not thread-safe: the service guards it.

#include <cstddef>
#include <deque>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "embed/work.h"

namespace cognate::embed {

/// Work that waits, or that a batch holds.
struct Amount {
  std::size_t texts = 0;
  std::size_t tokens = 0;
  std::size_t bytes = 0;

  Amount& operator+=(const Flight& flight);
  Amount& operator-=(const Flight& flight);
};

/// Texts for one call of the model.
struct Batch {
  Lane lane;
  std::vector<Flight*> flights;
  Amount amount;
  std::size_t dropped = 0;                     ///< texts for which nobody waited any more
  std::vector<std::shared_ptr<Request>> gone;  ///< requests found stopped or out of time
};

struct BatchRules {
  std::size_t groups = 1;  ///< groups of texts that a call should have: some for each thread
  std::size_t tokens_max = 0;
};

/// The guide's rule, a cap on the texts of a group: 16 under 1,000 texts, 32 to 10,000, 64 above.
std::size_t auto_batch_size(std::size_t texts) noexcept;

class WorkQueue {
 public:
  /// The flight of that key, waiting or running; null where there is none.
  Flight* find(const Hash128& key);
  /// A new flight, the last of those that `request` brings in.
  Flight& add(Request& request, const Hash128& key, std::string_view text, std::size_t tokens);
  /// Puts the request at the end of the ring. REQUIRES: it brought in flights.
  void enqueue(std::shared_ptr<Request> request);

  /// Nothing waits; batches may still be running.
  bool empty() const noexcept { return ring_.empty(); }
  const Amount& waiting() const noexcept { return waiting_; }

  /// The next batch. Without flights when all who waited are gone. Its flights stay open for
  /// joining until they land.
  Batch take(const BatchRules& rules, Clock::time_point now);
  /// Takes flights out: nobody can join them any more.
  std::vector<Flight> land(std::span<Flight* const> flights);
  /// Empties the queue, and gives all requests that had waited in it.
  std::vector<std::shared_ptr<Request>> abandon();

 private:
  struct KeyHash {
    std::size_t operator()(const Hash128& key) const noexcept { return key.low; }
  };
  enum class Turn { over, full };

  Turn take_turn(Request& request, std::size_t texts_max, const BatchRules& rules,
                 Clock::time_point now, Batch& batch);
  void drop(Flight& flight);

  std::unordered_map<Hash128, Flight, KeyHash> flights_;
  std::deque<std::shared_ptr<Request>> ring_;
  Amount waiting_;
};

}  // namespace cognate::embed
