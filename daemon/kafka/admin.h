// Looks at topics and changes them, over Kafka's admin interface: for `dongtin topics`, not for the daemon.
//
// Threads: one. Calls block until the cluster answers, at most kAdminTimeout each.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "daemon/io.h"
#include "daemon/kafka/handles.h"
#include "daemon/kafka/settings.h"

namespace dongtin {

inline constexpr std::chrono::milliseconds kAdminTimeout{15'000};

struct TopicState {
  int partitions = 0;
  std::map<std::string, std::string> settings;  // as they are in force
  // Those of them that were set for this topic, other than the cluster's defaults.
  std::map<std::string, std::string> own_settings;
};

struct NewTopic {
  std::string name;
  int partitions = -1;  // -1: the cluster's default; the number of replicas always is
  std::map<std::string, std::string> settings;
};

class KafkaAdmin {
 public:
  // With brokers and properties of `options`. Errors: bad options.
  static Result<std::unique_ptr<KafkaAdmin>, IoError> Make(const KafkaOptions& options);

  // Those of `names` that exist. Makes no topic, also where the cluster makes those that are asked for.
  Result<std::map<std::string, TopicState>, IoError> Describe(const std::vector<std::string>& names);
  // Makes them all, or says which could not be made; some may have been.
  IoStatus Create(const std::vector<NewTopic>& topics);
  // Sets `changes` and keeps what else was set for the topic. `state`: from Describe, just before; a change of another
  // in between is undone, since the request of librdkafka before 2.2 replaces all settings at once.
  IoStatus Alter(const std::string& name, const TopicState& state, const std::map<std::string, std::string>& changes);

 private:
  using Queue = std::unique_ptr<rd_kafka_queue_t, KafkaDestroy<rd_kafka_queue_destroy>>;
  using Event = std::unique_ptr<rd_kafka_event_t, KafkaDestroy<rd_kafka_event_destroy>>;
  using Options = std::unique_ptr<rd_kafka_AdminOptions_t, KafkaDestroy<rd_kafka_AdminOptions_destroy>>;

  KafkaAdmin() = default;
  Options OptionsFor(rd_kafka_admin_op_t operation);
  // The answer to the request that was just put into queue_.
  Result<Event, IoError> Await(const std::string& doing);
  IoStatus DescribeSettings(std::map<std::string, TopicState>* topics);

  std::string brokers_;
  KafkaClient client_;
  Queue queue_;  // goes before the client
};

}  // namespace dongtin
