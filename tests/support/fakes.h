// Stand-ins for the engine's boundaries (daemon/io.h) that behave like real ones and can be steered from a test. They
// pass the contract suites of tests/contract/. All are safe to use from the test's thread while a Runner uses them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "daemon/io.h"
#include "daemon/runner.h"
#include "daemon/sync.h"

namespace dongtin {

// Time stands still but for Sleep: it moves the time and returns at once.
class ManualClock final : public Clock {
 public:
  std::chrono::steady_clock::time_point Now() const override;
  std::int64_t WallMs() const override;
  bool Sleep(std::chrono::milliseconds duration, std::stop_token stop) override;

  void Advance(std::chrono::milliseconds duration);
  // The pauses that were slept so far.
  std::vector<std::chrono::milliseconds> pauses() const;

 private:
  mutable Mutex mutex_;
  std::chrono::milliseconds elapsed_ GUARDED_BY(mutex_){0};
  std::vector<std::chrono::milliseconds> pauses_ GUARDED_BY(mutex_);
};

// Plays a script; after it comes End.
class ScriptedSource final : public Source {
 public:
  struct Pause {};  // Idle until Resume
  using Step = std::variant<RawMessage, Pause, IoError>;

  ScriptedSource() = default;
  explicit ScriptedSource(std::vector<Step> script) : script_(std::move(script)) {}
  explicit ScriptedSource(const std::vector<RawMessage>& messages) : script_(messages.begin(), messages.end()) {}

  Polled Poll(std::chrono::milliseconds timeout) override;
  void KeepAlive() override;

  // Adds to the end of the script.
  void Append(std::vector<Step> steps);
  // Goes on behind the pause that is reached next or stood at now.
  void Resume();
  // Waits until this many messages were given.
  void WaitForGiven(std::size_t count);
  // Waits until it was kept alive this often from now on.
  void WaitForKeepAlives(int count);
  std::size_t given() const;

 private:
  mutable Mutex mutex_;
  Condition changed_;
  std::vector<Step> script_ GUARDED_BY(mutex_);
  std::size_t next_ GUARDED_BY(mutex_) = 0;
  std::size_t given_ GUARDED_BY(mutex_) = 0;
  int resumes_ GUARDED_BY(mutex_) = 0;
  int kept_alive_ GUARDED_BY(mutex_) = 0;
};

// Keeps what is written, but for messages whose lease was ended. Corked, it holds every Write until Uncork.
class CorkableSink final : public Sink {
 public:
  // Decides the fate of each Write before anything is kept: an error refuses it. `kept` says how many of the batch are
  // written all the same (a real output may have taken a part). Called on the sink thread.
  using Fate = std::function<IoStatus(std::size_t batch_size, std::size_t* kept)>;

  CorkableSink() = default;
  explicit CorkableSink(Fate fate) : fate_(std::move(fate)) {}

  WriteStatus Write(std::span<const Delivery> batch) override;

  // Messages with this lease are stale from now on.
  void EndLease(std::uint64_t lease);
  void Cork();
  void Uncork();
  // Waits until a Write is held by the cork.
  void WaitForHeldWrite();
  std::vector<Delivery> written() const;
  std::vector<std::size_t> batch_sizes() const;

 private:
  const Fate fate_;
  mutable Mutex mutex_;
  Condition changed_;
  bool corked_ GUARDED_BY(mutex_) = false;
  bool holding_ GUARDED_BY(mutex_) = false;
  std::set<std::uint64_t> ended_ GUARDED_BY(mutex_);
  std::vector<Delivery> written_ GUARDED_BY(mutex_);
  std::vector<std::size_t> batch_sizes_ GUARDED_BY(mutex_);
};

// Knows exact copies only, by Fingerprint::exact. Several logs may share one history, as replicas do.
class FakeDecisionLog final : public DecisionLog {
 public:
  struct History {
    Mutex mutex;
    std::map<std::array<std::uint64_t, 2>, Decision> by_identity GUARDED_BY(mutex);
    std::map<std::uint64_t, std::string> first_by_content GUARDED_BY(mutex);  // id of the first article
    std::map<std::uint64_t, std::uint64_t> content_by_key GUARDED_BY(mutex);
  };

  FakeDecisionLog() : FakeDecisionLog(std::make_shared<History>()) {}
  explicit FakeDecisionLog(std::shared_ptr<History> history) : history_(std::move(history)) {}

  Result<std::vector<Decision>, IoError> Ask(std::span<const Question> questions) override;
  void Cancel() override;

  // The next Ask fails with this.
  void FailNext(IoError error);
  // From now on Ask blocks, as without a broker, until Cancel.
  void Stall();
  void WaitForStalledAsk();
  std::vector<std::size_t> batch_sizes() const;

 private:
  static Decision Decide(const Question& question, History* history) REQUIRES(history->mutex);

  const std::shared_ptr<History> history_;
  mutable Mutex mutex_;
  Condition changed_;
  std::vector<IoError> failures_ GUARDED_BY(mutex_);
  std::vector<std::size_t> batch_sizes_ GUARDED_BY(mutex_);
  bool stalled_ GUARDED_BY(mutex_) = false;
  bool waiting_ GUARDED_BY(mutex_) = false;
  bool cancelled_ GUARDED_BY(mutex_) = false;
};

// The stages, in small: the article is the message's value, its content hash that of the value, and the event's JSON is
// `<value>:<relation>`. A value that starts with "reject" is rejected (kBadJson), "takedown" is a takedown. The hooks
// run first, on the worker's thread, and may throw or dawdle.
class FakeWorker final : public Worker {
 public:
  using Hook = std::function<void(const RawMessage&)>;

  explicit FakeWorker(Hook before_prepare = {}, Hook before_finish = {})
      : before_prepare_(std::move(before_prepare)), before_finish_(std::move(before_finish)) {}

  Prepared Prepare(const RawMessage& message) override;
  Outcome Finish(const RawMessage& message, Prepared prepared, const Decision& decision) override;

 private:
  const Hook before_prepare_;
  const Hook before_finish_;
};

}  // namespace dongtin
