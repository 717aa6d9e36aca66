// CheckKafkaOptions: what `dongtin check` says about Kafka, offline.
#include <regex.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string_view>
#include <utility>

#include "daemon/kafka/conf.h"
#include "daemon/kafka/settings.h"

namespace dongtin {
namespace {

using Faults = std::vector<std::string>;

bool IsTopicName(std::string_view name) {
  constexpr std::string_view kLegal = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return !name.empty() && name.size() <= 249 && name != "." && name != ".." &&
         name.find_first_not_of(kLegal) == std::string_view::npos;
}

bool WithPattern(const std::string& pattern, const std::string* text) {
  regex_t compiled;
  if (regcomp(&compiled, pattern.c_str(), REG_EXTENDED | REG_NOSUB) != 0) return false;
  const bool matches = text == nullptr || regexec(&compiled, text->c_str(), 0, nullptr, 0) == 0;
  regfree(&compiled);
  return matches;
}
bool IsPattern(const std::string& pattern) { return WithPattern(pattern, nullptr); }
bool PatternMatches(const std::string& pattern, const std::string& topic) { return WithPattern(pattern, &topic); }

Faults CheckNames(const KafkaOptions& options) {
  Faults faults;
  if (options.brokers.empty()) faults.push_back("kafka.brokers: name at least one broker as host:port");
  if (options.group.empty()) faults.push_back("kafka.group: must not be empty");
  if (options.max_bytes > 512 << 20) faults.push_back("input.max_bytes: at most 512 MiB with Kafka");
  if (options.input_topics.empty()) faults.push_back("input.topics: name at least one topic");
  const auto legal = [&](std::string_view key, const std::string& topic) {
    if (!IsTopicName(topic)) {
      faults.push_back(std::string(key) + ": \"" + topic + "\" is no topic name (1 to 249 of a-z A-Z 0-9 . _ -)");
    }
  };
  legal("output.topic", options.output_topic);
  legal("dead_letter.topic", options.dead_letter_topic);
  if (options.output_topic == options.dead_letter_topic) {
    faults.push_back("dead_letter.topic: is the output topic as well; readers of events would meet raw records");
  }
  for (const std::string& topic : options.input_topics) {
    const bool is_pattern = topic.starts_with('^');
    if (!is_pattern) legal("input.topics", topic);
    for (const std::string& written : {options.output_topic, options.dead_letter_topic}) {
      if (is_pattern ? PatternMatches(topic, written) : topic == written) {
        faults.push_back("input.topics: \"" + topic + "\" takes in \"" + written +
                         "\", which is written to as well; dongtin would feed itself for ever");
      }
    }
    if (is_pattern && !IsPattern(topic)) {
      faults.push_back("input.topics: \"" + topic + "\" is no regular expression (POSIX, extended)");
    }
  }
  if (const std::string instance = InstanceOf(options); instance.empty()) {
    faults.push_back("kafka.instance: this machine has no host name; name the process here");
  }
  return faults;
}

// Each of these times bounds the one before, or exactly-once fails under trouble: a record must be given up while its
// transaction can still be aborted, and the broker must have ended the transaction of a dead member when the group
// gives its partitions away. A rebalance waits for an open transaction, inside a poll.
Faults CheckTimes(const rd_kafka_conf_t& consumer, const rd_kafka_conf_t& producer) {
  struct Time {
    const char* name;
    const rd_kafka_conf_t* of;
  };
  const Time times[] = {{"message.timeout.ms", &producer},
                        {"transaction.timeout.ms", &producer},
                        {"session.timeout.ms", &consumer},
                        {"max.poll.interval.ms", &consumer}};
  const auto value = [](const Time& time) {
    char text[32] = "";
    std::size_t size = sizeof(text);
    rd_kafka_conf_get(time.of, time.name, text, &size);
    return std::strtoll(text, nullptr, 10);
  };
  Faults faults;
  for (std::size_t i = 0; i + 1 < std::size(times); ++i) {
    if (value(times[i]) > 0 && value(times[i]) < value(times[i + 1])) continue;
    faults.push_back(std::string("kafka.properties: ") + times[i].name + " must be below " + times[i + 1].name +
                     " (and not 0) for kafka.delivery: exactly_once");
  }
  return faults;
}

// GSSAPI calls kinit, and so the network, as soon as a client exists: such settings are tried one by one only.
bool MayTryClient(const KafkaOptions& options) {
  const auto protocol = options.properties.find("security.protocol");
  const bool sasl = protocol != options.properties.end() && protocol->second.size() >= 4 &&
                    (protocol->second[0] == 's' || protocol->second[0] == 'S') &&
                    (protocol->second[1] == 'a' || protocol->second[1] == 'A');
  if (!sasl) return true;
  for (const char* name : {"sasl.mechanism", "sasl.mechanisms"}) {
    const auto mechanism = options.properties.find(name);
    if (mechanism != options.properties.end() && mechanism->second != "GSSAPI") return true;
  }
  return false;
}

}  // namespace

std::string InstanceOf(const KafkaOptions& options) {
  if (!options.instance.empty()) return options.instance;
  char name[256] = "";
  return gethostname(name, sizeof(name) - 1) == 0 ? name : "";
}

std::string TransactionalId(const KafkaOptions& options, int lane) {
  return options.group + "-" + InstanceOf(options) + "-" + std::to_string(lane);
}

std::vector<std::string> CheckKafkaOptions(const KafkaOptions& options) {
  Faults faults = CheckNames(options);
  const bool exactly_once = options.delivery == KafkaDelivery::kExactlyOnce;
  const auto add = [&](Faults more) {
    for (std::string& fault : more) {
      if (std::find(faults.begin(), faults.end(), fault) == faults.end()) faults.push_back(std::move(fault));
    }
  };
  const ClientKind producing = exactly_once ? ClientKind::kTransactionalProducer : ClientKind::kProducer;
  Faults of_consumer;
  Faults of_producer;
  KafkaConf consumer = MakeOfflineConf(ClientKind::kConsumer, options, 0, &of_consumer);
  KafkaConf producer = MakeOfflineConf(producing, options, 0, &of_producer);
  if (exactly_once && of_consumer.empty() && of_producer.empty()) add(CheckTimes(*consumer, *producer));
  // Without bootstrap.servers the clients have nowhere to connect to.
  const bool may_try = faults.empty() && MayTryClient(options);
  const auto try_client = [&](ClientKind kind, KafkaConf conf, Faults* of_kind) {
    if (!of_kind->empty() || !may_try) return;
    if (auto client = MakeClient(kind, std::move(conf)); !client) of_kind->push_back(client.error().message);
  };
  try_client(ClientKind::kConsumer, std::move(consumer), &of_consumer);
  try_client(producing, std::move(producer), &of_producer);
  add(std::move(of_consumer));
  add(std::move(of_producer));
  return faults;
}

}  // namespace dongtin
