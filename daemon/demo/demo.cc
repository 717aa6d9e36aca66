#include "daemon/demo/demo.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/demo/answer.h"
#include "daemon/demo/feed.h"
#include "daemon/demo/live_view.h"
#include "daemon/demo/terminal.h"
#include "daemon/kafka/feeder.h"
#include "daemon/kafka/mock_cluster.h"
#include "daemon/kafka/tail.h"

namespace dongtin {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr milliseconds kPause{95};  // between two messages of the feed: pleasant to read along
constexpr milliseconds kTick{50};
constexpr milliseconds kForDoubles{1000};  // after the last answer: would anything come twice?

// What was fed and how often each of it was answered.
struct Ledger {
  std::vector<std::string> inputs;     // coordinates, in the order of the feed
  std::map<std::string, int> answers;  // by coordinates
};

// Feeds the messages one after the other, from a thread of its own. The first goes ahead alone: a group takes about
// three seconds to form, and the rest would pile up.
class FeedingThread {
 public:
  FeedingThread(Feeder* feeder, const std::string& topic, const std::vector<RawMessage>& feed, milliseconds pause)
      : thread_([this, feeder, &topic, &feed, pause](std::stop_token stop) { Run(feeder, topic, feed, pause, stop); }) {
  }

  void GoOn() { go_on_ = true; }
  std::size_t fed() const { return fed_; }
  bool failed() const { return failed_; }
  // REQUIRES: failed()
  const std::string& error() const { return error_; }

 private:
  void Run(Feeder* feeder, const std::string& topic, const std::vector<RawMessage>& feed, milliseconds pause,
           const std::stop_token& stop) {
    for (const RawMessage& message : feed) {
      while (fed_ > 0 && !go_on_ && !stop.stop_requested()) std::this_thread::sleep_for(kTick);
      if (stop.stop_requested()) return;
      if (const auto sent = feeder->Send(topic, message); !sent) {
        error_ = sent.error().message;
        failed_ = true;
        return;
      }
      ++fed_;
      std::this_thread::sleep_for(pause);
    }
  }

  std::atomic<bool> go_on_ = false;
  std::atomic<std::size_t> fed_ = 0;
  std::atomic<bool> failed_ = false;
  std::string error_;    // written before failed_
  std::jthread thread_;  // last: it uses what stands above
};

// Prints what is wrong with the ledger; true when every message was answered once.
bool Balance(const Ledger& ledger, Terminal* terminal) {
  bool balanced = true;
  const auto complain = [&](std::string_view input, std::string_view what) {
    balanced = false;
    terminal->Line(terminal->Paint(Colour::kRed, fmt::format("{}: {}", input, what)));
  };
  std::map<std::string, int> answers = ledger.answers;
  for (const std::string& input : ledger.inputs) {
    const int count = answers[input];
    if (count == 0) complain(input, "no answer came out");
    if (count > 1) complain(input, fmt::format("{} answers came out", count));
    answers.erase(input);
  }
  for (const auto& [input, count] : answers) complain(input, "an answer to no message of the feed");
  return balanced;
}

class Demo {
 public:
  Demo(const DemoOptions& options, std::stop_token stop)
      : options_(options), stop_(std::move(stop)), terminal_(options.out) {}

