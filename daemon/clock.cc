#include "daemon/clock.h"

#include <condition_variable>
#include <mutex>

namespace dongtin {

std::chrono::steady_clock::time_point SystemClock::Now() const { return std::chrono::steady_clock::now(); }

std::int64_t SystemClock::WallMs() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

bool SystemClock::Sleep(std::chrono::milliseconds duration, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, duration, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace dongtin
