// The Kafka output: the records of record_forms.h, and the offsets of the messages they came from.
//
// kafka.delivery decides how the two become durable: exactly_once in transactions (transaction.h), at_least_once one
// after the other (commitment.h). All else is the same for both. A Write makes one transaction, and its whole batch is
// ready before it begins, so that no stall of the engine holds a transaction open. While it lasts no partition is given
// back (OwnershipGate), and messages whose lease is over (leases.h) are left out of it, their offsets too.
//
// When a record is refused for good, the transaction is aborted and the batch cut up (segments.h) until that record is
// alone, and takes its next form; each piece is a transaction of its own, in the order of the batch. So its neighbours
// are written once. Without transactions the pieces are sent again: the neighbours may appear twice.
//
// Any other failure is an IoError: the runner tries the same batch again. With transactions all its messages are then
// read again, and the batch is stale. Without, what was sent is sent again; only where the commit alone failed, only
// the commit is tried again.
//
// After a commit of which nobody knows the end, a batch that was written after all is reported as stale.
//
// Threads: one, the runner's sink thread; NotReady from any. The source must outlive the sink.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/io.h"
#include "daemon/kafka/commitment.h"
#include "daemon/kafka/record_forms.h"
#include "daemon/kafka/segments.h"
#include "daemon/kafka/settings.h"
#include "daemon/kafka/source.h"
#include "daemon/transaction_observer.h"

namespace dongtin {

class KafkaSink final : public Sink {
 public:
  struct Parts {
    KafkaSource* source = nullptr;
    int lane = 0;
    EventShortener shorten = {};                // empty: too long an event becomes a dead letter
    TransactionObserver* observer = nullptr;  // may be null
  };

  // Errors are fatal: bad options.
  static Result<std::unique_ptr<KafkaSink>, IoError> Make(const KafkaOptions& options, Parts parts);
  ~KafkaSink() override;

  IoStatus Open() override;
  WriteStatus Write(std::span<const Delivery> batch) override;

  // Why nothing can be written at present, for people; nullopt when the last try went well.
  std::optional<std::string> NotReady() const;

 private:
  enum class Fate { kPending, kWritten, kStale };
  // How far a batch has come: kept from one try to the next.
  struct Progress {
    explicit Progress(std::span<const Delivery> batch);
    bool IsOf(std::span<const Delivery> batch) const;

    Coordinates first, last;
    Lease first_lease = 0, last_lease = 0;
    std::vector<Fate> fates;
    std::vector<Form> forms;
    Segments segments;
    bool sent = false;  // the current segment is acknowledged, only its commit failed
  };
  // The records of a segment that the output refused for good: among `first` .. `last`.
  struct Refused {
    std::size_t first, last;
  };

  KafkaSink(const KafkaOptions& options, Parts parts);

  std::optional<IoError> WriteOwned(std::span<const Delivery> batch);
  void LeaveOutStale(std::span<const Delivery> batch);
  std::optional<IoError> WriteSegment(std::span<const Delivery> batch, Segment segment);
  Result<std::optional<Refused>, IoError> Send(std::span<const Delivery> batch, Segment segment);
  std::optional<IoError> Isolate(std::span<const Delivery> batch, const Refused& refused);
  rd_kafka_resp_err_t Queue(const Delivery& delivery, Form* form, std::size_t number);
  bool AnyLost(std::span<const Delivery> batch, Segment segment) const;
  NextOffsets OffsetsOf(std::span<const Delivery> batch, Segment segment) const;
  WriteReport Report(std::span<const Delivery> batch) const;
  IoError Failed(IoError error);

  const RecordForms forms_;
  const Parts parts_;
  TransactionObserver no_observer_;
  const std::unique_ptr<Commitment> commitment_;
  std::optional<Progress> progress_;

  mutable std::mutex mutex_;
  std::optional<std::string> trouble_;  // guarded by mutex_
};

}  // namespace dongtin
