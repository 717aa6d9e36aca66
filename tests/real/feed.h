// A writer in the background, as a crawler is one: it goes on while brokers and daemons come and go.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace dongtin {

// Writes ChaosMessage(0), (1), ... to a topic, no more than released, at a steady pace. One thread owns it.
class Feed {
 public:
  Feed(std::string brokers, std::string topic, int per_second);
  ~Feed();

  // `count` more may go out.
  void Release(std::uint64_t count) { released_ += count; }
  // Whether all that was released has been handed to librdkafka.
  bool Idle() const { return sent_ == released_; }
  std::uint64_t sent() const { return sent_; }
  // Ends the thread once all that was released is acknowledged; throws when that fails.
  void Finish();

 private:
  void Write();

  const std::string brokers_;
  const std::string topic_;
  const int per_second_;
  std::atomic<std::uint64_t> released_ = 0;
  std::atomic<std::uint64_t> sent_ = 0;
  std::atomic<bool> last_ = false;
  std::atomic<bool> give_up_ = false;
  std::string failure_;  // read after the thread has ended
  std::thread thread_;
};

}  // namespace dongtin
