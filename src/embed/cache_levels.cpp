#include "embed/cache_levels.h"

namespace cognate::embed {

void CacheLevels::get(std::span<CacheGet> wanted) const {
  std::vector<CacheGet> missing(wanted.begin(), wanted.end());
  std::vector<std::size_t> place(wanted.size());  // of missing[i] in `wanted`
  for (std::size_t i = 0; i < place.size(); ++i) {
    place[i] = i;
  }
  for (std::size_t level = 0; level < levels_.size() && !missing.empty(); ++level) {
    levels_[level]->get(missing);
    std::vector<CachePut> news;  // to the nearer levels
    std::size_t kept = 0;
    for (std::size_t i = 0; i < missing.size(); ++i) {
      if (missing[i].found) {
        wanted[place[i]].found = true;
        news.push_back({.key = missing[i].key, .vector = missing[i].vector});
      } else {
        missing[kept] = missing[i];
        place[kept++] = place[i];
      }
    }
    missing.resize(kept);
    for (std::size_t nearer = 0; nearer < level && !news.empty(); ++nearer) {
      levels_[nearer]->put(news);
    }
  }
}

void CacheLevels::put(std::span<const CachePut> vectors) const {
  for (Cache* const level : levels_) {
    level->put(vectors);
  }
}

}  // namespace cognate::embed
