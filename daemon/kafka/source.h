// The Kafka input: a member of a consumer group.
//
// Offsets are committed on request only (Commit), by the sink, when the outcomes of the messages are durable. So a
// crash or a rebalance reads again what was in flight: at least once.
//
// A commit may reach a partition that was taken away meanwhile, or that was taken away and came back. Both would move
// another reader's position; Commit therefore passes on only offsets of partitions now owned, and only beyond the
// position where this ownership began to read.
//
// Threads: Poll from one thread (the rebalance and error callbacks run inside it), Commit from one other, NotReady from
// any. Destruction closes the consumer, which leaves the group: after the last Poll and Commit.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "daemon/io.h"
#include "daemon/kafka/handles.h"
#include "daemon/kafka/settings.h"

namespace dongtin {

using TopicPartition = std::pair<std::string, std::int32_t>;
// The next offset to read, by partition: one more than the last message that is done.
using NextOffsets = std::map<TopicPartition, std::int64_t>;

class KafkaSource final : public Source {
 public:
  // Joins the group in the background; a broker that is absent is no error here. Errors are fatal: bad options.
  static Result<std::unique_ptr<KafkaSource>, IoError> Make(const KafkaOptions& options);
  ~KafkaSource() override;

  // Idle while there is no broker or no partition; NotReady then says why. Never End.
  Polled Poll(std::chrono::milliseconds timeout) override;

  // Commits and waits for the broker's answer. Done also when the group has moved on (another member reads those
  // messages again); an error means that nothing is known to be committed.
  IoStatus Commit(const NextOffsets& next);

  // Called with each of the client's statistics, from Poll. Before the first Poll.
  void OnEachStatistics(std::function<void(std::string_view json)> listener) {
    statistics_listener_ = std::move(listener);
  }

  // Why this member does not work at present, for people; nullopt when it has joined its group and sees a broker.
  std::optional<std::string> NotReady() const;

 private:
  KafkaSource(const KafkaOptions& options);

  void OnRebalance(rd_kafka_resp_err_t kind, rd_kafka_topic_partition_list_t* partitions);
  void OnError(rd_kafka_resp_err_t error, const char* reason);
  void OnStatistics(std::string_view json);
  static KafkaSource& Self(void* opaque) { return *static_cast<KafkaSource*>(opaque); }

  const std::string brokers_;
  const std::string group_;
  std::function<void(std::string_view)> statistics_listener_;

  mutable std::mutex mutex_;
  // Where this ownership began to read; nullopt before its first message. Guarded by mutex_, as all below.
  std::map<TopicPartition, std::optional<std::int64_t>> owned_;
  bool joined_ = false;
  bool broker_lost_ = false;
  std::string last_error_;

  KafkaClient consumer_;  // last: its callbacks use what stands above
};

}  // namespace dongtin
