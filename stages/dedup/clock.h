// WindowClock: what time is it, by the times that messages claim? Pure, deterministic; owned by DedupIndex.
//
// One time in the far future must not expire all that the index remembers, and a feed that comes back after a week must
// not wait. So the clock takes a vote: it is the latest time that most of the last kVotes questions have reached. As
// long as the bad times are fewer than half of them, they move nothing, and a feed that did move on carries the clock
// with it after half as many messages. Until kVotes questions have come, the vote is of those there are and may go
// back, so that a bad first time passes too; then it goes forward only.
//
// The vote trails the newest message by up to half of kVotes messages. That holds up expiry, never an answer: a
// question is answered as of its own time where that is later (Now).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace dongtin {

class WindowClock {
 public:
  // Odd, so that "most" is half and one more; enough that a burst of one broken crawler is not the majority.
  static constexpr std::size_t kVotes = 63;

  // Counts the time of a question: milliseconds since 1970. A time of 0 or before says nothing. Times after the year
  // 9999 count as its end.
  void Vote(std::int64_t time_ms);

  // As of when the question that voted last is answered: its own time, or the clock where that is later.
  std::int64_t now_ms() const { return now_ms_; }
  // The vote; 0 before the first time.
  std::int64_t time_ms() const { return time_ms_; }
  // True when enough have voted to expire anything by it.
  bool is_settled() const { return votes_ == kVotes; }

 private:
  std::int64_t Majority() const;

  std::array<std::int64_t, kVotes> times_ = {};  // a ring; the first votes_ of it are used
  std::size_t votes_ = 0;
  std::size_t next_ = 0;
  std::int64_t time_ms_ = 0;
  std::int64_t now_ms_ = 0;
};

}  // namespace dongtin
