// The boundaries of the engine: all input, output, decisions and time pass through these four classes, and nothing else
// does. Each has a contract suite under tests/contract/ that every implementation passes (memory, file, Kafka).
//
// Threads: the runner calls Source from its source thread only, DecisionLog::Ask from its decide thread only, Sink from
// its sink thread only. DecisionLog::Cancel may be called from any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "stages/article.h"
#include "stages/dedup/index.h"
#include "stages/result.h"

namespace dongtin {

// An input or output failed. `fatal`: trying again cannot help; the run ends with this message.
struct IoError {
  std::string message;
  bool fatal = false;
};
struct Done {};
using IoStatus = Result<Done, IoError>;

// What a Write did other than asked: positions in its batch, ascending. All others were written as they are.
struct WriteReport {
  // Not written: the source has lost the lease of these messages (RawMessage::lease) since it gave them. Whoever owns
  // them now reads them again.
  std::vector<std::size_t> stale;
  // Events and takedowns that the output refuses for good, set aside as RejectReason::kUndeliverable.
  std::vector<std::size_t> undeliverable;
};
using WriteStatus = Result<WriteReport, IoError>;

// Where messages come from.
//
// A source that shares its input with others owns a part of it for a time: every message carries the lease under which
// it was given. When a lease ends, what is in flight under it must not be written; the source (this one, or another's)
// gives those messages again, under a new lease. So nobody ever waits for what is in flight.
class Source {
 public:
  struct Idle {};  // nothing within the timeout
  struct End {};   // nothing will ever come again
  using Polled = std::variant<RawMessage, Idle, End, IoError>;

  virtual ~Source() = default;
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  // The next message, waiting at most `timeout`. Messages of one partition come in offset order. After End only End
  // follows. After a non-fatal IoError the caller polls again, after a pause.
  virtual Polled Poll(std::chrono::milliseconds timeout) = 0;
  // Called some ten times a second while nothing can be taken (the output stands, or the run drains): does without
  // waiting what Poll does beside giving messages, so that a member of a group stays one. Loses nothing: what comes
  // meanwhile is given by the next Poll.
  virtual void KeepAlive() {}
};

// One message and what became of it.
struct Delivery {
  RawMessage message;
  Outcome outcome;
};

// Where outcomes go. Outcomes and input positions are one matter: a sink that can, records in the same step that the
// messages of the batch are done (Kafka: commits their offsets), so that a restart goes on behind them.
class Sink {
 public:
  virtual ~Sink() = default;
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  // Makes the output ready, so that trouble is seen before the first message comes. After an error the caller tries
  // again, after a pause. Write does the same when this was never called.
  virtual IoStatus Open() { return Done{}; }

  // Writes a batch, in input order, and returns when it is durable; messages whose lease is over are left out. On an
  // error the caller tries the same batch again until it is taken. Whether a part of it may then be written twice is
  // the sink's to say: exactly once (Kafka's transactions) or at least once.
  virtual WriteStatus Write(std::span<const Delivery> batch) = 0;
};

// Answers in one order, the order of asking, for all replicas. Time is an argument (Question::time_ms), and an identity
// asked again gets its first answer.
class DecisionLog {
 public:
  virtual ~DecisionLog() = default;
  DecisionLog() = default;
  DecisionLog(const DecisionLog&) = delete;
  DecisionLog& operator=(const DecisionLog&) = delete;

  // One decision for each question, in their order; earlier questions of the batch count for later ones. Blocks until
  // all are answered. A takedown's decision carries nothing. After an error the caller asks the same batch again.
  virtual Result<std::vector<Decision>, IoError> Ask(std::span<const Question> questions) = 0;
  // Makes a running and all later Ask return an error soon. Idempotent.
  virtual void Cancel() = 0;
};

class Clock {
 public:
  virtual ~Clock() = default;
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  // Monotonic, for intervals.
  virtual std::chrono::steady_clock::time_point Now() const = 0;
  // Milliseconds since 1970.
  virtual std::int64_t WallMs() const = 0;
  // Waits for `duration` or until stop is requested; false when stopped.
  virtual bool Sleep(std::chrono::milliseconds duration, std::stop_token stop) = 0;
};

}  // namespace dongtin
