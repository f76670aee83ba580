#pragma once
// How the embedding service does, in the numbers that people watch, and what is wrong with them.

#include <cstdint>
#include <string>
#include <vector>

namespace cognate {

/// Over the last minutes; 0 where nothing happened.
struct PerformanceMetrics {
  double embedding_generation_time = 0;  ///< seconds a computed column (or other text)
  double similarity_search_time = 0;     ///< seconds a search
  double memory_usage = 0;               ///< resident, as a share of the memory limit
  double cache_hit_rate = 0;             ///< 0 to 1, of the texts looked up
  double batch_size = 0;                 ///< texts a call of the model
  std::uint64_t total_columns = 0;       ///< columns and other texts answered
  double error_rate = 0;                 ///< 0 to 1, of the requests
};

struct PerformanceAlert {
  std::string name;  ///< stable: "embedding_generation_time"
  double value = 0;
  double limit = 0;
  std::string text;  ///< in words, for people
};

/// Thread-safety: every function may be called from many threads at once.
class PerformanceMonitor {
 public:
  virtual ~PerformanceMonitor() = default;
  virtual PerformanceMetrics metrics() = 0;
  /// What is out of bounds now; rates of too few observations are not judged.
  virtual std::vector<PerformanceAlert> check_performance_alerts() = 0;
  /// Tells of one similarity search, for those who search.
  virtual void record_search(double seconds) = 0;
};

}  // namespace cognate
