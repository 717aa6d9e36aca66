// One producer of librdkafka, and the reports of what it delivered.
//
// Threads: one. Records are copied when they are queued. Destruction drops what is still queued and in flight.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "daemon/io.h"
#include "daemon/kafka/conf.h"
#include "daemon/kafka/handles.h"
#include "daemon/kafka/message.h"
#include "daemon/kafka/settings.h"

namespace dongtin {

class Producer {
 public:
  // Errors are fatal: bad options. `lane` as in MakeConf.
  static Result<std::unique_ptr<Producer>, IoError> Make(ClientKind kind, const KafkaOptions& options, int lane);
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // Begins a round of up to this many records.
  void Start(std::size_t records);
  // Queues the next record of the round, waiting while the queue is full. An error: it was not queued.
  rd_kafka_resp_err_t Queue(const OutRecord& record, std::size_t number);
  // Waits until each queued record is acknowledged or has failed, at the latest after message.timeout.ms. Within a
  // transaction it returns false at the first failure, when the others need not be sent any more: aborting gives them
  // up and brings their reports. True: all are acknowledged.
  bool WaitForReports();
  // After a failure within a transaction: drops what is not sent, again and again until all in flight is answered, for
  // ten seconds at most (the abort has a limit of its own). What
  // follows a refused request comes back out of order, and an abort would let it wait for message.timeout.ms.
  void DropUnsent();
  // Waits for the reports that are still missing.
  void Settle();
  // What became of the record with that number. REQUIRES: Settle returned
  rd_kafka_resp_err_t error(std::size_t number) const { return reports_[number]; }

  rd_kafka_t* handle() { return client_.get(); }

 private:
  explicit Producer(bool transactional) : transactional_(transactional) {}
  static void OnReport(rd_kafka_t* client, const rd_kafka_message_t* record, void* opaque);

  const bool transactional_;
  std::vector<rd_kafka_resp_err_t> reports_;  // librdkafka holds pointers into it while records are in flight
  std::size_t in_flight_ = 0;
  bool failed_ = false;  // a record of this round
  KafkaClient client_;   // last: its callback uses what stands above
};

}  // namespace dongtin
