// Owners for the objects of librdkafka's C interface: each is destroyed with the function its kind wants.
//
// Order matters to librdkafka: messages, topics and lists that came from a client are destroyed before that client.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>

namespace dongtin {

// A deleter that calls `destroy`.
template <auto destroy>
struct KafkaDestroy {
  template <typename T>
  void operator()(T* handle) const {
    destroy(handle);
  }
};

// Passed on to rd_kafka_new with release(): on success the client owns it.
using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaDestroy<rd_kafka_conf_destroy>>;
// A producer or consumer. A consumer must be closed (rd_kafka_consumer_close) before.
using KafkaClient = std::unique_ptr<rd_kafka_t, KafkaDestroy<rd_kafka_destroy>>;
using KafkaMessage = std::unique_ptr<rd_kafka_message_t, KafkaDestroy<rd_kafka_message_destroy>>;
using KafkaPartitions =
    std::unique_ptr<rd_kafka_topic_partition_list_t, KafkaDestroy<rd_kafka_topic_partition_list_destroy>>;
using KafkaError = std::unique_ptr<rd_kafka_error_t, KafkaDestroy<rd_kafka_error_destroy>>;
using GroupMetadata =
    std::unique_ptr<rd_kafka_consumer_group_metadata_t, KafkaDestroy<rd_kafka_consumer_group_metadata_destroy>>;
// Passed on to rd_kafka_producev with release(): on success the record owns it.
using KafkaHeaders = std::unique_ptr<rd_kafka_headers_t, KafkaDestroy<rd_kafka_headers_destroy>>;

}  // namespace dongtin
