#include "daemon/watchdog.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace dongtin {

// Begin and End come from one thread, Look from any.
class Watchdog::Loop {
 public:
  explicit Loop(Watchdog* watchdog) : watchdog_(*watchdog), last_(watchdog->clock_->Now()) {
    MutexLock lock(watchdog_.mutex_);
    watchdog_.loops_.push_back(this);
  }
  ~Loop() {
    MutexLock lock(watchdog_.mutex_);
    watchdog_.loops_.remove(this);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // At `what` until destruction; `message`, which may be null, outlives this.
  class At {
   public:
    At(Loop* loop, const char* what, const RawMessage* message = nullptr, bool excused = false) : loop_(*loop) {
      loop_.Set(what, message, excused);
    }
    ~At() { loop_.Set(nullptr, nullptr, false); }
    At(const At&) = delete;
    At& operator=(const At&) = delete;

   private:
    Loop& loop_;
  };

  struct State {
    bool busy = false;
    bool excused = false;
    std::chrono::steady_clock::duration since{0};  // the last change
    std::string description;                       // of one that is busy and not excused
  };
  State Look(Time now) const {
    MutexLock lock(mutex_);
    State state{what_ != nullptr, excused_, std::max(now - last_, std::chrono::steady_clock::duration(0)), {}};
    if (!state.busy || state.excused || state.since <= watchdog_.limit_) return state;
    state.description = what_;
    if (message_ != nullptr) {
      const Coordinates& at = message_->at;
      state.description += " of " + at.topic + "-" + std::to_string(at.partition) + "@" + std::to_string(at.offset);
    }
    return state;
  }

 private:
  void Set(const char* what, const RawMessage* message, bool excused) {
    const Time now = watchdog_.clock_->Now();
    MutexLock lock(mutex_);
    what_ = what;
    message_ = message;
    excused_ = excused;
    last_ = now;
  }

  Watchdog& watchdog_;
  mutable Mutex mutex_;
  const char* what_ GUARDED_BY(mutex_) = nullptr;  // null: waiting for work
  const RawMessage* message_ GUARDED_BY(mutex_) = nullptr;
  bool excused_ GUARDED_BY(mutex_) = false;
  Time last_ GUARDED_BY(mutex_);
};

namespace {

std::string Seconds(std::chrono::steady_clock::duration duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(duration).count()) + " s";
}

}  // namespace

Watchdog::Watchdog(const WatchdogOptions& options, const Clock* clock)
    : limit_(options.limit), clock_(clock), moved_(clock->Now()) {}

Watchdog::~Watchdog() = default;

std::optional<std::string> Watchdog::NotLive() const {
  const Time now = clock_->Now();
  MutexLock lock(mutex_);
  bool busy = false;
  auto since = std::max(now - moved_, std::chrono::steady_clock::duration(0));
  for (const Loop* loop : loops_) {
    const Loop::State state = loop->Look(now);
    if (!state.description.empty()) return state.description + " has stood still for " + Seconds(state.since);
    busy = busy || state.busy;
    since = std::min(since, state.since);
  }
  if (in_flight_ > 0 && !busy && since > limit_) {
    return std::to_string(in_flight_) + " messages are in flight, and no loop has been at any of them for " +
           Seconds(since);
  }
  return std::nullopt;
}

// ---- decorators

class Watchdog::WatchedWorker final : public Worker {
 public:
  WatchedWorker(std::unique_ptr<Worker> worker, Watchdog* watchdog) : worker_(std::move(worker)), loop_(watchdog) {}

  Prepared Prepare(const RawMessage& message) override {
    const Loop::At at(&loop_, "the preparation", &message);
    return worker_->Prepare(message);
  }
  Outcome Finish(const RawMessage& message, Prepared prepared, const Decision& decision) override {
    const Loop::At at(&loop_, "the finish", &message);
    return worker_->Finish(message, std::move(prepared), decision);
  }

 private:
  const std::unique_ptr<Worker> worker_;
  Loop loop_;
};

// Only counts: a loop that polls is waiting for input or for a broker.
class Watchdog::WatchedSource final : public Source {
 public:
  WatchedSource(Source* source, Watchdog* watchdog) : source_(*source), watchdog_(*watchdog) {}

  Polled Poll(std::chrono::milliseconds timeout) override {
    Polled polled = source_.Poll(timeout);
    if (std::holds_alternative<RawMessage>(polled)) {
      const Time now = watchdog_.clock_->Now();
      MutexLock lock(watchdog_.mutex_);
      ++watchdog_.in_flight_;
      watchdog_.moved_ = now;
    }
    return polled;
  }
  void KeepAlive() override { source_.KeepAlive(); }

 private:
  Source& source_;
  Watchdog& watchdog_;
};

class Watchdog::WatchedLog final : public DecisionLog {
 public:
  WatchedLog(DecisionLog* log, bool excused, Watchdog* watchdog) : log_(*log), excused_(excused), loop_(watchdog) {}

  Result<std::vector<Decision>, IoError> Ask(std::span<const Question> questions) override {
    const Loop::At at(&loop_, "the decision", nullptr, excused_);
    return log_.Ask(questions);
  }
  void Cancel() override { log_.Cancel(); }

 private:
  DecisionLog& log_;
  const bool excused_;
  Loop loop_;
};

class Watchdog::WatchedSink final : public Sink {
 public:
  WatchedSink(Sink* sink, Watchdog* watchdog) : sink_(*sink), watchdog_(*watchdog), loop_(watchdog) {}

  IoStatus Open() override { return sink_.Open(); }
  WriteStatus Write(std::span<const Delivery> batch) override {
    const Loop::At at(&loop_, "the output", nullptr, true);
    auto status = sink_.Write(batch);
    if (status.ok()) {
      const Time now = watchdog_.clock_->Now();
      MutexLock lock(watchdog_.mutex_);
      watchdog_.in_flight_ -= static_cast<std::int64_t>(batch.size());
      watchdog_.moved_ = now;
    }
    return status;
  }

 private:
  Sink& sink_;
  Watchdog& watchdog_;
  Loop loop_;
};

WorkerFactory Watchdog::Watch(WorkerFactory make_worker) {
  return [this, make_worker = std::move(make_worker)] { return std::make_unique<WatchedWorker>(make_worker(), this); };
}
std::unique_ptr<Source> Watchdog::Watch(Source* source) { return std::make_unique<WatchedSource>(source, this); }
std::unique_ptr<DecisionLog> Watchdog::Watch(DecisionLog* log, bool excused) {
  return std::make_unique<WatchedLog>(log, excused, this);
}
std::unique_ptr<Sink> Watchdog::Watch(Sink* sink) { return std::make_unique<WatchedSink>(sink, this); }

}  // namespace dongtin
