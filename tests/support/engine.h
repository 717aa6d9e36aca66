// A Runner over fakes, and what came out of it.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "daemon/clock.h"
#include "daemon/metrics.h"
#include "daemon/runner.h"
#include "tests/support/fakes.h"

namespace dongtin {

// What a test wires and steers: public members, set before Run. Lives as long as the run.
struct Engine {
  explicit Engine(std::vector<ScriptedSource::Step> script) : source(std::move(script)) {}
  explicit Engine(const std::vector<RawMessage>& messages) : source(messages) {}

  // The whole run on the calling thread.
  RunResult Run() {
    Start();
    return Join();
  }
  void Start() {
    Start([this] { return std::make_unique<FakeWorker>(before_prepare, before_finish); });
  }
  void Start(WorkerFactory make_worker) {
    runner =
        std::make_unique<Runner>(options, Runner::Parts{&source, log, sink, clock, &metrics, std::move(make_worker)});
    thread = std::thread([this] { result = runner->Run(); });
  }
  RunResult Join() {
    thread.join();
    return result;
  }

  // The offsets of what was written, in order.
  std::vector<std::int64_t> WrittenOffsets() const {
    std::vector<std::int64_t> offsets;
    for (const Delivery& delivery : own_sink.written()) offsets.push_back(delivery.message.at.offset);
    return offsets;
  }
  // What became of each message, in order: an event's JSON, "dropped", "takedown", or the reject's reason.
  std::vector<std::string> Outcomes() const {
    std::vector<std::string> outcomes;
    for (const Delivery& delivery : own_sink.written()) {
      if (const auto* event = std::get_if<Event>(&delivery.outcome)) {
        outcomes.push_back(event->json);
      } else if (const auto* rejected = std::get_if<Rejected>(&delivery.outcome)) {
        outcomes.emplace_back(Name(rejected->reject.reason));
      } else {
        outcomes.emplace_back(std::holds_alternative<Takedown>(delivery.outcome) ? "takedown" : "dropped");
      }
    }
    return outcomes;
  }

  RunnerOptions options{.workers = 4, .queue_bytes = 1 << 20, .batch = {.linger = std::chrono::milliseconds(1)}};
  ScriptedSource source;
  FakeDecisionLog own_log;
  CorkableSink own_sink;
  ManualClock own_clock;
  DecisionLog* log = &own_log;
  Sink* sink = &own_sink;
  Clock* clock = &own_clock;
  Metrics metrics{{{"version", "test"}}};
  FakeWorker::Hook before_prepare;
  FakeWorker::Hook before_finish;

  std::unique_ptr<Runner> runner;
  std::thread thread;
  RunResult result;
};

// 0, 1, ... count-1
inline std::vector<std::int64_t> Offsets(std::int64_t count) {
  std::vector<std::int64_t> offsets;
  for (std::int64_t i = 0; i < count; ++i) offsets.push_back(i);
  return offsets;
}

}  // namespace dongtin
