// Where the results of a pool of workers fall back into the order of the input: many producers, one consumer, popped in
// sequence.
//
// Every item has a sequence number, 0, 1, 2, ... without gaps. Items ahead of their turn wait in a ring whose front is
// the next in turn; they are as many as are in flight between the two ends, which ByteBudget bounds. A Push never
// blocks, so the item that the consumer waits for can always come in.
//
// Threads: Push, Close and Abort any; Pop one. Close: the consumer drains what is in order and then sees the end.
// Abort: what is in it is dropped, the consumer sees the end at once.
#pragma once

#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/sync.h"

namespace dongtin {

// REQUIRES of T: `std::uint64_t sequence` and `std::size_t bytes`, public members.
template <typename T>
class OrderedQueue {
 public:
  // When a Pop has enough. At least one item is given, whatever its size.
  struct Limits {
    std::size_t items = 1;
    std::size_t bytes = static_cast<std::size_t>(-1);
    std::chrono::milliseconds linger{0};  // longest wait for more, once there is one
  };

  // Takes over `items` and leaves it empty. REQUIRES: no sequence number is pushed twice.
  void Push(std::vector<T>* items) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (!closed_) {
      for (T& item : *items) Insert(std::move(item));
      // The consumer is woken once there is what it waits for: its next item, or, while it lingers, a full batch.
      if (ready_items_ >= wanted_items_ || (ready_items_ > 0 && ready_bytes_ >= wanted_bytes_)) ready_.NotifyOne();
    }
    items->clear();
  }

  // Fills `out`, which is emptied first, with items in sequence, waiting for at least one. False at the end.
  bool Pop(const Limits& limits, std::vector<T>* out) EXCLUDES(mutex_) {
    out->clear();
    MutexLock lock(mutex_);
    while (ready_items_ == 0 && !closed_) ready_.Wait(mutex_);
    if (limits.linger.count() > 0) Linger(limits);
    std::size_t bytes = 0;
    while (ready_items_ > 0 && out->size() < limits.items) {
      const std::size_t next_bytes = ring_.front()->bytes;
      if (!out->empty() && (bytes >= limits.bytes || next_bytes > limits.bytes - bytes)) break;
      bytes += next_bytes;
      out->push_back(std::move(*ring_.front()));
      ring_.pop_front();
      ++next_;
      --ready_items_;
    }
    ready_bytes_ -= bytes;
    return !out->empty();
  }

  void Close() EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    closed_ = true;
    ready_.NotifyOne();
  }

  void Abort() EXCLUDES(mutex_) {
    std::deque<std::optional<T>> dropped;  // destroyed after the lock is given back
    MutexLock lock(mutex_);
    closed_ = true;
    ring_.swap(dropped);
    ready_items_ = 0;
    ready_bytes_ = 0;
    ready_.NotifyOne();
  }

 private:
  void Insert(T item) REQUIRES(mutex_) {
    assert(item.sequence >= next_);
    const std::size_t place = item.sequence - next_;
    if (place >= ring_.size()) ring_.resize(place + 1);
    assert(!ring_[place].has_value());
    ring_[place] = std::move(item);
    while (ready_items_ < ring_.size() && ring_[ready_items_].has_value()) {
      ready_bytes_ += ring_[ready_items_]->bytes;
      ++ready_items_;
    }
  }

  void Linger(const Limits& limits) REQUIRES(mutex_) {
    const auto deadline = std::chrono::steady_clock::now() + limits.linger;
    wanted_items_ = limits.items;
    wanted_bytes_ = limits.bytes;
    while (!closed_ && ready_items_ < limits.items && ready_bytes_ < limits.bytes) {
      if (!ready_.WaitUntil(mutex_, deadline)) break;
    }
    wanted_items_ = 1;
    wanted_bytes_ = static_cast<std::size_t>(-1);
  }

  Mutex mutex_;
  Condition ready_;
  std::deque<std::optional<T>> ring_ GUARDED_BY(mutex_);  // place 0 is for the item number next_
  std::uint64_t next_ GUARDED_BY(mutex_) = 0;
  std::size_t ready_items_ GUARDED_BY(mutex_) = 0;  // at the front of the ring, without a gap
  std::size_t ready_bytes_ GUARDED_BY(mutex_) = 0;
  std::size_t wanted_items_ GUARDED_BY(mutex_) = 1;
  std::size_t wanted_bytes_ GUARDED_BY(mutex_) = static_cast<std::size_t>(-1);
  bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace dongtin
