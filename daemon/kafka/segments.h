// How a batch is cut when Kafka refuses a record of it for good.
//
// A broker refuses a whole produce request for one bad record, and says of all its records the same. So the batch is
// halved around the suspects until the bad one is alone. Segments are worked off from the front, each to its end before
// the next begins: the order of the batch stays.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace dongtin {

// Positions begin .. end-1 of a batch.
struct Segment {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const Segment&, const Segment&) = default;
};

class Segments {
 public:
  explicit Segments(std::size_t size) {
    if (size > 0) open_.push_back({0, size});
  }

  // What is to be written now; nullopt when all is done.
  std::optional<Segment> Current() const { return open_.empty() ? std::nullopt : std::optional<Segment>(open_.back()); }
  // REQUIRES: Current()
  void Done() { open_.pop_back(); }
  // The bad record of the current segment is among first .. last: what stands around these goes apart from them, and
  // they are halved when that was not enough. REQUIRES: they lie in Current(), which has more than one position
  void Split(std::size_t first, std::size_t last) {
    const Segment whole = open_.back();
    open_.pop_back();
    if (last + 1 < whole.end) open_.push_back({last + 1, whole.end});
    if (whole == Segment{first, last + 1}) {
      const std::size_t middle = first + (last + 1 - first) / 2;
      open_.push_back({middle, last + 1});
      open_.push_back({first, middle});
    } else {
      open_.push_back({first, last + 1});
    }
    if (whole.begin < first) open_.push_back({whole.begin, first});
  }

 private:
  std::vector<Segment> open_;  // the front of the batch is at the back
};

}  // namespace dongtin
