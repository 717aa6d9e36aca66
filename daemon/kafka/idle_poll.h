// Serves a producer while nothing is written: without a poll its statistics and errors pile up inside librdkafka, one a
// second, for as long as no message comes.
//
// Threads: one of its own, which calls `poll` each second, but never while a Busy lives.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace dongtin {

class IdlePoll {
 public:
  explicit IdlePoll(std::function<void()> poll) : poll_(std::move(poll)) {
    thread_ = std::jthread([this](const std::stop_token& stop) {
      std::unique_lock lock(mutex_);
      while (!stop.stop_requested()) {
        wake_.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
        if (!stop.stop_requested()) poll_();
      }
    });
  }
  IdlePoll(const IdlePoll&) = delete;
  IdlePoll& operator=(const IdlePoll&) = delete;

  // Keeps the thread from the producer.
  class Busy {
   public:
    explicit Busy(IdlePoll* idle) : lock_(idle->mutex_) {}

   private:
    const std::lock_guard<std::mutex> lock_;
  };

 private:
  const std::function<void()> poll_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: ends first
};

}  // namespace dongtin
