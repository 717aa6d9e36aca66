// What is wrong with one boundary of the engine at present: between its first failed try and the next good one.
//
// Logs when the trouble begins, when its reason changes and when it is over, never for each try. Threads: Failed and
// Works from one, message from any.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <utility>

#include "daemon/log.h"
#include "daemon/sync.h"

namespace dongtin {

class Trouble {
 public:
  // `what` is the boundary's name in the log.
  explicit Trouble(std::string what) : what_(std::move(what)) {}

  void Failed(const std::string& message) EXCLUDES(mutex_) {
    failing_ = true;
    {
      MutexLock lock(mutex_);
      if (message_ == message) return;
      message_ = message;
    }
    Log(LogLevel::kWarn, "engine", what_ + ": " + message + " (is tried again until it works)");
  }

  void Works() EXCLUDES(mutex_) {
    if (!failing_) return;
    failing_ = false;
    {
      MutexLock lock(mutex_);
      message_.reset();
    }
    Log(LogLevel::kInfo, "engine", what_ + " works again");
  }

  // Why the last try failed; nullopt when it did not.
  std::optional<std::string> message() const EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return message_;
  }

 private:
  const std::string what_;
  std::atomic<bool> failing_ = false;  // so that success costs no lock
  mutable Mutex mutex_;
  std::optional<std::string> message_ GUARDED_BY(mutex_);
};

}  // namespace dongtin