  int Run(const StartDemoDaemon& start_daemon) {
    auto feed = ParseFeed(SampleFeed());
    if (!feed) return Fail(feed.error().message);
    auto cluster = MockCluster::Make();
    if (!cluster) return Fail(cluster.error().message);
    KafkaOptions kafka;
    kafka.brokers = (*cluster)->brokers();
    // One partition each: what is first in the feed is first for all, so the demo shows the same every time.
    for (const std::string& topic : {kafka.input_topics[0], kafka.output_topic, kafka.dead_letter_topic}) {
      if (const IoStatus made = (*cluster)->CreateTopic(topic, 1); !made) return Fail(made.error().message);
    }
    auto feeder = Feeder::Make(kafka.brokers);
    if (!feeder) return Fail(feeder.error().message);
    auto tail = Tail::Make(kafka.brokers, {kafka.output_topic, kafka.dead_letter_topic});
    if (!tail) return Fail(tail.error().message);
    const std::unique_ptr<DemoDaemon> daemon = start_daemon(kafka);
    if (daemon == nullptr) return Fail("the daemon did not start");

    Greet(kafka, feed->size(), daemon->HttpUrl());
    const bool balanced = Watch(*feed, kafka.input_topics[0], feeder->get(), tail->get(), daemon->HttpUrl());
    if (options_.keep_running && !stop_.stop_requested()) {
      terminal_.Line(
          fmt::format("\nStill running: {}/metrics, /livez, /readyz, /version. Ctrl-C ends it.", daemon->HttpUrl()));
      while (!stop_.stop_requested()) std::this_thread::sleep_for(kTick);
    }
    if (terminal_.failed()) return Fail("cannot write the output");
    return balanced ? 0 : 1;
  }

 private:
  int Fail(const std::string& message) {
    terminal_.Progress("");
    fmt::print(stderr, "dongtin demo: {}\n", message);
    return 1;
  }

  void Greet(const KafkaOptions& kafka, std::size_t messages, const std::string& url) {
    terminal_.Line(terminal_.Paint(Colour::kBold, "dongtin demo"));
    terminal_.Line(fmt::format("  Kafka in this process at {}: {} -> {}, {}", kafka.brokers, kafka.input_topics[0],
                               kafka.output_topic, kafka.dead_letter_topic));
    terminal_.Line(fmt::format("  {} messages of the sample feed; metrics and health at {}", messages, url));
    terminal_.Line("  The consumer group forms, that takes about three seconds ...\n");
  }

  // Feeds, shows and counts until all is answered, nothing comes any more, or stop is requested.
  bool Watch(const std::vector<RawMessage>& feed, const std::string& topic, Feeder* feeder, Tail* tail,
             const std::string& url) {
    Ledger ledger;
    for (std::size_t i = 0; i < feed.size(); ++i) ledger.inputs.push_back(topic + "-0-" + std::to_string(i));
    LiveView view(&terminal_, feed.size());
    FeedingThread feeding(feeder, topic, feed, options_.fast ? milliseconds(0) : kPause);
    std::size_t answered = 0;
    SteadyClock::time_point begin, last = SteadyClock::now();
    const auto elapsed = [&] {
      return answered > 0 ? std::chrono::duration_cast<milliseconds>(last - begin) : milliseconds(0);
    };
    while (!stop_.stop_requested() && !feeding.failed() &&
           SteadyClock::now() - last < (answered < feed.size() ? options_.give_up : kForDoubles)) {
      const Source::Polled polled = tail->Poll(kTick);
      if (const auto* record = std::get_if<RawMessage>(&polled)) {
        const std::optional<Answer> answer = ReadAnswer(*record);
        ++ledger.answers[answer ? answer->input : record->fallback_id];
        last = SteadyClock::now();
        if (answered++ == 0) {
          begin = last;
          feeding.GoOn();
        }
        if (answer) view.Show(*answer);
      }
      view.Progress(feeding.fed(), elapsed());
    }
    if (feeding.failed()) Fail(feeding.error());
    view.Summary(elapsed(), url);
    if (stop_.stop_requested()) {
      terminal_.Line("stopped before the end of the feed");
      return false;
    }
    return Balance(ledger, &terminal_);
  }

  const DemoOptions options_;
  const std::stop_token stop_;
  Terminal terminal_;
};

}  // namespace

int RunDemo(const DemoOptions& options, const StartDemoDaemon& start_daemon, std::stop_token stop) {
  return Demo(options, std::move(stop)).Run(start_daemon);
}

}  // namespace dongtin
