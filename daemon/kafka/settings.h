// What the configuration says about Kafka. Plain values, without librdkafka's header: any part may include this.
//
// There is one list of brokers: input, output, dead letters and offsets live on one cluster, and a transaction can span
// them all.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace dongtin {

// How the outcomes of messages and the offsets of these messages become durable.
enum class KafkaDelivery {
  kExactlyOnce,  // together, in transactions: readers of the output use isolation.level=read_committed
  kAtLeastOnce,  // outcomes first, offsets after: a crash writes the last outcomes again
};

struct KafkaOptions {
  std::string brokers = "localhost:9092";  // bootstrap list, host:port parted by commas
  std::string group = "dongtin";
  // Topics by name, and, with a ^ in front, by a POSIX extended regular expression.
  std::vector<std::string> input_topics = {"articles"};
  std::string output_topic = "events";
  std::string dead_letter_topic = "dead-letters";
  KafkaDelivery delivery = KafkaDelivery::kExactlyOnce;
  // Names this process among those of the group, and must be the same after a restart: a new run with an old name ends
  // the transactions that the old run left open. Two processes of one name end each other's. Empty: the host's name.
  std::string instance;
  // Consumers, each with its transactional producer and engine, that share the partitions out in this process.
  int lanes = 1;
  std::size_t max_bytes = 8 << 20;          // of one input message (input.max_bytes); dead letters are 64 KiB longer
  std::size_t max_event_bytes = 1'000'000;  // of one event (output.max_bytes), without its key and headers
  // Bytes that the clients may hold: see daemon/memory_budget.h.
  std::size_t fetch_bytes = 32 << 20;     // responses, the one being read and the one before it
  std::size_t prefetch_bytes = 16 << 20;  // messages read ahead
  std::size_t producer_bytes = 64 << 20;  // records not yet acknowledged
  // librdkafka properties passed through, such as "security.protocol" (CONFIGURATION.md of librdkafka). Those that
  // would break delivery, or that have a key of their own here, are refused. With "group.instance.id" the membership is
  // static: a restart within session.timeout.ms moves no partitions, a member that goes for good blocks its own so
  // long.
  std::map<std::string, std::string> properties;
};

// `instance`, or the host's name.
std::string InstanceOf(const KafkaOptions& options);
// `<group>-<instance>-<lane>`: stable as long as the instance's name is.
std::string TransactionalId(const KafkaOptions& options, int lane);

// Every fault of `options`, a sentence each that names the key; empty when all is well. Opens no connection. The
// property values are tried with librdkafka itself, by the code that makes the clients. No value of a property is ever
// put into a message, only its name: it may be a password.
std::vector<std::string> CheckKafkaOptions(const KafkaOptions& options);

}  // namespace dongtin
