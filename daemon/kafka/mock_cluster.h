// A Kafka cluster inside this process: librdkafka's mock (rdkafka_mock.h), one broker on a loopback port. For the demo
// and for tests of this folder.
//
// What it is not (tried with librdkafka 2.0.2): a partition keeps about 5 MB, then drops its oldest records; a
// read_committed reader gets aborted records; there is no admin interface; the first member of a group waits 3 seconds
// to join. Claims about transactions are proven on real Kafka.
#pragma once

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <memory>
#include <string>

#include "daemon/io.h"
#include "daemon/kafka/handles.h"

namespace dongtin {

class MockCluster {
 public:
  // Error: no loopback port or no memory.
  static Result<std::unique_ptr<MockCluster>, IoError> Make();

  IoStatus CreateTopic(const std::string& name, int partitions);

  // For KafkaOptions::brokers.
  std::string brokers() const { return rd_kafka_mock_cluster_bootstraps(cluster_.get()); }
  // For injecting errors (rd_kafka_mock_push_request_errors) and outages (rd_kafka_mock_broker_set_down, broker 1).
  rd_kafka_mock_cluster_t* handle() { return cluster_.get(); }

 private:
  MockCluster() = default;

  KafkaClient host_;  // librdkafka wants a client to hang the cluster on; it connects to nothing
  std::unique_ptr<rd_kafka_mock_cluster_t, KafkaDestroy<rd_kafka_mock_cluster_destroy>> cluster_;
};

}  // namespace dongtin
