#include "stages/dedup/clock.h"

#include <algorithm>

namespace dongtin {
namespace {

constexpr std::int64_t kLastMs = 253'402'300'799'999;  // the end of the year 9999: no sum of times overflows

}  // namespace

void WindowClock::Vote(std::int64_t time_ms) {
  time_ms = std::clamp(time_ms, std::int64_t{0}, kLastMs);
  if (time_ms > 0) {
    const bool was_settled = is_settled();
    times_[next_] = time_ms;
    next_ = (next_ + 1) % kVotes;
    if (!was_settled) ++votes_;
    // A settled clock is not moved by a time that it has passed.
    if (!was_settled || time_ms > time_ms_) time_ms_ = was_settled ? std::max(time_ms_, Majority()) : Majority();
  }
  now_ms_ = std::max(time_ms_, time_ms);
}

std::int64_t WindowClock::Majority() const {
  std::array<std::int64_t, kVotes> sorted = times_;
  const auto end = sorted.begin() + static_cast<std::ptrdiff_t>(votes_);
  // All from here on have reached it: votes_ / 2 + 1 of them.
  const auto majority = sorted.begin() + static_cast<std::ptrdiff_t>((votes_ - 1) / 2);
  std::nth_element(sorted.begin(), majority, end);
  return *majority;
}

}  // namespace dongtin
