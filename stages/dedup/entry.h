// What DedupIndex remembers of one article or takedown, beside its postings.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "stages/article.h"
#include "stages/dedup/similarity.h"

namespace dongtin {

// Shared by the article and by all answers that name it, which may outlive it.
using Id = std::shared_ptr<const std::string>;

// Articles that tell one story. Owned by its members.
struct Cluster {
  std::uint64_t name = 0;
  Id of;                     // of the first member, or of the one that took its place
  std::uint32_t last = 0;    // number of the newest member
  std::uint32_t oldest = 0;  // number of a member in the window: none before it is living
};

// Of a takedown: identity and arrived_ms; id and cluster are null, and it is forgotten, so that nothing is like it.
struct Entry {
  std::array<std::uint64_t, 2> identity = {};
  std::uint64_t key = 0;
  std::uint64_t exact = 0;
  std::uint64_t url = 0;
  std::uint64_t site = 0;
  std::int64_t arrived_ms = 0;  // WindowClock::now_ms of its question
  Sketch sketch;
  Id id;
  std::shared_ptr<Cluster> cluster;
  // Chains through the window; the article's own number where a chain ends.
  std::uint32_t next_in_cluster = 0;
  std::uint32_t older_with_key = 0;
  bool forgotten = false;
  // The first answer, for repeats.
  Relation relation = Relation::kNew;
  double similarity = 0;
  Id of;
  Id previous;
};

inline std::size_t HeapBytes(const Entry& entry) {
  return (entry.id == nullptr ? 0 : entry.id->size()) + entry.sketch.numbers.size() * sizeof(entry.sketch.numbers[0]);
}

}  // namespace dongtin
