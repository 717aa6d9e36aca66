// How many bytes of messages may be in flight: the one bound on the engine's memory.
//
// The source thread acquires the cost of a message before it hands it on; the sink thread releases it once the outcome
// is written. Between the two no queue has a limit of its own, because all that stands in any of them has been paid
// for. So only the source ever waits for room, and no order of completion can lock the engine up: whatever is in
// flight can always move on to the sink. (Queues with limits each would need a rule for the message that everyone waits
// for, and their sum is harder to reckon.) The sink pays back whole batches: a stalled sink stops the source after
// exactly as many messages as the budget has room for, plus the one that the source holds.
//
// Threads: any. Every wait ends on Abort.
#pragma once

#include <chrono>
#include <cstddef>

#include "daemon/sync.h"

namespace dongtin {

class ByteBudget {
 public:
  explicit ByteBudget(std::size_t limit) : limit_(limit) {}

  // Takes `bytes` if they fit. Progress beats the limit: when nothing is in flight, anything fits.
  bool TryAcquire(std::size_t bytes) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (!Fits(bytes)) return false;
    used_ += bytes;
    return true;
  }

  // The same, waiting for room at most `timeout`. False when there is none, or aborted.
  bool Acquire(std::size_t bytes, std::chrono::milliseconds timeout) EXCLUDES(mutex_) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    MutexLock lock(mutex_);
    while (!aborted_ && !Fits(bytes) && room_.WaitUntil(mutex_, deadline)) {
    }
    if (!Fits(bytes)) return false;
    used_ += bytes;
    return true;
  }

  // Waits at most `timeout` until nothing is in flight. False when something still is, and not aborted.
  bool AwaitEmpty(std::chrono::milliseconds timeout) EXCLUDES(mutex_) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    MutexLock lock(mutex_);
    while (!aborted_ && used_ > 0 && room_.WaitUntil(mutex_, deadline)) {
    }
    return aborted_ || used_ == 0;
  }

  // REQUIRES: as many bytes were acquired and not yet released
  void Release(std::size_t bytes) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    used_ -= bytes;
    room_.NotifyAll();
  }

  void Abort() EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    aborted_ = true;
    room_.NotifyAll();
  }

  std::size_t used() const EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return used_;
  }
  std::size_t limit() const { return limit_; }

 private:
  bool Fits(std::size_t bytes) const REQUIRES(mutex_) {
    return !aborted_ && (used_ == 0 || (used_ <= limit_ && bytes <= limit_ - used_));
  }

  const std::size_t limit_;
  mutable Mutex mutex_;
  Condition room_;
  std::size_t used_ GUARDED_BY(mutex_) = 0;
  bool aborted_ GUARDED_BY(mutex_) = false;
};

}  // namespace dongtin
