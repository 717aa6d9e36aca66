// The engine: runs the stages on threads, from a Source to a Sink, with the one ordered step between.
//
//   RunSourceLoop -> raw -> RunPrepareLoop x N -> prepared -> RunDecideLoop -> decided -> RunFinishLoop x N -> finished
//     (1 thread)    WorkQueue              OrderedQueue      (1 thread)     WorkQueue             OrderedQueue
//                                                                                             -> RunSinkLoop (1 thread)
//
// Order: the source thread numbers the messages; both pools of workers may finish in any order, and both ordered queues
// put it right. So decisions are asked and outcomes written in the order of the input, however many workers there are.
//
// Memory: all messages between Poll and the end of their Write together cost at most RunnerOptions::queue_bytes, by the
// size of the raw message plus kMessageOverhead (daemon/byte_budget.h), and the source thread holds one more. A message
// that is larger than all of it passes alone. A message is held in at most three forms at a time (raw; cleaned, with
// its fingerprint; event), and an event is about as long as its raw message at most: expect up to 3 * (queue_bytes +
// the largest message), however many workers there are.
//
// Guarantee: each message that Poll gave comes out in exactly one Delivery of a successful Write, unless the run is
// aborted; then a suffix of the input is missing, and the source gives it again next time. What Write reports as stale
// was not written: its source has lost it meanwhile, and it comes again to whoever owns it now. A Write that fails is
// tried again with the same batch, so that doubles are the sink's affair. A stage that throws makes that message a
// Reject (kInternalError), not its neighbours.
//
// What it does not do: it knows no stage, no Kafka and no file; it installs no signal handlers and exits no process.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/io.h"
#include "daemon/metrics.h"
#include "stages/article.h"
#include "stages/pipeline.h"

namespace dongtin {

struct RunnerOptions {
  int workers = 0;                     // threads in each of the two pools; 0: as many as the machine has cores
  std::size_t queue_bytes = 64 << 20;  // of messages in flight, in all queues together; see "Memory" above
  struct Batch {                       // of one Write: whatever is reached first
    std::size_t messages = 1000;
    std::size_t bytes = 16 << 20;           // of raw messages; never more than half of queue_bytes, so that a batch
                                            // can fill up before the source has to wait for it
    std::chrono::milliseconds linger{100};  // since its first outcome was ready
  } batch;
};

// What a message costs beside its bytes: its record, headers and bookkeeping in the queues.
inline constexpr std::size_t kMessageOverhead = 1024;
// What a message costs of RunnerOptions::queue_bytes.
std::size_t CostOf(const RawMessage& message);

// The two pure halves of the pipeline. One object a thread; a Pipeline fits as it is (PipelineWorker in daemon/app.cc).
class Worker {
 public:
  virtual ~Worker() = default;
  Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  virtual Prepared Prepare(const RawMessage& message) = 0;
  virtual Outcome Finish(const RawMessage& message, Prepared prepared, const Decision& decision) = 0;
};
// Called on the worker threads, also at the same time; again after a Worker threw, since its state is then unknown.
using WorkerFactory = std::function<std::unique_ptr<Worker>()>;

struct RunResult {
  std::uint64_t received = 0;        // given by the source
  std::uint64_t written = 0;         // outcomes that a Write took
  std::uint64_t stale = 0;           // those that it left out, since the source had lost their messages
  bool aborted = false;              // by Abort or by a fatal error: not all that was received was written
  std::optional<std::string> fatal;  // the error that ended the run
};

// Make one, call Run once. All parts are borrowed and must outlive the Runner.
class Runner {
 public:
  struct Parts {
    Source* source;
    DecisionLog* log;
    Sink* sink;
    Clock* clock;
    Metrics* metrics;
    WorkerFactory make_worker;
  };
  Runner(const RunnerOptions& options, Parts parts);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // Runs until the source ends, Stop, Abort or a fatal error; on return all threads are gone. Blocks. Errors that are
  // not fatal are tried again for ever, with growing pauses.
  RunResult Run();

  // Why the last try to have something decided or written failed, for people; nullopt when it did not. (The source
  // knows best itself whether it can be read.) Any thread, any time.
  std::optional<std::string> NotReady() const;

  // Soft stop: nothing more is taken from the source, what is in flight is finished and written. As long as the output
  // cannot be reached this waits for it: who wants a limit calls Abort. Any thread, any time, idempotent.
  void Stop();
  // Hard stop: drops what is in flight and cancels a Write or Ask that waits for its broker. Run returns as soon as
  // each thread is done with the message it is at. Any thread, any time, idempotent.
  void Abort();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dongtin
