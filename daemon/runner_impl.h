// The inside of Runner (daemon/runner.h): what its threads share. The life of a run is in runner.cc, what each thread
// does in runner_loops.cc; nobody else includes this.
//
// Ends: a loop that runs out of input closes the queue behind it (the last of a pool does), so that an end of input or
// a Stop walks through the engine from left to right. Abort closes all queues at once. Whatever else ends a loop is an
// exception, which Start makes a fatal error and an Abort.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/byte_budget.h"
#include "daemon/ordered_queue.h"
#include "daemon/runner.h"
#include "daemon/sync.h"
#include "daemon/trouble.h"
#include "daemon/work_queue.h"

namespace dongtin {

// What stands in the queues, in the order of a message's way.
struct Numbered {
  std::uint64_t sequence = 0;
  std::size_t bytes = 0;  // cost
};
struct RawItem : Numbered {
  RawMessage message;
};
struct PreparedItem : Numbered {
  RawMessage message;
  Prepared prepared;
};
struct DecidedItem : Numbered {
  RawMessage message;
  Prepared prepared;
  Decision decision;
};
struct FinishedItem : Numbered {
  Delivery delivery;
};

// Pauses between tries: doubling, so that a broken neighbour is neither hammered nor long forgotten.
class Backoff {
 public:
  std::chrono::milliseconds Next() { return std::exchange(pause_, std::min(pause_ * 2, kLongest)); }
  void Reset() { pause_ = kShortest; }

 private:
  static constexpr std::chrono::milliseconds kShortest{50};
  static constexpr std::chrono::milliseconds kLongest{5000};
  std::chrono::milliseconds pause_ = kShortest;
};

// The exception being handled, as the detail of a Reject. REQUIRES: called in a catch block
std::string DescribeException();

class Runner::Impl {
 public:
  Impl(const RunnerOptions& options, Parts parts)
      : options_(options),
        parts_(std::move(parts)),
        worker_count_(options.workers > 0 ? static_cast<std::size_t>(options.workers)
                                          : std::max<std::size_t>(1, std::thread::hardware_concurrency())),
        budget_(options.queue_bytes),
        raw_(worker_count_, kHandOver),
        decided_(worker_count_, kHandOver) {}

  RunResult Run();
  void Stop() { stop_.request_stop(); }
  void Abort();
  std::optional<std::string> NotReady() const;

 private:
  // Messages that change threads together: enough to make a switch cheap, few enough to share a short queue out.
  static constexpr std::size_t kHandOver = 16;

  using Queue = Metrics::Queue;
  using Stage = Metrics::Stage;
  using Boundary = Metrics::Boundary;

  void RunSourceLoop();
  void RunPrepareLoop();
  void RunDecideLoop();
  void RunFinishLoop();
  void RunSinkLoop();

  bool HandOn(RawItem item, std::vector<RawItem>* pending);
  void FlushRaw(std::vector<RawItem>* pending);
  // The answers to `questions`; empty when the run was aborted meanwhile.
  std::vector<Decision> AskUntilAnswered(const std::vector<Question>& questions);
  void OpenSink();
  // What the Write that took the batch said; nullopt when the run was aborted before.
  std::optional<WriteReport> WriteUntilDone(const std::vector<Delivery>& batch);
  void CountWritten(const std::vector<Delivery>& batch, const WriteReport& report);
  Prepared PrepareOne(const RawMessage& message, std::unique_ptr<Worker>* worker);
  Outcome FinishOne(DecidedItem* item, std::unique_ptr<Worker>* worker);

  Trouble& TroubleOf(Boundary boundary) { return troubles_[static_cast<std::size_t>(boundary)]; }
  // Counts the error, tells of it and pauses. False when there will be no next try: fatal, or stopped.
  bool MayTryAgain(Boundary boundary, const IoError& error, Backoff* backoff, const std::stop_token& stop);
  void Fail(std::string error);
  // A thread whose exceptions end the run instead of the process.
  std::thread Start(void (Impl::*loop)());

  // Constant after construction.
  const RunnerOptions options_;
  const Parts parts_;
  const std::size_t worker_count_;

  ByteBudget budget_;
  WorkQueue<RawItem> raw_;
  OrderedQueue<PreparedItem> prepared_;
  WorkQueue<DecidedItem> decided_;
  OrderedQueue<FinishedItem> finished_;
  std::atomic<std::size_t> preparing_{0};  // workers that may still push into prepared_
  std::atomic<std::size_t> finishing_{0};

  std::stop_source stop_;   // soft
  std::stop_source abort_;  // hard

  std::array<Trouble, 3> troubles_ = {Trouble("input"), Trouble("decision log"), Trouble("output")};  // as in Boundary

  Mutex fatal_mutex_;
  std::optional<std::string> fatal_ GUARDED_BY(fatal_mutex_);  // the first
  std::uint64_t received_ = 0;                                 // source thread; read after it ended
  std::uint64_t written_ = 0;                                  // sink thread; read after it ended
  bool told_of_undeliverable_ = false;                         // sink thread
  std::uint64_t stale_ = 0;                                    // likewise
};

}  // namespace dongtin
