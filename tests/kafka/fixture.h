// What tests of daemon/kafka share: one mock cluster a process, topics of their own for each test, readers and makers.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "daemon/kafka/feeder.h"
#include "daemon/kafka/mock_cluster.h"
#include "daemon/kafka/sink.h"
#include "daemon/kafka/source.h"
#include "daemon/kafka/tail.h"

namespace dongtin {

// API keys of the Kafka protocol, for error injection.
inline constexpr std::int16_t kProduceApi = 0;
inline constexpr std::int16_t kOffsetCommitApi = 8;

// The cluster, and topics and a group of this test's own.
class KafkaWorld {
 protected:
  static MockCluster& Cluster() {
    static const std::unique_ptr<MockCluster> cluster = [] {
      auto made = MockCluster::Make();
      EXPECT_TRUE(made.ok());
      return *std::move(made);
    }();
    return *cluster;
  }

  KafkaWorld() {
    std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    std::replace(name.begin(), name.end(), '/', '.');  // of parametrised tests
    options_.brokers = Cluster().brokers();
    options_.group = "group-" + name;
    options_.input_topics = {"in-" + name};
    options_.output_topic = "out-" + name;
    options_.dead_letter_topic = "dead-" + name;
    options_.max_event_bytes = 0;             // so that max_bytes alone says how long a record may be
    options_.properties["linger.ms"] = "20";  // so that a batch travels in one request
    // The mock lets a member that comes after another wait for nearly a session timeout.
    options_.properties["session.timeout.ms"] = "4000";
    options_.properties["heartbeat.interval.ms"] = "1000";
    EXPECT_TRUE(Cluster().CreateTopic(in(), 1).ok());
    EXPECT_TRUE(Cluster().CreateTopic(options_.output_topic, 1).ok());
    EXPECT_TRUE(Cluster().CreateTopic(options_.dead_letter_topic, 1).ok());
  }

  const std::string& in() const { return options_.input_topics[0]; }

  void Feed(const std::vector<RawMessage>& messages) {
    const auto feeder = Feeder::Make(options_.brokers);
    ASSERT_TRUE(feeder.ok());
    for (const RawMessage& message : messages) ASSERT_TRUE((*feeder)->Send(in(), message).ok());
  }

  static RawMessage Message(const std::string& key, const std::string& value) {
    RawMessage message;
    message.key = key;
    message.value = value;
    return message;
  }

  std::unique_ptr<KafkaSource> MakeSource() {
    auto source = KafkaSource::Make(options_);
    EXPECT_TRUE(source.ok()) << source.error().message;
    return *std::move(source);
  }
  std::unique_ptr<KafkaSink> MakeSink(KafkaSource* source) { return MakeSink({.source = source}); }
  std::unique_ptr<KafkaSink> MakeSink(KafkaSink::Parts parts) {
    auto sink = KafkaSink::Make(options_, std::move(parts));
    EXPECT_TRUE(sink.ok()) << sink.error().message;
    return *std::move(sink);
  }

  // The next `count` messages; fewer when they do not come within a generous time.
  static std::vector<RawMessage> Read(Source* source, std::size_t count) {
    std::vector<RawMessage> messages;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (messages.size() < count && std::chrono::steady_clock::now() < give_up) {
      Source::Polled polled = source->Poll(std::chrono::milliseconds(50));
      if (auto* message = std::get_if<RawMessage>(&polled)) messages.push_back(std::move(*message));
    }
    return messages;
  }

  // All that stands in a topic of one partition. Its end is known by a mark that this writes.
  std::vector<RawMessage> Contents(const std::string& topic) {
    const auto feeder = Feeder::Make(options_.brokers);
    const auto mark = (*feeder)->Send(topic, Message("mark", ""));
    EXPECT_TRUE(mark.ok());
    auto tail = Tail::Make(options_.brokers, {topic});
    EXPECT_TRUE(tail.ok());
    std::vector<RawMessage> all = Read(tail->get(), static_cast<std::size_t>(mark->offset) + 1);
    EXPECT_FALSE(all.empty());
    if (!all.empty()) all.pop_back();
    std::erase_if(all, [](const RawMessage& message) { return message.key == "mark"; });
    return all;
  }

  // The offset that the group committed for the input's only partition; -1 for none.
  std::int64_t Committed() {
    KafkaConf conf(rd_kafka_conf_new());
    char text[256];
    rd_kafka_conf_set(conf.get(), "bootstrap.servers", options_.brokers.c_str(), text, sizeof(text));
    rd_kafka_conf_set(conf.get(), "group.id", options_.group.c_str(), text, sizeof(text));
    const KafkaClient client(rd_kafka_new(RD_KAFKA_CONSUMER, conf.release(), text, sizeof(text)));
    const KafkaPartitions partitions(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(partitions.get(), in().c_str(), 0);
    EXPECT_EQ(rd_kafka_committed(client.get(), partitions.get(), 10'000), RD_KAFKA_RESP_ERR_NO_ERROR);
    return partitions->elems[0].offset == RD_KAFKA_OFFSET_INVALID ? -1 : partitions->elems[0].offset;
  }

  // The deliveries of messages that became events `{"n":0}`, `{"n":1}` ...
  static std::vector<Delivery> Events(const std::vector<RawMessage>& messages) {
    std::vector<Delivery> batch;
    for (const RawMessage& message : messages) {
      batch.push_back({message, Event{message.fallback_id, "{\"n\":" + std::to_string(batch.size()) + "}"}});
    }
    return batch;
  }

  static std::optional<std::string> HeaderOf(const RawMessage& message, std::string_view name) {
    for (const Header& header : message.headers) {
      if (header.name == name) return header.value;
    }
    return std::nullopt;
  }

  KafkaOptions options_;
};

class KafkaTest : public testing::Test, protected KafkaWorld {};

}  // namespace dongtin
