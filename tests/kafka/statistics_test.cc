#include "daemon/kafka/statistics.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace dongtin {
namespace {

// Cut down from what librdkafka 2.0.2 says.
constexpr char kConsumer[] = R"({"name":"dongtin#consumer-1","type":"consumer","ts":1,"replyq":2,"msg_cnt":0,
"brokers":{
 "localhost:9092/bootstrap":{"nodeid":-1,"state":"UP","connects":1,"disconnects":1,"req_timeouts":0,"txretries":0,"rtt":{"avg":1}},
 "kafka-1:9092/1":{"nodeid":1,"state":"UP","connects":3,"disconnects":2,"req_timeouts":4,"txretries":5,"rtt":{"avg":1500}},
 "kafka-2:9092/2":{"nodeid":2,"state":"DOWN","connects":1,"disconnects":1,"req_timeouts":0,"txretries":0,"rtt":{"avg":0}}},
"topics":{"in":{"topic":"in","partitions":{
 "0":{"partition":0,"fetch_state":"active","fetchq_cnt":7,"fetchq_size":700,"next_offset":17,"hi_offset":20},
 "1":{"partition":1,"fetch_state":"none","fetchq_cnt":0,"fetchq_size":0,"next_offset":0,"hi_offset":-1001},
 "-1":{"partition":-1,"fetch_state":"none"}}}},
"cgrp":{"state":"up","rebalance_cnt":2}})";

TEST(ParseStatistics, ReadsAConsumer) {
  const auto statistics = ParseStatistics(kConsumer);
  ASSERT_TRUE(statistics.has_value());
  EXPECT_FALSE(statistics->producer);
  EXPECT_EQ(statistics->connects, 5);
  EXPECT_EQ(statistics->disconnects, 4);
  EXPECT_EQ(statistics->request_timeouts, 4);
  EXPECT_EQ(statistics->request_retries, 5);
  EXPECT_EQ(statistics->replies, 2);
  EXPECT_EQ(statistics->rebalances, 2);
  EXPECT_EQ(statistics->queued_messages, 7);
  EXPECT_EQ(statistics->queued_bytes, 700);
  ASSERT_EQ(statistics->brokers.size(), 2U);
  EXPECT_EQ(statistics->brokers[0].name, "kafka-1:9092/1");
  EXPECT_TRUE(statistics->brokers[0].up);
  EXPECT_DOUBLE_EQ(statistics->brokers[0].rtt_seconds, 0.0015);
  EXPECT_FALSE(statistics->brokers[1].up);
  ASSERT_EQ(statistics->partitions.size(), 2U);
  EXPECT_TRUE(statistics->partitions[0].active);
  EXPECT_EQ(statistics->partitions[0].end, 20);
  EXPECT_EQ(statistics->partitions[0].next, 17);
  EXPECT_FALSE(statistics->partitions[1].active);
}

TEST(ParseStatistics, ReadsATransactionalProducer) {
  const auto statistics = ParseStatistics(
      R"({"type":"producer","msg_cnt":3,"msg_size":300,"brokers":{},"topics":{"out":{"partitions":{"0":{"partition":0}}}},
          "eos":{"txn_state":"InTransaction","txn_stateage":1500}})");
  ASSERT_TRUE(statistics.has_value());
  EXPECT_TRUE(statistics->producer);
  EXPECT_EQ(statistics->queued_messages, 3);
  EXPECT_EQ(statistics->queued_bytes, 300);
  EXPECT_EQ(statistics->transaction_state, "InTransaction");
  EXPECT_DOUBLE_EQ(statistics->transaction_state_seconds, 1.5);
  EXPECT_TRUE(statistics->partitions.empty());
}

TEST(ParseStatistics, TakesNothingElse) {
  for (const char* const text : {"", "{", "[]", "{}", "null", "{\"brokers\":[]}", "\xff"}) {
    EXPECT_FALSE(ParseStatistics(text).has_value()) << text;
  }
}

TEST(ParseStatistics, SurvivesDamage) {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    std::string text = kConsumer;
    for (int i = 0; i < 3; ++i) text[random() % text.size()] = static_cast<char>(32 + random() % 95);
    static_cast<void>(ParseStatistics(text));
  }
}

}  // namespace
}  // namespace dongtin
