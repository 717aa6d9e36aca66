#include "daemon/kafka/conf.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "daemon/log.h"

namespace dongtin {
namespace {

constexpr std::size_t kOutputMargin = 64 << 10;  // an output record is longer than its input by headers and members

struct Setting {
  const char* name;
  const char* value;
};

constexpr std::array kCommonSettings = {
    Setting{"client.id", "dongtin"}, Setting{"socket.nagle.disable", "true"},
    Setting{"log.connection.close", "false"},  // brokers close idle connections: nothing to say
};

constexpr std::array kConsumerSettings = {
    Setting{"enable.auto.commit", "false"},        // offsets are committed when the outcome is out, not before
    Setting{"enable.auto.offset.store", "false"},  //
    Setting{"auto.offset.reset", "earliest"},      // a new group misses nothing
    Setting{"isolation.level", "read_committed"},  // aborted records never were
    Setting{"check.crcs", "true"},                 //
    Setting{"partition.assignment.strategy", "range,roundrobin"},  // eager: see kRefused
    Setting{"queued.min.messages", "1000"},                        // the engine's own queues hold what is read ahead
    Setting{"fetch.wait.max.ms", "100"},        // an idle partition delays a commit-to-commit cycle by no more
    Setting{"statistics.interval.ms", "1000"},  // tells when a lost broker is back (source.cc)
};

constexpr std::array kProducerSettings = {
    Setting{"enable.idempotence", "true"},     // a retried request neither doubles nor reorders
    Setting{"acks", "all"},                    //
    Setting{"partitioner", "murmur2_random"},  // as Java producers do: one key, one partition, whoever wrote it
    Setting{"compression.type", "zstd"},       //
    Setting{"linger.ms", "5"},                 //
    Setting{"statistics.interval.ms", "1000"},
    Setting{"message.timeout.ms", "30000"},  // then the batch is tried again by the engine
};

// Properties that `kafka.properties` may not set, and why.
constexpr std::array kRefused = {
    Setting{"bootstrap.servers", "set kafka.brokers"},
    Setting{"metadata.broker.list", "set kafka.brokers"},
    Setting{"group.id", "set kafka.group"},
    Setting{"message.max.bytes", "it follows input.max_bytes"},
    Setting{"receive.message.max.bytes", "it follows input.max_bytes"},
    Setting{"fetch.max.bytes", "it follows memory.budget"},
    Setting{"queue.buffering.max.kbytes", "it follows memory.budget"},
    Setting{"queued.max.messages.kbytes", "it follows memory.budget"},
    Setting{"enable.auto.commit", "offsets are committed only once the outcome of a message is written"},
    Setting{"enable.auto.offset.store", "offsets are committed only once the outcome of a message is written"},
    Setting{"auto.commit.interval.ms", "offsets are committed only once the outcome of a message is written"},
    Setting{"isolation.level", "records of aborted transactions must not be read"},
    Setting{"enable.partition.eof", "the end of a partition is no message"},
    Setting{"enable.idempotence", "without it a retried request doubles or reorders events"},
    Setting{"acks", "an event must be on all in-sync replicas before its offset is committed"},
    Setting{"request.required.acks", "an event must be on all in-sync replicas before its offset is committed"},
    Setting{"transactional.id", "the output is not transactional"},
    Setting{"partition.assignment.strategy", "cooperative rebalances lose assignments before librdkafka 2.10"},
    Setting{"group.protocol", "only the classic group protocol is supported"},
    Setting{"statistics.interval.ms", "readiness is taken from the statistics"},
};

using Faults = std::vector<std::string>;

// The name of a property in a fault, and never its value: librdkafka's own message may quote it.
void Set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value, Faults* faults) {
  char ignored[512];
  switch (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), ignored, sizeof(ignored))) {
    case RD_KAFKA_CONF_OK:
      return;
    case RD_KAFKA_CONF_UNKNOWN:
      faults->push_back("kafka.properties." + name + ": librdkafka " + rd_kafka_version_str() +
                        " has no such property");
      return;
    case RD_KAFKA_CONF_INVALID:
      faults->push_back("kafka.properties." + name + ": librdkafka refuses this value");
      return;
  }
}

template <std::size_t n>
void SetAll(rd_kafka_conf_t* conf, const std::array<Setting, n>& settings, Faults* faults) {
  for (const Setting& setting : settings) Set(conf, setting.name, setting.value, faults);
}

bool HasProperty(const rd_kafka_conf_t* conf, const char* name) {
  std::size_t size = 0;
  return rd_kafka_conf_get(conf, name, nullptr, &size) == RD_KAFKA_CONF_OK;
}

