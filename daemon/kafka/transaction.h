// Exactly once: records and offsets in one transaction of Kafka.
//
//   no producer --make--> made --init_transactions--> ready --begin--> open --send offsets, commit--> ready
//        ^                                              ^                |
//        |                                              +---- abort -----+
//        +-- destroy: fatal, unclassified, or a commit or abort whose end nobody knows (transaction_error.h)
//
// Whatever went wrong, nothing is guessed: all that is in flight is dropped and read again from the offsets that the
// group has committed (KafkaSource::Rewind). That is done after the abort, or, when the producer was destroyed, after
// init_transactions of the new one, which the coordinator answers once the old transaction has an end. So a commit that
// was carried out though its answer was lost doubles nothing.
//
// A record that the broker refuses takes a sequence number that the broker never sees: all that this producer sends
// later to that partition would be refused as out of order. So after the abort of a failed record a new producer, with
// sequences of its own, goes on. (The abort was carried out: nothing need be read again for that.)
//
// Commit and abort have no time limit of their own but the transaction's (librdkafka strongly advises so): who cannot
// wait ends the process. The offsets carry the group membership of this moment (KIP-447): the broker refuses those of a
// member that is no longer one, and with them the transaction.
//
// Fenced: the transactional.id has been taken over. When that is by another process of the same kafka.instance, both
// would go on ending each other's transactions, so each pause before taking over again is longer.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/kafka/commitment.h"
#include "daemon/kafka/transaction_error.h"
#include "daemon/transaction_observer.h"

namespace dongtin {

class Transactions final : public Commitment {
 public:
  Transactions(const KafkaOptions& options, int lane, KafkaSource* source, TransactionObserver* observer);
  ~Transactions() override;

  std::optional<IoError> Prepare() override;
  Producer& producer() override { return *producer_; }
  std::optional<IoError> Begin() override;
  std::optional<IoError> Commit(const NextOffsets& next) override;
  std::optional<IoError> Undo() override;
  bool can_undo() const override { return true; }
  void Recover() override { Rewind(); }

 private:
  using Clock = std::chrono::steady_clock;
  struct Failure {
    TransactionFault fault;
    Remedy remedy;  // kAbort or kRecreate
    std::string message;
  };

  // Makes the call until it succeeds, fails, or the transaction has no time left.
  std::optional<Failure> Call(TransactionCall kind, const std::function<rd_kafka_error_t*()>& call);
  // Carries the remedy out; what to tell the caller.
  IoError Handle(const Failure& failure);
  std::optional<Failure> SendOffsets(const NextOffsets& next);
  std::optional<Failure> AbortOpen();
  void Destroy(const Failure& failure);
  void End(bool committed);
  void Rewind();

  const KafkaOptions options_;
  const int lane_;
  const std::string id_;
  KafkaSource* const source_;
  TransactionObserver* const observer_;

  std::unique_ptr<Producer> producer_;
  bool initialised_ = false;
  bool rewind_owed_ = false;
  bool worn_out_ = false;                   // a record has failed: the next transaction needs a new producer
  std::optional<Clock::time_point> begun_;  // of the open transaction
  Clock::time_point not_before_{};          // after a fence
  std::chrono::milliseconds fence_pause_{0};
};

}  // namespace dongtin
