#include "tests/real/feed.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <utility>

#include "tests/real/articles.h"
#include "tests/real/child.h"
#include "tests/real/cluster.h"

namespace dongtin {

Feed::Feed(std::string brokers, std::string topic, int per_second)
    : brokers_(std::move(brokers)), topic_(std::move(topic)), per_second_(per_second), thread_([this] { Write(); }) {}

Feed::~Feed() {
  give_up_ = true;
  if (thread_.joinable()) thread_.join();
}

void Feed::Finish() {
  last_ = true;
  if (thread_.joinable()) thread_.join();
  if (!failure_.empty()) throw std::runtime_error("the feed: " + failure_);
}

void Feed::Write() {
  constexpr int kTickMs = 10;
  try {
    Writer writer(brokers_);
    const std::uint64_t a_tick = std::max(1, per_second_ * kTickMs / 1000);
    while (!give_up_ && !(last_ && Idle())) {
      const std::uint64_t until = std::min<std::uint64_t>(released_, sent_ + a_tick);
      while (sent_ < until) {
        const FeedMessage message = ChaosMessage(sent_);
        writer.Send(topic_, message.key, message.value);
        ++sent_;
      }
      SleepFor(std::chrono::milliseconds(kTickMs));
    }
    if (!give_up_) writer.Flush(std::chrono::seconds(60));
  } catch (const std::exception& error) {
    failure_ = error.what();
    sent_ = released_.load();
  }
}

}  // namespace dongtin
