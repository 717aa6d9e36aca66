// What the configuration says about Kafka. Plain values, without librdkafka's header: any part may include this.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace dongtin {

struct KafkaOptions {
  std::string brokers = "localhost:9092";  // bootstrap list, host:port parted by commas
  std::string group = "dongtin";
  std::vector<std::string> input_topics = {"articles"};
  std::string output_topic = "events";
  std::string dead_letter_topic = "dead-letters";
  std::size_t max_bytes = 8 << 20;          // of one input message (input.max_bytes); dead letters are 64 KiB longer
  std::size_t max_event_bytes = 1'000'000;  // of one event (output.max_bytes), without its key and headers
  // Bytes that the clients may hold: see daemon/memory_budget.h.
  std::size_t fetch_bytes = 32 << 20;     // responses, the one being read and the one before it
  std::size_t prefetch_bytes = 16 << 20;  // messages read ahead
  std::size_t producer_bytes = 64 << 20;  // records not yet acknowledged
  // librdkafka properties passed through, such as "security.protocol" (CONFIGURATION.md of librdkafka). Those that
  // would break delivery, or that have a key of their own here, are refused.
  std::map<std::string, std::string> properties;
};

// Every fault of `options`, a sentence each that names the key; empty when all is well. Opens no connection. The
// property values are tried with librdkafka itself, by the code that makes the clients. No value of a property is ever
// put into a message, only its name: it may be a password.
std::vector<std::string> CheckKafkaOptions(const KafkaOptions& options);

}  // namespace dongtin
