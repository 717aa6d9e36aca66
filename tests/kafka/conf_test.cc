#include "daemon/kafka/conf.h"

#include <gmock/gmock.h>

#include "daemon/kafka/stats.h"

namespace dongtin {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string ValueOf(const KafkaConf& conf, const char* name) {
  char value[512] = "";
  std::size_t size = sizeof(value);
  EXPECT_EQ(rd_kafka_conf_get(conf.get(), name, value, &size), RD_KAFKA_CONF_OK) << name;
  return value;
}

KafkaOptions With(const std::string& name, const std::string& value) {
  KafkaOptions options;
  options.properties[name] = value;
  return options;
}

TEST(KafkaConf, DefaultsAreInOrder) { EXPECT_THAT(CheckKafkaOptions(KafkaOptions()), IsEmpty()); }

TEST(KafkaConf, NeverCommitsByItselfAndMissesNothing) {
  const auto conf = MakeConf(ClientKind::kConsumer, KafkaOptions());
  ASSERT_TRUE(conf.ok());
  EXPECT_EQ(ValueOf(*conf, "enable.auto.commit"), "false");
  EXPECT_EQ(ValueOf(*conf, "enable.auto.offset.store"), "false");
  EXPECT_EQ(ValueOf(*conf, "auto.offset.reset"), "smallest");  // librdkafka's name of "earliest"
  EXPECT_EQ(ValueOf(*conf, "isolation.level"), "read_committed");
  EXPECT_EQ(ValueOf(*conf, "check.crcs"), "true");
}

TEST(KafkaConf, PutsKeysWhereJavaProducersPutThem) {
  const auto conf = MakeConf(ClientKind::kProducer, KafkaOptions());
  ASSERT_TRUE(conf.ok());
  EXPECT_EQ(ValueOf(*conf, "partitioner"), "murmur2_random");
  EXPECT_EQ(ValueOf(*conf, "enable.idempotence"), "true");
}

TEST(KafkaConf, LetsOutputsBeLongerThanInputs) {
  KafkaOptions options;
  options.max_bytes = 2'000'000;
  const auto conf = MakeConf(ClientKind::kProducer, options);
  ASSERT_TRUE(conf.ok());
  EXPECT_EQ(ValueOf(*conf, "message.max.bytes"), "2065536");
}

TEST(KafkaConf, TakesARecordOfAnyLengthSoThatNoneBlocksItsPartition) {
  KafkaOptions options;
  options.max_bytes = 1000;
  const auto conf = MakeConf(ClientKind::kConsumer, options);
  ASSERT_TRUE(conf.ok());
  EXPECT_EQ(ValueOf(*conf, "receive.message.max.bytes"), "2147483647");
  EXPECT_THAT(CheckKafkaOptions(With("receive.message.max.bytes", "1000000")), Not(IsEmpty()));
}

TEST(KafkaConf, KeepsTheProducersQueueLongerThanTheLongestRecord) {
  KafkaOptions options;
  options.max_bytes = 200 << 20;
  const auto conf = MakeConf(ClientKind::kProducer, options);
  ASSERT_TRUE(conf.ok());
  EXPECT_GT(std::stoul(ValueOf(*conf, "queue.buffering.max.kbytes")), (200 << 10) + 64);
  EXPECT_THAT(CheckKafkaOptions(options), IsEmpty());
}

TEST(KafkaConf, PassesPropertiesThroughOverItsDefaults) {
  const auto conf = MakeConf(ClientKind::kProducer, With("compression.type", "lz4"));
  ASSERT_TRUE(conf.ok());
  EXPECT_EQ(ValueOf(*conf, "compression.type"), "lz4");
}

TEST(KafkaConf, RefusesPropertiesThatWouldBreakDelivery) {
  for (const char* name : {"enable.auto.commit", "enable.auto.offset.store", "isolation.level", "enable.idempotence",
                           "acks", "group.id", "bootstrap.servers", "transactional.id",
                           "delivery.report.only.error", "test.mock.num.brokers"}) {
    EXPECT_THAT(CheckKafkaOptions(With(name, "x")),
                ElementsAre(HasSubstr("kafka.properties." + std::string(name) + " may not be set: ")));
  }
}

TEST(KafkaConf, BoundsHowLongARecordMayWaitForItsBroker) {
  for (const char* name : {"message.timeout.ms", "delivery.timeout.ms"}) {
    for (const char* value : {"0", "-1", "999", "600001", "2147483647", "60s"}) {
      EXPECT_THAT(CheckKafkaOptions(With(name, value)),
                  ElementsAre(AllOf(HasSubstr(name), HasSubstr("between 1000 and 600000"))))
          << value;
    }
    EXPECT_THAT(CheckKafkaOptions(With(name, "20000")), IsEmpty());
  }
}

TEST(KafkaConf, TheTransactionalIdIsMadeOfWhatOutlivesARestart) {
  KafkaOptions options;
  options.group = "news";
  options.instance = "pod-3";
  const auto conf = MakeConf(ClientKind::kTransactionalProducer, options, 2);
  ASSERT_TRUE(conf.ok());
  EXPECT_EQ(ValueOf(*conf, "transactional.id"), "news-pod-3-2");
  options.instance.clear();
  EXPECT_FALSE(InstanceOf(options).empty()) << "the host's name";
}

TEST(KafkaConf, ARecordIsGivenUpBeforeItsTransactionAndThatBeforeTheMembership) {
  const auto producer = MakeConf(ClientKind::kTransactionalProducer, KafkaOptions());
  const auto consumer = MakeConf(ClientKind::kConsumer, KafkaOptions());
  ASSERT_TRUE(producer.ok() && consumer.ok());
  EXPECT_LT(std::stoi(ValueOf(*producer, "message.timeout.ms")),
            std::stoi(ValueOf(*producer, "transaction.timeout.ms")));
  EXPECT_LT(std::stoi(ValueOf(*producer, "transaction.timeout.ms")),
            std::stoi(ValueOf(*consumer, "session.timeout.ms")));
}

TEST(KafkaConf, RefusesTimesThatBreakExactlyOnceUnderWhateverName) {
  EXPECT_THAT(CheckKafkaOptions(With("transaction.timeout.ms", "60000")),
              ElementsAre(HasSubstr("transaction.timeout.ms must be below session.timeout.ms")));
  for (const char* name : {"message.timeout.ms", "delivery.timeout.ms"}) {
    EXPECT_THAT(CheckKafkaOptions(With(name, "30000")),
                ElementsAre(HasSubstr("message.timeout.ms must be below transaction.timeout.ms")));
  }
  KafkaOptions options = With("transaction.timeout.ms", "60000");
  options.delivery = KafkaDelivery::kAtLeastOnce;
  EXPECT_THAT(CheckKafkaOptions(options), IsEmpty());
}

TEST(KafkaConf, TakesCooperativeRebalancesOnlyFromALibrdkafkaThatSurvivesThem) {
  const std::vector<std::string> faults =
      CheckKafkaOptions(With("partition.assignment.strategy", "cooperative-sticky"));
  if (MayRebalanceIncrementally()) {
    EXPECT_THAT(faults, IsEmpty());
  } else {
    EXPECT_THAT(faults, ElementsAre(HasSubstr("2.10 is the first that does not")));
  }
  EXPECT_THAT(CheckKafkaOptions(With("partition.assignment.strategy", "roundrobin")), IsEmpty());
}

TEST(KafkaConf, StaticMembershipIsAChoiceAndEachLaneAMember) {
  KafkaOptions options = With("group.instance.id", "pod-3");
  EXPECT_THAT(CheckKafkaOptions(options), IsEmpty());
  options.lanes = 2;
  const auto conf = MakeConf(ClientKind::kConsumer, options, 1);
  ASSERT_TRUE(conf.ok());
  EXPECT_EQ(ValueOf(*conf, "group.instance.id"), "pod-3-1");
}

TEST(KafkaConf, TakesAPatternOfTopicsUnlessItTakesInItsOwnOutput) {
  KafkaOptions options;
  options.input_topics = {"^news[.].*"};
  EXPECT_THAT(CheckKafkaOptions(options), IsEmpty());
  options.input_topics = {"^(news|events)"};
  EXPECT_THAT(CheckKafkaOptions(options), ElementsAre(HasSubstr("feed itself")));
  options.input_topics = {"^(news"};
  EXPECT_THAT(CheckKafkaOptions(options), ElementsAre(HasSubstr("no regular expression")));
}

TEST(KafkaConf, NamesAnUnknownProperty) {
  EXPECT_THAT(CheckKafkaOptions(With("no.such.thing", "1")),
              ElementsAre(AllOf(HasSubstr("kafka.properties.no.such.thing"), HasSubstr("has no such property"))));
}

TEST(KafkaConf, NamesTheKeyOfABadValueButNeverTheValue) {
  for (const char* name : {"security.protocol", "linger.ms", "sasl.oauthbearer.method"}) {
    EXPECT_THAT(CheckKafkaOptions(With(name, "pa55word")),
                ElementsAre(AllOf(HasSubstr(name), Not(HasSubstr("pa55word")))));
  }
}

TEST(KafkaConf, FindsSettingsThatOnlyTogetherAreWrong) {
  EXPECT_THAT(CheckKafkaOptions(With("session.timeout.ms", "3600000")), Not(IsEmpty()));
}

TEST(KafkaConf, RefusesToFeedItself) {
  KafkaOptions options;
  options.input_topics = {"articles", options.output_topic};
  EXPECT_THAT(CheckKafkaOptions(options), ElementsAre(HasSubstr("feed itself")));
}

TEST(KafkaConf, NamesEveryFaultAtOnce) {
  KafkaOptions options = With("no.such.thing", "1");
  options.brokers.clear();
  options.group.clear();
  options.output_topic = "not a topic";
  const std::vector<std::string> faults = CheckKafkaOptions(options);
  EXPECT_THAT(faults, Contains(HasSubstr("kafka.brokers")));
  EXPECT_THAT(faults, Contains(HasSubstr("kafka.group")));
  EXPECT_THAT(faults, Contains(HasSubstr("output.topic")));
  EXPECT_THAT(faults, Contains(HasSubstr("no.such.thing")));
}

TEST(KafkaStats, SeesWhetherAnyBrokerIsUp) {
  EXPECT_TRUE(AnyBrokerUp(R"({"brokers":{"a:1":{"nodeid":1,"state":"DOWN"},"b:1":{"nodeid":2,"state":"UP"}}})"));
  EXPECT_FALSE(AnyBrokerUp(R"({"brokers":{"a:1":{"nodeid":1,"state":"DOWN"},"b:1":{"state":"CONNECT"}}})"));
  EXPECT_FALSE(AnyBrokerUp(R"({"brokers":{}})"));
  EXPECT_FALSE(AnyBrokerUp("{\"brokers\":[1"));
}

}  // namespace
}  // namespace dongtin
