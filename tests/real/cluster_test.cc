// The harness itself on a real broker: what the verdicts of the other tests rest on.
#include "tests/real/cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "tests/real/broker.h"
#include "tests/real/options.h"

namespace dongtin {
namespace {

using ::testing::ElementsAre;

constexpr int kPatienceMs = 30'000;

// A producer with an open transaction that has written one record to `topic`.
KafkaClient WriteInTransaction(const std::string& brokers, const std::string& topic, const std::string& value) {
  KafkaConf conf(rd_kafka_conf_new());
  char reason[256];
  for (const auto& [name, text] : {std::pair("bootstrap.servers", brokers.c_str()),
                                   std::pair("transactional.id", "cluster-test"), std::pair("linger.ms", "0")}) {
    EXPECT_EQ(rd_kafka_conf_set(conf.get(), name, text, reason, sizeof(reason)), RD_KAFKA_CONF_OK) << reason;
  }
  rd_kafka_conf_set_log_cb(conf.get(), nullptr);
  KafkaClient producer(rd_kafka_new(RD_KAFKA_PRODUCER, conf.release(), reason, sizeof(reason)));
  EXPECT_EQ(rd_kafka_init_transactions(producer.get(), kPatienceMs), nullptr);
  EXPECT_EQ(rd_kafka_begin_transaction(producer.get()), nullptr);
  EXPECT_EQ(rd_kafka_producev(producer.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                              RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()), RD_KAFKA_V_END),
            RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_EQ(rd_kafka_flush(producer.get(), kPatienceMs), RD_KAFKA_RESP_ERR_NO_ERROR);
  return producer;
}

// Soon: a commit is answered when it is decided, and the marker that readers wait for is written after that.
bool NoTransactionStaysOpen(Cluster* cluster) {
  return Eventually(std::chrono::milliseconds(kPatienceMs), [&] { return !cluster->HasOpenTransaction("t"); });
}

std::vector<std::string> Values(Cluster* cluster, Isolation isolation) {
  std::vector<std::string> values;
  for (const Record& record : cluster->ReadAll("t", isolation, std::chrono::seconds(30))) {
    values.push_back(record.value.value_or("null"));
  }
  return values;
}

TEST(RealCluster, TellsOpenCommittedAndAbortedTransactionsApart) {
  DONGTIN_NEEDS_KAFKA(RealKafka());
  const RealBroker broker(RealKafka());
  Cluster cluster(broker.address());
  cluster.CreateTopic("t", 1);
  EXPECT_FALSE(cluster.HasOpenTransaction("t"));

  KafkaClient producer = WriteInTransaction(broker.address(), "t", "kept");
  EXPECT_TRUE(cluster.HasOpenTransaction("t"));
  EXPECT_THAT(Values(&cluster, Isolation::kCommitted), ElementsAre());
  EXPECT_THAT(Values(&cluster, Isolation::kUncommitted), ElementsAre("kept"));
  EXPECT_EQ(rd_kafka_commit_transaction(producer.get(), kPatienceMs), nullptr);
  EXPECT_TRUE(NoTransactionStaysOpen(&cluster));

  producer = WriteInTransaction(broker.address(), "t", "left");
  EXPECT_TRUE(cluster.HasOpenTransaction("t"));
  // Its successor fences it, as that of a daemon that was killed does.
  producer = WriteInTransaction(broker.address(), "t", "aborted");
  EXPECT_EQ(rd_kafka_abort_transaction(producer.get(), kPatienceMs), nullptr);
  EXPECT_TRUE(NoTransactionStaysOpen(&cluster));
  EXPECT_THAT(Values(&cluster, Isolation::kCommitted), ElementsAre("kept"));
  EXPECT_THAT(Values(&cluster, Isolation::kUncommitted), ElementsAre("kept", "left", "aborted"));
}

TEST(RealCluster, KeepsItsRecordsWhenTheBrokerIsStoppedOrKilled) {
  DONGTIN_NEEDS_KAFKA(RealKafka());
  RealBroker broker(RealKafka());
  Cluster cluster(broker.address());
  cluster.CreateTopic("t", 1);
  Writer writer(broker.address());
  writer.Send("t", "k", "first", {{"h", "v"}, {"null", std::nullopt}});
  writer.Flush(std::chrono::seconds(30));
  broker.Stop();
  broker.Start();
  writer.Send("t", std::nullopt, std::nullopt);
  writer.Flush(std::chrono::seconds(30));
  broker.Kill();
  broker.Start();
  const std::vector<Record> records = cluster.ReadAll("t", Isolation::kCommitted, std::chrono::seconds(30));
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].key, "k");
  EXPECT_EQ(records[0].HeaderOf("h"), "v");
  EXPECT_THAT(records[0].headers, ElementsAre(Header{"h", "v"}, Header{"null", std::nullopt}));
  EXPECT_EQ(records[1].key, std::nullopt);
  EXPECT_EQ(records[1].value, std::nullopt);
  EXPECT_EQ(cluster.Ends("t", Isolation::kCommitted).at(0), 2);
}

}  // namespace
}  // namespace dongtin
