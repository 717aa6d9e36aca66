#include "daemon/kafka/transaction.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "daemon/log.h"

namespace dongtin {
namespace {

using std::chrono::milliseconds;

constexpr int kInitMs = 1000;            // of one try; it goes on in the background
constexpr int kNoLimit = -1;             // what the transaction has left
constexpr milliseconds kAgainPause{50};  // between two tries of a call
constexpr milliseconds kAgainLimit{30'000};
constexpr milliseconds kFirstFencePause{1000};
constexpr milliseconds kLongestFencePause{30'000};

const char* Describe(TransactionCall call) {
  switch (call) {
    case TransactionCall::kInit:
      return "init_transactions";
    case TransactionCall::kBegin:
      return "begin_transaction";
    case TransactionCall::kSendOffsets:
      return "send_offsets_to_transaction";
    case TransactionCall::kCommit:
      return "commit_transaction";
    case TransactionCall::kAbort:
      break;
  }
  return "abort_transaction";
}

TransactionFault FaultOf(const rd_kafka_error_t* error) {
  return {rd_kafka_error_code(error), rd_kafka_error_is_fatal(error) != 0, rd_kafka_error_is_retriable(error) != 0,
          rd_kafka_error_txn_requires_abort(error) != 0};
}

RecreationReason ReasonOf(const TransactionFault& fault) {
  if (IsFenced(fault.code)) return RecreationReason::kFenced;
  if (fault.fatal) return RecreationReason::kFatal;
  return IsIndefinite(fault.code) ? RecreationReason::kIndefinite : RecreationReason::kUnclassified;
}

}  // namespace

Transactions::Transactions(const KafkaOptions& options, int lane, KafkaSource* source, TransactionObserver* observer)
    : options_(options), lane_(lane), id_(TransactionalId(options, lane)), source_(source), observer_(observer) {}

Transactions::~Transactions() = default;

std::optional<IoError> Transactions::Prepare() {
  if (Clock::now() < not_before_) {
    return IoError{"fenced: another process uses kafka.instance " + InstanceOf(options_) + " (transactional.id " + id_ +
                   "), or a transaction was open for too long; taking over again soon"};
  }
  if (std::exchange(worn_out_, false)) {
    producer_.reset();
    initialised_ = false;
    observer_->OnProducerRecreated(RecreationReason::kFailedRecord);
  }
  if (producer_ == nullptr) {
    auto producer = Producer::Make(ClientKind::kTransactionalProducer, options_, lane_);
    if (!producer) return std::move(producer).error();
    producer_ = *std::move(producer);
  }
  if (!initialised_) {
    const KafkaError error(rd_kafka_init_transactions(producer_->handle(), kInitMs));
    if (error != nullptr) {
      const TransactionFault fault = FaultOf(error.get());
      const std::string message = std::string("the producer has no transaction coordinator yet (transactional.id ") +
                                  id_ + "): " + rd_kafka_error_string(error.get());
      if (RemedyFor(TransactionCall::kInit, fault) == Remedy::kAgain) return IoError{message};
      return Handle({fault, Remedy::kRecreate, message});
    }
    initialised_ = true;
  }
  if (std::exchange(rewind_owed_, false)) Rewind();
  return std::nullopt;
}

std::optional<IoError> Transactions::Begin() {
  if (worn_out_) {
    if (auto error = Prepare()) return error;
  }
  const KafkaError error(rd_kafka_begin_transaction(producer_->handle()));
  if (error != nullptr) {
    return Handle({FaultOf(error.get()), Remedy::kRecreate,
                   std::string("begin_transaction: ") + rd_kafka_error_string(error.get())});
  }
  begun_ = Clock::now();
  observer_->OnTransactionBegun();
  return std::nullopt;
}

std::optional<IoError> Transactions::Commit(const NextOffsets& next) {
  std::optional<Failure> failure = SendOffsets(next);
  if (!failure) {
    failure =
        Call(TransactionCall::kCommit, [this] { return rd_kafka_commit_transaction(producer_->handle(), kNoLimit); });
  }
  if (failure) return Handle(*failure);
  End(true);
  fence_pause_ = {};
  return std::nullopt;
}

std::optional<Transactions::Failure> Transactions::SendOffsets(const NextOffsets& next) {
  if (next.empty()) return std::nullopt;
  const GroupMetadata membership = source_->CurrentMembership();
  if (membership == nullptr) {
    return Failure{{}, Remedy::kAbort, "this consumer is no member of its group any more"};
  }
  const KafkaPartitions offsets = ToPartitions(next);
  return Call(TransactionCall::kSendOffsets, [&] {
    return rd_kafka_send_offsets_to_transaction(producer_->handle(), offsets.get(), membership.get(), kNoLimit);
  });
}

std::optional<Transactions::Failure> Transactions::Call(TransactionCall kind,
                                                        const std::function<rd_kafka_error_t*()>& call) {
  const Clock::time_point give_up = Clock::now() + kAgainLimit;
  for (;;) {
    const KafkaError error(call());
    if (error == nullptr) return std::nullopt;
    const TransactionFault fault = FaultOf(error.get());
    const std::string message = std::string(Describe(kind)) + ": " + rd_kafka_error_string(error.get());
    const Remedy remedy = RemedyFor(kind, fault);
    if (remedy != Remedy::kAgain) return Failure{fault, remedy, message};
    if (Clock::now() >= give_up) return Failure{fault, Remedy::kRecreate, message};
    std::this_thread::sleep_for(kAgainPause);
  }
}

IoError Transactions::Handle(const Failure& failure) {
  if (failure.remedy == Remedy::kAbort) {
    if (const std::optional<Failure> worse = AbortOpen()) {
      Destroy(*worse);
    } else {
      Rewind();
    }
  } else {
    Destroy(failure);
  }
  return IoError{failure.message};
}

std::optional<Transactions::Failure> Transactions::AbortOpen() {
  std::optional<Failure> failure =
      Call(TransactionCall::kAbort, [this] { return rd_kafka_abort_transaction(producer_->handle(), kNoLimit); });
  if (!failure) End(false);
  return failure;
}

std::optional<IoError> Transactions::Undo() {
  if (const std::optional<Failure> failure = AbortOpen()) {
    Destroy(*failure);
    return IoError{failure->message};
  }
  worn_out_ = true;
  return std::nullopt;
}

void Transactions::Destroy(const Failure& failure) {
  const RecreationReason reason = ReasonOf(failure.fault);
  if (reason == RecreationReason::kFenced) {
    fence_pause_ = std::clamp(fence_pause_ * 2, kFirstFencePause, kLongestFencePause);
    not_before_ = Clock::now() + fence_pause_;
    Log(LogLevel::kError, "kafka",
        "fenced: another process uses kafka.instance " + InstanceOf(options_) + " (transactional.id " + id_ +
            "), which must be unique in the group, or a transaction was open for longer than transaction.timeout.ms: " +
            failure.message);
  } else {
    Log(LogLevel::kWarn, "kafka", "the transactional producer is made anew: " + failure.message);
  }
  if (begun_) End(false);
  producer_.reset();
  initialised_ = false;
  worn_out_ = false;
  rewind_owed_ = true;
  observer_->OnProducerRecreated(reason);
}

void Transactions::End(bool committed) {
  observer_->OnTransactionEnded(committed, Clock::now() - *begun_);
  begun_.reset();
}

void Transactions::Rewind() {
  source_->Rewind();
  observer_->OnRewind();
}

}  // namespace dongtin
