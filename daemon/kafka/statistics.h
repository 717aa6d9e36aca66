// The part of librdkafka's statistics (its STATISTICS.md) that is worth a metric, as plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dongtin {

// Of an input partition. -1: not known.
struct PartitionStatistics {
  std::string topic;
  std::int32_t partition = 0;
  bool active = false;               // assigned and being fetched; those that were revoked stay in the statistics
  std::int64_t end = -1;             // high watermark
  std::int64_t next = -1;            // offset that is fetched next
  std::int64_t queued_messages = 0;  // fetched and not given out yet
  std::int64_t queued_bytes = 0;
};

struct BrokerStatistics {
  std::string name;  // host:port/id
  bool up = false;
  double rtt_seconds = 0;  // mean of the last interval; 0 without a request
};

struct ClientStatistics {
  bool producer = false;
  std::vector<BrokerStatistics> brokers;  // those with an id: bootstrap addresses are not counted twice
  // Sums over all connections since the client was made.
  std::int64_t connects = 0, disconnects = 0, request_timeouts = 0, request_retries = 0;
  std::int64_t queued_messages = 0;  // producer: not yet acknowledged; consumer: fetched and not given out
  std::int64_t queued_bytes = 0;
  std::int64_t replies = 0;                      // events that wait for the program
  std::optional<std::string> transaction_state;  // of a transactional producer
  double transaction_state_seconds = 0;
  std::int64_t rebalances = 0;
  std::vector<PartitionStatistics> partitions;  // of a consumer
};

// nullopt for text that is no such statistics. Members that are absent or of another type keep their defaults.
std::optional<ClientStatistics> ParseStatistics(std::string_view json);

}  // namespace dongtin
