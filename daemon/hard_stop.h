// The end of the process at a fixed time, whatever its threads wait for: calls into Kafka that have no time limit of
// their own are ended by this alone. What was not committed is read again at the next start.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace dongtin {

// Threads: any. Made after SignalWatch (signals.h), as all threads are.
class HardStop {
 public:
  HardStop();
  // Calls the end off.
  ~HardStop();
  HardStop(const HardStop&) = delete;
  HardStop& operator=(const HardStop&) = delete;

  // Ends the process with status 1 after `limit`, having logged `why`, unless an earlier end is set.
  void Within(std::chrono::milliseconds limit, std::string why);

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<std::chrono::steady_clock::time_point> end_;  // guarded by mutex_, as all below
  std::string why_;
  bool called_off_ = false;
  std::thread thread_;  // last
};

}  // namespace dongtin
