// What the Kafka output tells about its transactions, for metrics (daemon/metrics.h), without either knowing the other.
#pragma once

#include <chrono>
#include <cstddef>

namespace dongtin {

// Why a producer was thrown away and made anew.
enum class RecreationReason {
  kFenced,        // another process, or the broker's time limit, has ended its transaction
  kFatal,         // librdkafka says that it cannot go on
  kIndefinite,    // nobody knows whether a commit or abort was carried out
  kUnclassified,  // an error that librdkafka does not classify
  kFailedRecord,  // after the broker has refused a record of a transaction
};
inline constexpr std::size_t kRecreationReasonCount = static_cast<std::size_t>(RecreationReason::kFailedRecord) + 1;

// Called on the sink threads of all lanes; must not block. Members that are not overridden count nothing.
class TransactionObserver {
 public:
  virtual ~TransactionObserver() = default;
  TransactionObserver() = default;
  TransactionObserver(const TransactionObserver&) = delete;
  TransactionObserver& operator=(const TransactionObserver&) = delete;

  virtual void OnTransactionBegun() {}
  // Once for each OnTransactionBegun; `open_for` since then. A transaction whose end is not known counts as aborted.
  virtual void OnTransactionEnded(bool /*committed*/, std::chrono::steady_clock::duration /*open_for*/) {}
  virtual void OnProducerRecreated(RecreationReason /*reason*/) {}
  // What is in flight is dropped and read again from the committed offsets.
  virtual void OnRewind() {}
};

}  // namespace dongtin
