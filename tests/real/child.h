// A process that a test starts: its output in a file, its end bounded, and never left behind.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dongtin {

// Variables that are set for a child on top of the test's own environment.
using Environment = std::vector<std::pair<std::string, std::string>>;

// The destructor kills what still runs; the kernel does when the thread that made it ends otherwise, so that a test
// that dies leaves nothing behind. Make it in a thread that lives as long as it is wanted: the main thread.
class Child {
 public:
  // Appends standard output and error to the file `output`. Throws std::system_error when no process can be made.
  Child(const std::vector<std::string>& command, const std::string& output, const Environment& environment = {});
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  // Does nothing when it has ended: the number may be another's by now.
  void Signal(int signal);
  bool Running();
  // The status it exited with, 128 + n for signal n; nullopt when it still runs after `patience`.
  std::optional<int> Wait(std::chrono::milliseconds patience);
  // SIGKILL, and its end.
  void Kill();

 private:
  pid_t pid_ = -1;
  std::optional<int> status_;
};

// Calls `done` every few milliseconds until it is true; false when it is not within `patience`.
template <typename Condition>
bool Eventually(std::chrono::milliseconds patience, Condition done);

// The last `bytes` of a file; for what a failure has to show.
std::string TailOf(const std::string& path, std::size_t bytes = 6000);
std::string ContentsOf(const std::string& path);

void SleepFor(std::chrono::milliseconds time);

template <typename Condition>
bool Eventually(std::chrono::milliseconds patience, Condition done) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= give_up) return false;
    SleepFor(std::chrono::milliseconds(10));
  }
  return true;
}

}  // namespace dongtin
