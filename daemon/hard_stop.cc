#include "daemon/hard_stop.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "daemon/log.h"

namespace dongtin {

HardStop::HardStop() : thread_([this] { Run(); }) {}

HardStop::~HardStop() {
  {
    const std::lock_guard lock(mutex_);
    called_off_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void HardStop::Within(std::chrono::milliseconds limit, std::string why) {
  const auto end = std::chrono::steady_clock::now() + limit;
  {
    const std::lock_guard lock(mutex_);
    if (end_ && *end_ <= end) return;
    end_ = end;
    why_ = std::move(why);
  }
  changed_.notify_all();
}

void HardStop::Run() {
  std::unique_lock lock(mutex_);
  while (!called_off_) {
    if (!end_) {
      changed_.wait(lock);
    } else if (std::chrono::steady_clock::now() < *end_) {
      changed_.wait_until(lock, *end_);
    } else {
      Log(LogLevel::kError, "main", why_);
      std::fflush(nullptr);
      std::_Exit(1);
    }
  }
}

}  // namespace dongtin
