// A mutex, a lock and a condition that clang's thread-safety analysis understands.
//
// The annotations name, in the declaration, which mutex guards which member; `clang-tidy --extra-arg=-Wthread-safety`
// reports a member touched without it. std::mutex of libstdc++ carries no such annotations, hence these thin wrappers.
// With GCC the macros are empty.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define DONGTIN_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define DONGTIN_THREAD_ANNOTATION(x)
#endif

#define CAPABILITY(name) DONGTIN_THREAD_ANNOTATION(capability(name))
#define SCOPED_CAPABILITY DONGTIN_THREAD_ANNOTATION(scoped_lockable)
#define GUARDED_BY(mutex) DONGTIN_THREAD_ANNOTATION(guarded_by(mutex))
#define REQUIRES(mutex) DONGTIN_THREAD_ANNOTATION(requires_capability(mutex))
#define EXCLUDES(mutex) DONGTIN_THREAD_ANNOTATION(locks_excluded(mutex))
#define ACQUIRE(...) DONGTIN_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define RELEASE(...) DONGTIN_THREAD_ANNOTATION(release_capability(__VA_ARGS__))

namespace dongtin {

class CAPABILITY("mutex") Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() ACQUIRE() { mutex_.lock(); }
  void Unlock() RELEASE() { mutex_.unlock(); }

 private:
  friend class Condition;
  std::mutex mutex_;
};

class SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }
  ~MutexLock() RELEASE() { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits are always in a loop that checks the state again: `while (!ready_) condition_.Wait(mutex_);`. It counts its
// waiters, so that notifying nobody costs no system call.
class Condition {
 public:
  void Wait(Mutex& mutex) REQUIRES(mutex) {
    std::unique_lock lock(mutex.mutex_, std::adopt_lock);
    ++waiters_;
    condition_.wait(lock);
    --waiters_;
    lock.release();
  }
  // False when `deadline` passed before a notification.
  bool WaitUntil(Mutex& mutex, std::chrono::steady_clock::time_point deadline) REQUIRES(mutex) {
    std::unique_lock lock(mutex.mutex_, std::adopt_lock);
    ++waiters_;
    const bool notified = condition_.wait_until(lock, deadline) == std::cv_status::no_timeout;
    --waiters_;
    lock.release();
    return notified;
  }
  // REQUIRES: the mutex of the waiters is held (it guards their number)
  void NotifyOne() {
    if (waiters_ > 0) condition_.notify_one();
  }
  void NotifyAll() {
    if (waiters_ > 0) condition_.notify_all();
  }

 private:
  std::condition_variable condition_;
  int waiters_ = 0;
};

}  // namespace dongtin
