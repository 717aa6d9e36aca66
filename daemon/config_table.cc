#include "daemon/config_table.h"

#include <chrono>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "stages/text/json_writer.h"

namespace dongtin {
namespace {

using Type = ConfigKey::Type;

constexpr std::int64_t kKiB = 1 << 10;
constexpr std::int64_t kMiB = 1 << 20;
constexpr std::int64_t kGiB = 1 << 30;
constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kHour = 3600 * kSecond;

constexpr char kPointerPattern[] = "^(/([^/~]|~[01])*)*$";
constexpr char kPointerHelp[] =
    "a JSON Pointer (RFC 6901), such as /content/text, or empty when the field is not to be read";
// host, host:port or [IPv6]:port, with a protocol before it or not, as librdkafka reads them.
constexpr char kBrokersPattern[] =
    "^([A-Za-z_]+://)?(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?"
    "(,([A-Za-z_]+://)?(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?)*$";
constexpr char kInputTopicPattern[] = "^([A-Za-z0-9._-]{1,249}|\\^.{1,400})$";
constexpr char kInputTopicHelp[] =
    "the name of a Kafka topic (letters, digits, `.`, `_` and `-`, at most 249), or a regular expression that begins "
    "with `^`";
constexpr char kTopicPattern[] = "^[A-Za-z0-9._-]{1,249}$";
constexpr char kTopicHelp[] = "the name of a Kafka topic: letters, digits, `.`, `_` and `-`, at most 249";

template <typename T>
struct IsDuration : std::false_type {};
template <typename Rep, typename Period>
struct IsDuration<std::chrono::duration<Rep, Period>> : std::true_type {};

// The member of a ConfigValue that options of this type are kept in.
template <typename Option, typename Value>
auto& MemberFor(Value& value) {
  if constexpr (std::is_same_v<Option, std::string>) {
    return value.text;
  } else if constexpr (std::is_same_v<Option, std::vector<std::string>>) {
    return value.texts;
  } else if constexpr (std::is_same_v<Option, std::map<std::string, std::string>>) {
    return value.properties;
  } else {
    return value.number;
  }
}

// A row whose option is what `field` gives in a Config, const or not: one lambda serves reading and writing.
template <typename Field>
ConfigKey Row(std::string path, Field field, std::string help, std::string example) {
  using Option = std::remove_reference_t<decltype(field(std::declval<Config&>()))>;
  ConfigKey key;
  key.path = std::move(path);
  key.help = std::move(help);
  key.example = std::move(example);
  key.set = [field](const ConfigValue& value, Config* config) {
    if constexpr (IsDuration<Option>::value) {
      field(*config) = std::chrono::duration_cast<Option>(std::chrono::milliseconds(value.number));
    } else {
      field(*config) = static_cast<Option>(MemberFor<Option>(value));
    }
  };
  key.get = [field](const Config& config) {
    ConfigValue value;
    if constexpr (IsDuration<Option>::value) {
      value.number = std::chrono::milliseconds(field(config)).count();
    } else {
      auto& member = MemberFor<Option>(value);
      member = static_cast<std::remove_reference_t<decltype(member)>>(field(config));
    }
    return value;
  };
  return key;
}

ConfigKey Text(ConfigKey key, std::string pattern, std::string pattern_help) {
  key.type = Type::kText;
  key.pattern = std::move(pattern);
  key.pattern_help = std::move(pattern_help);
  return key;
}

ConfigKey Ranged(Type type, ConfigKey key, std::int64_t min, std::int64_t max) {
  key.type = type;
  key.min = min;
  key.max = max;
  return key;
}

ConfigKey InputTopics(ConfigKey key) {
  return Ranged(Type::kTexts, Text(std::move(key), kInputTopicPattern, kInputTopicHelp), 1, 100);
}

// The option is an enum whose values stand in the order of `choices`, or a bool.
ConfigKey Choice(ConfigKey key, std::vector<std::string> choices) {
  key.type = Type::kChoice;
  key.choices = std::move(choices);
  return key;
}

ConfigKey Properties(ConfigKey key) {
  key.type = Type::kProperties;
  return key;
}

template <typename Field>
ConfigKey Pointer(const std::string& name, Field field, std::string help) {
  return Text(Row("input.fields." + name, field, std::move(help), "/article/" + name), kPointerPattern, kPointerHelp);
}

std::vector<ConfigKey> MakeTable() {
  return {
      InputTopics(Row(
          "input.topics", [](auto& c) -> auto& { return c.kafka.input_topics; },
          "Topics to read raw messages from; a name that begins with ^ is a regular expression for names of topics",
          "[articles, '^news[.]']")),
      Choice(
          Row(
              "input.format", [](auto& c) -> auto& { return c.input.format; },
              "json: a message is a JSON object; raw: it is the page itself, with its fields in the record's headers",
              "json"),
          {"json", "raw"}),
      Ranged(Type::kSize,
             Row(
                 "input.max_bytes", [](auto& c) -> auto& { return c.input.max_bytes; },
                 "Longest message taken; longer ones are rejected as too_large", "8MiB"),
             kKiB, 256 * kMiB),
      Ranged(Type::kInteger,
             Row(
                 "input.max_depth", [](auto& c) -> auto& { return c.input.max_depth; },
                 "Deepest nesting of JSON taken; deeper ones are rejected as too_deep", "64"),
             1, 1000),
      Pointer(
          "id", [](auto& c) -> auto& { return c.input.fields.id; }, "Where the article's id stands in the JSON"),
      Pointer(
          "url", [](auto& c) -> auto& { return c.input.fields.url; }, "Where its address stands"),
      Pointer(
          "title", [](auto& c) -> auto& { return c.input.fields.title; }, "Where its title stands"),
      Pointer(
          "text", [](auto& c) -> auto& { return c.input.fields.text; }, "Where the page as plain text stands"),
      Pointer(
          "html", [](auto& c) -> auto& { return c.input.fields.html; }, "Where the page as HTML stands"),
      Pointer(
          "published", [](auto& c) -> auto& { return c.input.fields.published; },
          "Where the time of publication stands (RFC 3339 or a day)"),
      Pointer(
          "fetched_at", [](auto& c) -> auto& { return c.input.fields.fetched_at; },
          "Where the time of fetching stands (RFC 3339)"),
      Pointer(
          "source", [](auto& c) -> auto& { return c.input.fields.source; }, "Where the name of the source stands"),
      Pointer(
          "language", [](auto& c) -> auto& { return c.input.fields.language; },
          "Where the language that the sender claims stands"),
      Pointer(
          "authors", [](auto& c) -> auto& { return c.input.fields.authors; }, "Where the authors stand"),

      Text(Row(
               "output.topic", [](auto& c) -> auto& { return c.kafka.output_topic; },
               "Topic that the enriched events go to", "events"),
           kTopicPattern, kTopicHelp),
      Ranged(
          Type::kSize,
          Row(
              "output.max_bytes", [](auto& c) -> auto& { return c.output.max_bytes; },
              "Longest event; longer ones are shortened and marked as truncated. Below max.message.bytes of the topic",
              "4MiB"),
          kMinEventBytes, 256 * kMiB),
      Text(Row(
               "dead_letter.topic", [](auto& c) -> auto& { return c.kafka.dead_letter_topic; },
               "Topic that rejected messages go to, unchanged, with the reason in headers", "dead-letters"),
           kTopicPattern, kTopicHelp),

      Ranged(Type::kDuration,
             Row(
                 "dedup.window", [](auto& c) -> auto& { return c.dedup.window; },
                 "How long an article is remembered as the original of copies", "72h"),
             kSecond, 365 * 24 * kHour),
      Ranged(Type::kInteger,
             Row(
                 "dedup.max_articles", [](auto& c) -> auto& { return c.dedup.max_articles; },
                 "Most articles remembered at once, whatever the window; the oldest go first", "1000000"),
             1, 100'000'000),
      Choice(
          Row(
              "dedup.copies", [](auto& c) -> auto& { return c.drop_copies; },
              "mark: copies are published with their relation; drop: exact and near copies are not published", "mark"),
          {"mark", "drop"}),

      Ranged(Type::kInteger,
             Row(
                 "engine.workers", [](auto& c) -> auto& { return c.engine.workers; },
                 "Worker threads on each side of the decision; 0: as many as the machine has cores", "4"),
             0, 256),
      Ranged(Type::kSize,
             Row(
                 "engine.queue_bytes", [](auto& c) -> auto& { return c.queue_bytes; },
                 "Most bytes of messages in flight, in all queues together; 0: what memory.budget leaves", "64MiB"),
             0, 16 * kGiB),
      Ranged(Type::kInteger,
             Row(
                 "engine.batch.messages", [](auto& c) -> auto& { return c.engine.batch.messages; },
                 "Most messages written and committed in one step", "1000"),
             1, 1'000'000),
      Ranged(Type::kSize,
             Row(
                 "engine.batch.bytes", [](auto& c) -> auto& { return c.engine.batch.bytes; },
                 "Most bytes written and committed in one step", "16MiB"),
             kKiB, kGiB),
      Ranged(Type::kDuration,
             Row(
                 "engine.batch.linger", [](auto& c) -> auto& { return c.engine.batch.linger; },
                 "Longest wait for a batch to fill", "100ms"),
             0, 60 * kSecond),
      Ranged(Type::kDuration,
             Row(
                 "engine.drain_timeout", [](auto& c) -> auto& { return c.drain_timeout; },
                 "Longest time from the signal to stop until the process ends, whatever it waits for", "30s"),
             kSecond, kHour),

      Ranged(Type::kDuration,
             Row(
                 "engine.watchdog", [](auto& c) -> auto& { return c.watchdog.limit; },
                 "Longest time that a worker may be at one message before /livez fails; waiting for Kafka never counts",
                 "60s"),
             kSecond, 24 * kHour),
      Text(Row(
               "engine.state_dir", [](auto& c) -> auto& { return c.state_dir; },
               "Folder for the record of messages that crashed the program; empty: one in $TMPDIR or /tmp by group and "
               "instance",
               "/var/lib/dongtin"),
           "^(/.{0,1000})?$", "an absolute path"),

      Ranged(Type::kSize,
             Row(
                 "memory.budget", [](auto& c) -> auto& { return c.memory.budget; },
                 "Memory for messages in all queues, librdkafka's as well; at most half of the cgroup's limit", "1GiB"),
             16 * kMiB, 1024 * kGiB),

      Text(Row(
               "kafka.brokers", [](auto& c) -> auto& { return c.kafka.brokers; }, "Brokers to find the cluster by",
               "kafka-1:9092,kafka-2:9092"),
           kBrokersPattern, "host:port, several parted by commas"),
      Text(Row(
               "kafka.group", [](auto& c) -> auto& { return c.kafka.group; },
               "Consumer group: all replicas of one daemon share it", "dongtin"),
           "^[!-~]{1,249}$", "a name without spaces, at most 249 characters"),
      Choice(Row(
                 "kafka.delivery", [](auto& c) -> auto& { return c.kafka.delivery; },
                 "exactly_once: outcomes and offsets in transactions; at_least_once: a crash writes the last outcomes "
                 "again",
                 "exactly_once"),
             {"exactly_once", "at_least_once"}),
      Text(Row(
               "kafka.instance", [](auto& c) -> auto& { return c.kafka.instance; },
               "Name of this process in the group, unique and the same after a restart; empty: the host's name",
               "${POD_NAME}"),
           "^[!-~]{0,200}$", "a name without spaces, at most 200 characters"),
      Ranged(Type::kInteger,
             Row(
                 "kafka.lanes", [](auto& c) -> auto& { return c.kafka.lanes; },
                 "Consumers with a producer each, in this process; they share its memory and its partitions out", "1"),
             1, 64),
      Properties(Row(
          "kafka.properties", [](auto& c) -> auto& { return c.kafka.properties; },
          "Properties of librdkafka passed through, such as those of security",
          "{security.protocol: SASL_SSL, sasl.password: \"${KAFKA_PASSWORD}\"}")),

      Text(Row(
               "http.address", [](auto& c) -> auto& { return c.http.address; },
               "Where /metrics, /livez, /readyz and /version are served; port 0 takes a free one", "0.0.0.0:9308"),
           "^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+):[0-9]{1,5}$", "host:port, with an IPv6 host in brackets"),

      Choice(Row(
                 "log.level", [](auto& c) -> auto& { return c.log.level; }, "Least important lines that are logged",
                 "info"),
             {"debug", "info", "warn", "error"}),
      Choice(Row(
                 "log.format", [](auto& c) -> auto& { return c.log.format; },
                 "How log lines on standard error are written", "json"),
             {"text", "json"}),
  };
}

}  // namespace

const std::vector<ConfigKey>& ConfigTable() {
  static const std::vector<ConfigKey> table = MakeTable();
  return table;
}

std::string FormatNumber(const ConfigKey& key, std::int64_t number) {
  switch (key.type) {
    case Type::kChoice:
      return key.choices.at(static_cast<std::size_t>(number));
    case Type::kSize:
      return FormatSize(number);
    case Type::kDuration:
      return FormatDurationMs(number);
    default:
      return std::to_string(number);
  }
}

std::string FormatValue(const ConfigKey& key, const ConfigValue& value) {
  std::string parts;
  switch (key.type) {
    case Type::kText:
      return value.text.empty() ? "''" : value.text;
    case Type::kTexts:
      for (const std::string& text : value.texts) parts += (parts.empty() ? "" : ", ") + text;
      return "[" + parts + "]";
    case Type::kProperties:
      for (const auto& [name, text] : value.properties) {
        parts += (parts.empty() ? "" : ", ") + name + ": ";
        AppendJsonString(text, &parts);
      }
      return "{" + parts + "}";
    default:
      return FormatNumber(key, value.number);
  }
}

}  // namespace dongtin