void SetSizes(rd_kafka_conf_t* conf, ClientKind kind, const KafkaOptions& options, Faults* faults) {
  const std::size_t longest = std::max(options.max_bytes, options.max_event_bytes) + kOutputMargin;
  const auto kib = [](std::size_t bytes) { return std::to_string(std::max<std::size_t>(1, bytes >> 10)); };
  Set(conf, "message.max.bytes", std::to_string(longest), faults);
  if (kind == ClientKind::kConsumer) {
    const std::size_t fetch = std::max(options.fetch_bytes / 2, longest);
    Set(conf, "fetch.max.bytes", std::to_string(fetch), faults);
    // A response may hold one whole record more.
    Set(conf, "receive.message.max.bytes", std::to_string(fetch + longest), faults);
    Set(conf, "queued.max.messages.kbytes", kib(options.prefetch_bytes), faults);
  } else {
    // A queue shorter than a record would refuse that record for ever.
    Set(conf, "queue.buffering.max.kbytes", kib(std::max(options.producer_bytes, 2 * longest)), faults);
  }
}

KafkaConf MakeConfWithFaults(ClientKind kind, const KafkaOptions& options, Faults* faults) {
  KafkaConf conf(rd_kafka_conf_new());
  rd_kafka_conf_set_log_cb(conf.get(), LogFromLibrdkafka);
  SetAll(conf.get(), kCommonSettings, faults);
  SetSizes(conf.get(), kind, options, faults);
  if (kind == ClientKind::kConsumer) {
    SetAll(conf.get(), kConsumerSettings, faults);
    // From 2.2 on. Its default of a second starves a fast reader of a short queue.
    if (HasProperty(conf.get(), "fetch.queue.backoff.ms")) Set(conf.get(), "fetch.queue.backoff.ms", "20", faults);
    Set(conf.get(), "group.id", options.group, faults);
  } else {
    SetAll(conf.get(), kProducerSettings, faults);
  }
  for (const auto& [name, value] : options.properties) {
    const auto refused =
        std::find_if(kRefused.begin(), kRefused.end(), [&](const Setting& setting) { return setting.name == name; });
    if (refused != kRefused.end()) {
      faults->push_back("kafka.properties." + name + " may not be set: " + refused->value);
    } else {
      Set(conf.get(), name, value, faults);
    }
  }
  return conf;
}

bool IsTopicName(std::string_view name) {
  constexpr std::string_view kLegal = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return !name.empty() && name.size() <= 249 && name != "." && name != ".." &&
         name.find_first_not_of(kLegal) == std::string_view::npos;
}

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
    legal("input.topics", topic);
    if (topic == options.output_topic || topic == options.dead_letter_topic) {
      faults.push_back("input.topics: \"" + topic + "\" is written to as well; dongtin would feed itself for ever");
    }
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

std::vector<std::string> CheckKafkaOptions(const KafkaOptions& options) {
  Faults faults = CheckNames(options);
  for (const ClientKind kind : {ClientKind::kConsumer, ClientKind::kProducer}) {
    Faults of_kind;
    KafkaConf conf = MakeConfWithFaults(kind, options, &of_kind);
    if (of_kind.empty() && faults.empty() && MayTryClient(options)) {
      // Without bootstrap.servers the client has nowhere to connect to.
      if (auto client = MakeClient(kind, std::move(conf)); !client) of_kind.push_back(client.error().message);
    }
    for (std::string& fault : of_kind) {
      if (std::find(faults.begin(), faults.end(), fault) == faults.end()) faults.push_back(std::move(fault));
    }
  }
  return faults;
}

Result<KafkaConf, ConfError> MakeConf(ClientKind kind, const KafkaOptions& options) {
  Faults faults;
  KafkaConf conf = MakeConfWithFaults(kind, options, &faults);
  Set(conf.get(), "bootstrap.servers", options.brokers, &faults);
  if (!faults.empty()) return ConfError{faults.front()};
  return conf;
}

Result<KafkaClient, ConfError> MakeClient(ClientKind kind, KafkaConf conf) {
  char text[512];
  const rd_kafka_type_t type = kind == ClientKind::kConsumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER;
  KafkaClient client(rd_kafka_new(type, conf.get(), text, sizeof(text)));
  if (client == nullptr) return ConfError{std::string("kafka.properties: ") + text};
  static_cast<void>(conf.release());  // the client owns it now
  return client;
}

void LogFromLibrdkafka(const rd_kafka_t* client, int syslog_level, const char* facility, const char* text) {
  // Pass-through properties are given to both kinds of client; that each ignores the other's is meant.
  if (std::string_view(facility) == "CONFWARN") return;
  const LogLevel level = syslog_level <= 3   ? LogLevel::kError
                         : syslog_level == 4 ? LogLevel::kWarn
                         : syslog_level <= 6 ? LogLevel::kInfo
                                             : LogLevel::kDebug;
  if (!LogEnabled(level)) return;
  Log(level, "kafka", std::string(rd_kafka_name(client)) + " " + facility + ": " + text);
}

}  // namespace dongtin
