// SIGTERM and SIGINT as function calls on a thread of their own, where any code may run.
#pragma once

#include <functional>
#include <thread>

namespace dongtin {

// While it lives, the first signal calls `on_first` (begin to stop), the second `on_second` (stop at once), both on its
// own thread; the third ends the process on the spot.
//
// Construct before any other thread starts: threads inherit the signal mask, and a thread that does not block these
// signals would be killed by them. Destruction ends the thread and lets the signals act as before.
class SignalWatch {
 public:
  SignalWatch(std::function<void()> on_first, std::function<void()> on_second);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  std::jthread thread_;
};

// Makes writing to a closed pipe or socket an error of that write (EPIPE) instead of the end of the process.
void IgnoreBrokenPipes();

}  // namespace dongtin
