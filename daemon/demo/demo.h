// `dongtin demo`: the whole job on one machine without any service.
//
//   sample feed -> [input topic] -> the daemon -> [events, dead letter] -> live view
//
// The Kafka cluster is librdkafka's, inside this process; everything between the topics is what `dongtin run` runs. The
// view reads the output topics back with a consumer of its own: what it shows is what really came out. The demo ends
// when every message of the feed was answered, and says so.
#pragma once

#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "daemon/kafka/settings.h"

namespace dongtin {

struct DemoOptions {
  bool fast = false;                          // feed without pauses; else one run takes about 20 seconds
  bool keep_running = false;                  // afterwards leave metrics and health up until stop is requested
  std::chrono::milliseconds give_up{30'000};  // after this long without any answer while some are missing
  std::FILE* out = stdout;                    // the view; colours and the progress line only when it is a terminal
};

// The daemon as the demo sees it: running from construction on. Destroying it drains and stops it.
class DemoDaemon {
 public:
  virtual ~DemoDaemon() = default;
  DemoDaemon() = default;
  DemoDaemon(const DemoDaemon&) = delete;
  DemoDaemon& operator=(const DemoDaemon&) = delete;

  // Where metrics and health are served, such as "http://127.0.0.1:9308".
  virtual std::string HttpUrl() const = 0;
};

// Starts the daemon on a cluster. Given by daemon/app.cc, with the code that `run` uses, so that the demo names no
// parts.
using StartDemoDaemon = std::function<std::unique_ptr<DemoDaemon>(const KafkaOptions& kafka)>;

// Runs the demo on the calling thread until it is over or `stop` is requested (a signal). Returns the exit status: 0
// when every message of the feed came out exactly once, as event, reject or takedown; 1 with what is missing printed.
int RunDemo(const DemoOptions& options, const StartDemoDaemon& start_daemon, std::stop_token stop);

}  // namespace dongtin
