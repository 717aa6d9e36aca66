#include "daemon/kafka/mock_cluster.h"

#include <utility>

#include "daemon/kafka/conf.h"

namespace dongtin {

Result<std::unique_ptr<MockCluster>, IoError> MockCluster::Make() {
  KafkaConf conf(rd_kafka_conf_new());
  rd_kafka_conf_set_log_cb(conf.get(), LogFromLibrdkafka);
  auto host = MakeClient(ClientKind::kProducer, std::move(conf));
  if (!host) return IoError{host.error().message, true};
  std::unique_ptr<MockCluster> mock(new MockCluster);
  mock->host_ = *std::move(host);
  mock->cluster_.reset(rd_kafka_mock_cluster_new(mock->host_.get(), 1));
  if (mock->cluster_ == nullptr) return IoError{"cannot start a Kafka cluster on a loopback port", true};
  return mock;
}

IoStatus MockCluster::CreateTopic(const std::string& name, int partitions) {
  const rd_kafka_resp_err_t error = rd_kafka_mock_topic_create(cluster_.get(), name.c_str(), partitions, 1);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return IoError{"cannot create topic " + name + ": " + rd_kafka_err2str(error), true};
  }
  return Done{};
}

}  // namespace dongtin
