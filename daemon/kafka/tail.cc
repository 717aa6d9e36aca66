#include "daemon/kafka/tail.h"

#include <utility>

#include "daemon/kafka/conf.h"
#include "daemon/kafka/message.h"

namespace dongtin {
namespace {

constexpr int kMetadataTimeoutMs = 10'000;

// Adds the topic's partitions, each from its beginning.
rd_kafka_resp_err_t AddPartitions(rd_kafka_t* client, const std::string& name, rd_kafka_topic_partition_list_t* list) {
  const std::unique_ptr<rd_kafka_topic_t, KafkaDestroy<rd_kafka_topic_destroy>> topic(
      rd_kafka_topic_new(client, name.c_str(), nullptr));
  const rd_kafka_metadata_t* found = nullptr;
  const rd_kafka_resp_err_t error = rd_kafka_metadata(client, 0, topic.get(), &found, kMetadataTimeoutMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return error;
  const std::unique_ptr<const rd_kafka_metadata_t, KafkaDestroy<rd_kafka_metadata_destroy>> metadata(found);
  if (metadata->topic_cnt != 1) return RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  if (metadata->topics[0].err != RD_KAFKA_RESP_ERR_NO_ERROR) return metadata->topics[0].err;
  for (int i = 0; i < metadata->topics[0].partition_cnt; ++i) {
    rd_kafka_topic_partition_list_add(list, name.c_str(), metadata->topics[0].partitions[i].id)->offset =
        RD_KAFKA_OFFSET_BEGINNING;
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

}  // namespace

Result<std::unique_ptr<Tail>, IoError> Tail::Make(const std::string& brokers, const std::vector<std::string>& topics) {
  KafkaOptions options;
  options.brokers = brokers;
  options.group = "dongtin-tail";  // librdkafka wants a name; nothing is committed under it
  auto conf = MakeConf(ClientKind::kConsumer, options);
  if (!conf) return IoError{conf.error().message, true};
  auto client = MakeClient(ClientKind::kConsumer, *std::move(conf));
  if (!client) return IoError{client.error().message, true};
  std::unique_ptr<Tail> tail(new Tail);
  tail->consumer_ = *std::move(client);
  rd_kafka_poll_set_consumer(tail->consumer_.get());
  const KafkaPartitions partitions(rd_kafka_topic_partition_list_new(static_cast<int>(topics.size())));
  for (const std::string& topic : topics) {
    const rd_kafka_resp_err_t error = AddPartitions(tail->consumer_.get(), topic, partitions.get());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return IoError{"cannot read topic " + topic + ": " + rd_kafka_err2str(error), false};
    }
  }
  const rd_kafka_resp_err_t error = rd_kafka_assign(tail->consumer_.get(), partitions.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return IoError{std::string("cannot read the output topics: ") + rd_kafka_err2str(error), false};
  }
  return tail;
}

Tail::~Tail() {
  if (consumer_ != nullptr) rd_kafka_consumer_close(consumer_.get());
}

Source::Polled Tail::Poll(std::chrono::milliseconds timeout) {
  const KafkaMessage record(rd_kafka_consumer_poll(consumer_.get(), static_cast<int>(timeout.count())));
  if (record == nullptr) return Idle{};
  if (record->err != RD_KAFKA_RESP_ERR_NO_ERROR) return IoError{rd_kafka_message_errstr(record.get()), false};
  return ToRawMessage(*record);
}

}  // namespace dongtin
