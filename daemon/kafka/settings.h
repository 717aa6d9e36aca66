// What the configuration says about Kafka, and how it becomes librdkafka's own settings.
//
// The defaults differ from librdkafka's where those lose, double or hoard messages: no automatic commits, a new group starts
// at the beginning, transactions that were aborted are not read, records are checked, keys land where a Java producer
// puts them, and the prefetch is small. The tables in settings.cc say why, line by line.
//
// Secrets: no value of a property is ever logged or put into an error message, only its name.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "daemon/io.h"
#include "daemon/kafka/handles.h"

namespace dongtin {

struct KafkaOptions {
  std::string brokers = "localhost:9092";  // bootstrap list, host:port parted by commas
  std::string group = "dongtin";
  std::vector<std::string> input_topics = {"articles"};
  std::string output_topic = "events";
  std::string dead_letter_topic = "dead-letters";
  std::size_t max_bytes = 8 << 20;  // of one input message (input.max_bytes); outputs may be 64 KiB longer
  // librdkafka properties passed through, such as "security.protocol"; see CONFIGURATION.md of librdkafka. Those that
  // would break delivery are refused.
  std::map<std::string, std::string> properties;
};

// Every fault of `options`, a sentence each that names the key; empty when all is well. Opens no connection.
std::vector<std::string> CheckKafkaOptions(const KafkaOptions& options);

// The settings of the consumer and of the producer. REQUIRES: CheckKafkaOptions found nothing, else an error (fatal).
// Callbacks are not set.
Result<KafkaConf, IoError> MakeConsumerConf(const KafkaOptions& options);
Result<KafkaConf, IoError> MakeProducerConf(const KafkaOptions& options);

// Makes librdkafka's own log lines of a client built from `conf` go to the program's log.
void LogThroughSpdlog(rd_kafka_conf_t* conf);

}  // namespace dongtin
