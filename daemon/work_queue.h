// A queue from any number of producers to a pool of workers, first in, first out.
//
// It has no limit of its own: ByteBudget bounds what can be in it. Both ends hand over several items at once, since on
// a busy core a wake-up and a switch of threads cost more than a queue does. Few items are shared out rather than taken
// by the first: a worker takes at most its share of what is there.
//
// Threads: any, on both ends. Close: the workers drain it and then see the end. Abort: what is in it is dropped,
// waiting workers see the end at once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <iterator>
#include <utility>
#include <vector>

#include "daemon/sync.h"

namespace dongtin {

template <typename T>
class WorkQueue {
 public:
  // `workers`: how many threads pop, at least 1. `max_share`: the most items that one of them takes at once, at
  // least 1.
  WorkQueue(std::size_t workers, std::size_t max_share) : workers_(workers), max_share_(max_share) {}

  // Appends `items` and leaves it empty. Nothing is appended once closed or aborted.
  void Push(std::vector<T>* items) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (!closed_) {
      items_.insert(items_.end(), std::make_move_iterator(items->begin()), std::make_move_iterator(items->end()));
      if (items->size() == 1) {
        ready_.NotifyOne();
      } else {
        ready_.NotifyAll();
      }
    }
    items->clear();
  }

  // Fills `out`, which is emptied first, with the worker's share, waiting for at least one item. False at the end.
  bool Pop(std::vector<T>* out) EXCLUDES(mutex_) {
    out->clear();
    MutexLock lock(mutex_);
    while (items_.empty() && !closed_) ready_.Wait(mutex_);
    if (items_.empty()) return false;
    const std::size_t share = std::clamp<std::size_t>(items_.size() / workers_, 1, max_share_);
    const auto end = items_.begin() + static_cast<std::ptrdiff_t>(share);
    out->insert(out->end(), std::make_move_iterator(items_.begin()), std::make_move_iterator(end));
    items_.erase(items_.begin(), end);
    return true;
  }

  void Close() EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    closed_ = true;
    ready_.NotifyAll();
  }

  void Abort() EXCLUDES(mutex_) {
    std::deque<T> dropped;  // destroyed after the lock is given back
    MutexLock lock(mutex_);
    closed_ = true;
    items_.swap(dropped);
    ready_.NotifyAll();
  }

 private:
  const std::size_t workers_;
  const std::size_t max_share_;
  Mutex mutex_;
  Condition ready_;
  std::deque<T> items_ GUARDED_BY(mutex_);
  bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace dongtin
