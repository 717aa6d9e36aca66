// What a test asks of a Kafka cluster, with librdkafka alone and none of the program's own code: this is the truth that
// the daemon's doings are held against.
//
// All waits are bounded; what fails throws std::runtime_error. Objects may be used by one thread each.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/kafka/handles.h"
#include "stages/article.h"

namespace dongtin {

// A record as it stands in a topic.
struct Record {
  Coordinates at;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
  std::int64_t timestamp_ms = -1;

  // The first header of this name that has a value.
  std::optional<std::string> HeaderOf(std::string_view name) const;
};

enum class Isolation { kCommitted, kUncommitted };

using PartitionOffsets = std::map<std::int32_t, std::int64_t>;

class Cluster {
 public:
  explicit Cluster(const std::string& brokers);

  bool Answers(std::chrono::milliseconds patience);

  using Settings = std::map<std::string, std::string>;
  void CreateTopic(const std::string& topic, int partitions, const Settings& settings = {});
  std::vector<std::int32_t> Partitions(const std::string& topic);

  // The offset behind the last record of each partition. kCommitted: behind the last that a read_committed reader may
  // see, which an open transaction holds back.
  PartitionOffsets Ends(const std::string& topic, Isolation isolation);
  // Whether a transaction is open on any partition.
  bool HasOpenTransaction(const std::string& topic);
  // What the group has committed; 0 where it has committed nothing.
  PartitionOffsets Committed(const std::string& group, const std::string& topic);

  // All records, partition by partition, from the beginning to the ends of now.
  std::vector<Record> ReadAll(const std::string& topic, Isolation isolation, std::chrono::milliseconds patience);

 private:
  rd_kafka_t* Client(Isolation isolation);

  const std::string brokers_;
  KafkaClient committed_;
  KafkaClient uncommitted_;
};

// Writes records in the order given, each key to the partition that a Java producer would take.
class Writer {
 public:
  explicit Writer(const std::string& brokers, std::size_t queue_bytes = 64 << 20);

  // Queues a record; waits while the queue is full. `value` nullopt: a tombstone.
  void Send(const std::string& topic, const std::optional<std::string>& key, const std::optional<std::string>& value,
            const std::vector<Header>& headers = {});
  // Waits until all are acknowledged. Throws when one is not.
  void Flush(std::chrono::milliseconds patience);

 private:
  KafkaClient producer_;
  std::string failure_;
};

}  // namespace dongtin
