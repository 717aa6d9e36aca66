// Tells when the engine stands still: what /livez answers by.
//
// Standing still, for longer than the limit, is
//   - a worker inside one Prepare or Finish, or the decide loop inside one Ask of a log that needs nobody else;
//   - messages in flight while no loop is at any of them: a lost wake-up, or loops that wait for one another.
// Waiting for input, for room in the budget, or between two tries is being alive. So is whatever waits for Kafka: a
// Poll, a Write, an Ask of a log with a broker behind it are excused however long they last, since a restart would not
// bring the broker back (readiness says that it is away).
//
// It watches from outside: decorators of the engine's parts note begin and end, and the runner knows nothing of it. A
// note is a lock that nobody else wants and a look at the clock, a message passes four.
//
// Threads: any. The watchdog and its clock must outlive the decorators, and these the parts around them.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/io.h"
#include "daemon/runner.h"
#include "daemon/sync.h"

namespace dongtin {

struct WatchdogOptions {
  std::chrono::milliseconds limit{60'000};  // longest time at one message
};

class Watchdog {
 public:
  Watchdog(const WatchdogOptions& options, const Clock* clock);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Which loop stands still, where and for how long, for people; nullopt while all are alive.
  std::optional<std::string> NotLive() const EXCLUDES(mutex_);

  // What one thread is at. Made by Watch, used by that thread; dies with it.
  class Loop;

  WorkerFactory Watch(WorkerFactory make_worker);
  std::unique_ptr<Source> Watch(Source* source);
  // `excused`: it has a broker behind it, and may take its time.
  std::unique_ptr<DecisionLog> Watch(DecisionLog* log, bool excused);
  // Excused: an output may take its time.
  std::unique_ptr<Sink> Watch(Sink* sink);

 private:
  using Time = std::chrono::steady_clock::time_point;

  class WatchedWorker;
  class WatchedSource;
  class WatchedLog;
  class WatchedSink;

  const std::chrono::milliseconds limit_;
  const Clock* const clock_;

  mutable Mutex mutex_;
  std::list<Loop*> loops_ GUARDED_BY(mutex_);
  std::int64_t in_flight_ GUARDED_BY(mutex_) = 0;  // messages given by the source and not yet written
  Time moved_ GUARDED_BY(mutex_);                  // when in_flight_ changed last
};

}  // namespace dongtin
