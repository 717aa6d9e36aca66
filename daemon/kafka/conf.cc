#include "daemon/kafka/conf.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>

#include "daemon/log.h"

namespace dongtin {
namespace {

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
    Setting{"partition.assignment.strategy", "range,roundrobin"},  // safe with every librdkafka
    Setting{"session.timeout.ms", "45000"},                        // over transaction.timeout.ms: see CheckKafkaOptions
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
    Setting{"message.timeout.ms", "30000"},  // then the batch is tried again by the engine
};

constexpr std::array kTransactionSettings = {
    Setting{"transaction.timeout.ms", "30000"},  // then the broker aborts, and a group may go on
    Setting{"message.timeout.ms", "20000"},      // within it, so that there is time left to abort
    Setting{"retry.backoff.ms", "5"},            // a transaction begins while the one before is still being marked
};

// Properties that `kafka.properties` may not set, and why.
constexpr std::array kRefused = {
    Setting{"bootstrap.servers", "set kafka.brokers"},
    Setting{"metadata.broker.list", "set kafka.brokers"},
    Setting{"group.id", "set kafka.group"},
    Setting{"message.max.bytes", "it follows input.max_bytes"},
    Setting{"receive.message.max.bytes", "a record longer than that would block its partition for ever"},
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
    Setting{"transactional.id", "it is made of kafka.group, kafka.instance and the number of the lane"},
    Setting{"group.protocol", "only the classic group protocol is supported"},
    Setting{"statistics.interval.ms", "readiness is taken from the statistics"},
    Setting{"delivery.report.only.error", "a batch is done when each of its records was reported"},
    Setting{"test.mock.num.brokers", "events would go to a cluster inside this process"},
};

// How long a record may wait for its broker, in ms, under either name: 0 would be for ever, and the batch with it.
constexpr std::array kDeliveryTimeouts = {"message.timeout.ms", "delivery.timeout.ms"};
constexpr std::int64_t kShortestDelivery = 1000;
constexpr std::int64_t kLongestDelivery = 600'000;

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
    // The most there is: a broker sends a record that is longer than the fetch all the same, and a response that is
    // refused comes again for ever, so that its partition would stand.
    Set(conf, "receive.message.max.bytes", "2147483647", faults);
    Set(conf, "queued.max.messages.kbytes", kib(options.prefetch_bytes), faults);
  } else {
    // A queue shorter than a record would refuse that record for ever.
    Set(conf, "queue.buffering.max.kbytes", kib(std::max(options.producer_bytes, 2 * longest)), faults);
  }
}

bool IsDeliveryTimeout(std::string_view name) {
  return std::find(kDeliveryTimeouts.begin(), kDeliveryTimeouts.end(), name) != kDeliveryTimeouts.end();
}

bool IsBounded(std::string_view timeout) {
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(timeout.data(), timeout.data() + timeout.size(), ms);
  return error == std::errc() && end == timeout.data() + timeout.size() && ms >= kShortestDelivery &&
         ms <= kLongestDelivery;
}

bool IsIncremental(const std::string& strategies) { return strategies.find("cooperative") != std::string::npos; }

void SetProperties(rd_kafka_conf_t* conf, const KafkaOptions& options, int lane, Faults* faults) {
  for (const auto& [name, value] : options.properties) {
    const auto refused =
        std::find_if(kRefused.begin(), kRefused.end(), [&](const Setting& setting) { return setting.name == name; });
    if (refused != kRefused.end()) {
      faults->push_back("kafka.properties." + name + " may not be set: " + refused->value);
    } else if (name == "partition.assignment.strategy" && IsIncremental(value) && !MayRebalanceIncrementally()) {
      faults->push_back("kafka.properties." + name + ": librdkafka " + rd_kafka_version_str() +
                        " loses partitions in cooperative rebalances; 2.10 is the first that does not");
    } else if (IsDeliveryTimeout(name) && !IsBounded(value)) {
      faults->push_back("kafka.properties." + name + ": must be between " + std::to_string(kShortestDelivery) +
                        " and " + std::to_string(kLongestDelivery) + " (milliseconds)");
    } else if (name == "group.instance.id" && options.lanes > 1) {
      Set(conf, name, value + "-" + std::to_string(lane), faults);  // each lane is a member of its own
    } else {
      Set(conf, name, value, faults);
    }
  }
}

}  // namespace

bool MayRebalanceIncrementally() { return rd_kafka_version() >= 0x020a0000; }

KafkaConf MakeOfflineConf(ClientKind kind, const KafkaOptions& options, int lane, Faults* faults) {
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
  if (kind == ClientKind::kTransactionalProducer) {
    SetAll(conf.get(), kTransactionSettings, faults);
    Set(conf.get(), "transactional.id", TransactionalId(options, lane), faults);
  }
  SetProperties(conf.get(), options, lane, faults);
  return conf;
}

Result<KafkaConf, ConfError> MakeConf(ClientKind kind, const KafkaOptions& options, int lane) {
  Faults faults;
  KafkaConf conf = MakeOfflineConf(kind, options, lane, &faults);
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
