// The Kafka output: events, takedowns and dead letters, then the offsets of what they came from. At least once.
//
//   Event     the output topic, under the input's key, with CloudEvents headers
//   Takedown  a tombstone in the output topic, under the input's key
//   Rejected  the dead-letter topic: the raw record unchanged, with `dongtin.*` headers
//   Dropped   nothing
//
// A batch is sent together; when all of it is acknowledged its offsets are committed through the source. A record that
// Kafka refuses for good (too large, invalid for the topic) goes to the dead letter as kUndeliverable; where it does
// not fit there either, without its value, but with its size and hash (headers dongtin.value_size and
// dongtin.value_hash, XXH3-64 as 16 hexadecimal digits). A broker refuses a whole produce request for one such record,
// so from the first refused record on the batch is sent again one by one: the neighbours may appear twice, their order
// by key stays.
//
// Any other failure is an IoError: the runner tries the same batch again. When only the commit failed, only the commit
// is tried again. After a fatal error of librdkafka's producer the next Write makes a new one.
//
// Threads: one, the runner's sink thread (and one of its own that serves the producer between two Writes). The source
// must outlive the sink.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/io.h"
#include "daemon/kafka/handles.h"
#include "daemon/kafka/idle_poll.h"
#include "daemon/kafka/message.h"
#include "daemon/kafka/settings.h"
#include "daemon/kafka/source.h"

namespace dongtin {

class KafkaSink final : public Sink {
 public:
  // Told of each event or takedown that became a dead letter here, once that is written. May be empty.
  using OnUndeliverable = std::function<void(const RawMessage&, const Reject&)>;

  // Errors are fatal: bad options.
  static Result<std::unique_ptr<KafkaSink>, IoError> Make(const KafkaOptions& options, KafkaSource* source,
                                                          OnUndeliverable on_undeliverable = {});
  ~KafkaSink() override;

  IoStatus Write(std::span<const Delivery> batch) override;

  // Called with each of the producer's statistics, from Write or between two. Before the first Write.
  void OnEachStatistics(std::function<void(std::string_view json)> listener) {
    const IdlePoll::Busy busy(&idle_poll_);
    statistics_listener_ = std::move(listener);
  }

 private:
  // The shapes in which a delivery is offered to Kafka, each taken when the one before is refused for good.
  enum class Form { kOutcome, kDeadLetter, kWithoutValue };
  // What became of one record in flight; librdkafka holds a pointer to it until its report came.
  struct Report {
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  };
  struct BatchName {
    Coordinates first, last;
    std::size_t size = 0;

    friend bool operator==(const BatchName&, const BatchName&) = default;
  };

  KafkaSink(const KafkaOptions& options, KafkaSource* source, OnUndeliverable on_undeliverable);

  std::optional<IoError> MakeProducer();
  IoStatus Deliver(std::span<const Delivery> batch);
  // Sends all and waits for all. The index of the first record that the broker refused for good, batch.size() if none.
  // `forms`: in which form each record went out.
  Result<std::size_t, IoError> SendTogether(std::span<const Delivery> batch, std::vector<Form>* forms);
  IoStatus SendAlone(const Delivery& delivery, Form* form);
  // Queues the delivery in the first of its forms, from *form on, that is not refused on the spot.
  rd_kafka_resp_err_t Queue(const Delivery& delivery, Form* form, Report* report);
  void WaitForReports();
  static Form FirstForm(const Delivery& delivery);
  static Form Next(Form form);
  std::optional<OutRecord> RecordOf(const Delivery& delivery, Form form) const;
  Reject Undeliverable(const Delivery& delivery) const;

  static void OnReport(rd_kafka_t* client, const rd_kafka_message_t* record, void* opaque);

  const KafkaOptions options_;
  KafkaSource* const source_;
  const OnUndeliverable on_undeliverable_;
  std::function<void(std::string_view)> statistics_listener_;

  std::optional<BatchName> delivered_;  // acknowledged, but its offsets are not committed yet
  std::size_t in_flight_ = 0;
  KafkaClient producer_;  // null after a fatal error, until the next Write
  IdlePoll idle_poll_;    // last: its thread uses the producer
};

}  // namespace dongtin
