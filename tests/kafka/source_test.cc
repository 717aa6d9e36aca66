#include "daemon/kafka/source.h"

#include <gmock/gmock.h>

#include "tests/kafka/fixture.h"

namespace dongtin {
namespace {

using KafkaSourceTest = KafkaTest;

// Polls until the source is ready, or not ready, as wanted; false when that does not come in a generous time.
bool PollUntilReady(KafkaSource* source, bool ready) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < give_up) {
    source->Poll(std::chrono::milliseconds(50));
    if (source->NotReady().has_value() != ready) return true;
  }
  return false;
}

TEST_F(KafkaSourceTest, PassesKeyValueHeadersAndCoordinatesThrough) {
  RawMessage full = Message("key", "{\"id\":\"a\"}");
  full.headers = {{"traceparent", "00-1"}, {"twice", "1"}, {"twice", "2"}, {"null", std::nullopt}, {"empty", ""}};
  Feed({full, Message("", "")});

  const auto source = MakeSource();
  const std::vector<RawMessage> read = Read(source.get(), 2);
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].key, "key");
  EXPECT_EQ(read[0].value, "{\"id\":\"a\"}");
  EXPECT_EQ(read[0].headers, full.headers);
  EXPECT_EQ(read[0].at, (Coordinates{in(), 0, 0}));
  EXPECT_EQ(read[0].fallback_id, in() + "-0-0");
  EXPECT_GT(read[0].timestamp_ms, 1'700'000'000'000);
  EXPECT_EQ(read[1].key, "");
  EXPECT_EQ(read[1].value, "");
  EXPECT_EQ(read[1].at.offset, 1);
}

TEST_F(KafkaSourceTest, TellsAnAbsentKeyOrValueFromAnEmptyOne) {
  RawMessage tombstone = Message("key", "");
  tombstone.value.reset();
  RawMessage keyless = Message("", "value");
  keyless.key.reset();
  Feed({tombstone, keyless});

  const auto source = MakeSource();
  const std::vector<RawMessage> read = Read(source.get(), 2);
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].value, std::nullopt);
  EXPECT_EQ(read[1].key, std::nullopt);
}

TEST_F(KafkaSourceTest, IsReadyOnceItHasJoinedItsGroup) {
  const auto source = MakeSource();
  EXPECT_THAT(source->NotReady(), testing::Optional(testing::HasSubstr("join the consumer group " + options_.group)));
  EXPECT_TRUE(PollUntilReady(source.get(), true));
}

TEST_F(KafkaSourceTest, SaysThatTheBrokerIsLostAndComesBackWithIt) {
  const auto source = MakeSource();
  ASSERT_TRUE(PollUntilReady(source.get(), true));
  rd_kafka_mock_broker_set_down(Cluster().handle(), 1);
  ASSERT_TRUE(PollUntilReady(source.get(), false));
  EXPECT_THAT(*source->NotReady(), testing::HasSubstr(options_.brokers));
  rd_kafka_mock_broker_set_up(Cluster().handle(), 1);
  EXPECT_TRUE(PollUntilReady(source.get(), true));
}

TEST_F(KafkaSourceTest, WaitsForABrokerThatIsAbsentAtTheStart) {
  options_.brokers = "127.0.0.1:1";  // nobody listens there
  const auto source = MakeSource();
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (source->NotReady()->find("no broker") == std::string::npos && std::chrono::steady_clock::now() < give_up) {
    const Source::Polled polled = source->Poll(std::chrono::milliseconds(50));
    ASSERT_FALSE(std::holds_alternative<Source::End>(polled));
    const auto* error = std::get_if<IoError>(&polled);
    ASSERT_FALSE(error != nullptr && error->fatal) << error->message;
  }
  EXPECT_THAT(*source->NotReady(), testing::HasSubstr("no broker of 127.0.0.1:1 answers"));
}

TEST_F(KafkaSourceTest, ReportsAMissingTopicWithoutGivingUp) {
  options_.input_topics = {"nobody-made-this-topic"};
  options_.properties["allow.auto.create.topics"] = "false";
  rd_kafka_mock_topic_set_error(Cluster().handle(), "nobody-made-this-topic", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const auto source = MakeSource();
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  Source::Polled polled = Source::Idle{};
  while (std::holds_alternative<Source::Idle>(polled) && std::chrono::steady_clock::now() < give_up) {
    polled = source->Poll(std::chrono::milliseconds(50));
  }
  ASSERT_TRUE(std::holds_alternative<IoError>(polled));
  EXPECT_FALSE(std::get<IoError>(polled).fatal);
  EXPECT_THAT(std::get<IoError>(polled).message, testing::HasSubstr("nobody-made-this-topic"));
  EXPECT_TRUE(std::holds_alternative<Source::Idle>(source->Poll(std::chrono::milliseconds(0))));
  EXPECT_THAT(source->NotReady(), testing::Optional(testing::HasSubstr("nobody-made-this-topic")))
      << "as long as nothing comes";
}

TEST_F(KafkaSourceTest, GivesTheMessagesOfAPartitionUnderOneLease) {
  Feed({Message("a", "1"), Message("b", "2")});
  const auto source = MakeSource();
  const std::vector<RawMessage> read = Read(source.get(), 2);
  ASSERT_EQ(read.size(), 2u);
  EXPECT_NE(read[0].lease, 0u);
  EXPECT_EQ(read[0].lease, read[1].lease);
  EXPECT_TRUE(source->leases().IsLive(read[0].lease));
}

TEST_F(KafkaSourceTest, ARewindEndsTheLeaseAndReadsAgainFromTheCommittedOffset) {
  Feed({Message("a", "1"), Message("b", "2"), Message("c", "3")});
  const auto source = MakeSource();
  const std::vector<RawMessage> first = Read(source.get(), 3);
  ASSERT_EQ(first.size(), 3u);
  ASSERT_TRUE(source->Commit({{{in(), 0}, 1}}).ok());
  source->Rewind();
  EXPECT_FALSE(source->leases().IsLive(first[2].lease));
  const std::vector<RawMessage> again = Read(source.get(), 2);
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[0].at.offset, 1);
  EXPECT_EQ(again[1].at.offset, 2);
  EXPECT_NE(again[0].lease, first[0].lease);
  EXPECT_TRUE(source->leases().IsLive(again[0].lease));
}

TEST_F(KafkaSourceTest, ARewindBeforeAnyCommitGoesBackToWhereTheReadingBegan) {
  Feed({Message("a", "1"), Message("b", "2")});
  const auto source = MakeSource();
  ASSERT_EQ(Read(source.get(), 2).size(), 2u);
  source->Rewind();
  EXPECT_EQ(Read(source.get(), 1).at(0).at.offset, 0);
}

TEST_F(KafkaSourceTest, TwoMembersShareThePartitionsOutAndTheLeasesOfTheFirstEnd) {
  options_.input_topics = {"two-" + options_.group};
  ASSERT_TRUE(Cluster().CreateTopic(in(), 2).ok());
  Feed({Message("a", "1"), Message("b", "2"), Message("c", "3"), Message("d", "4")});
  const auto first = MakeSource();
  const std::vector<RawMessage> read = Read(first.get(), 1);
  ASSERT_EQ(read.size(), 1u);
  const auto second = MakeSource();
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (first->leases().IsLive(read[0].lease) && std::chrono::steady_clock::now() < give_up) {
    first->Poll(std::chrono::milliseconds(20));
    second->Poll(std::chrono::milliseconds(20));
  }
  EXPECT_FALSE(first->leases().IsLive(read[0].lease));
}

TEST_F(KafkaSourceTest, ReadsTopicsByAPattern) {
  Feed({Message("a", "1")});
  options_.input_topics = {"^in-ReadsTopicsByAPatt.*$"};
  EXPECT_EQ(Read(MakeSource().get(), 1).at(0).value, "1");
}

TEST_F(KafkaSourceTest, KnowsItsMembership) {
  const auto source = MakeSource();
  EXPECT_EQ(source->CurrentMembership(), nullptr) << "not joined yet";
  ASSERT_TRUE(PollUntilReady(source.get(), true));
  EXPECT_NE(source->CurrentMembership(), nullptr);
}

TEST_F(KafkaSourceTest, ReadsAgainWhatWasNotCommitted) {
  Feed({Message("a", "1"), Message("b", "2")});
  { ASSERT_EQ(Read(MakeSource().get(), 2).size(), 2u); }
  const auto again = MakeSource();
  EXPECT_EQ(Read(again.get(), 1).at(0).at.offset, 0);
}

// As often as it takes to make the source stop fetching.
void KeepAliveForLong(KafkaSource* source) {
  for (int i = 0; i < 100; ++i) source->KeepAlive();
}

TEST_F(KafkaSourceTest, GivesEveryMessageInOrderAfterALongWaitForRoom) {
  std::vector<RawMessage> messages;
  for (int i = 0; i < 50; ++i) messages.push_back(Message("k", std::to_string(i)));
  Feed(messages);
  const auto source = MakeSource();
  ASSERT_EQ(Read(source.get(), 1).at(0).at.offset, 0);
  KeepAliveForLong(source.get());
  Feed({Message("k", "came meanwhile")});
  KeepAliveForLong(source.get());
  const std::vector<RawMessage> rest = Read(source.get(), 50);
  ASSERT_EQ(rest.size(), 50u);
  for (std::size_t i = 0; i < rest.size(); ++i) EXPECT_EQ(rest[i].at.offset, static_cast<std::int64_t>(i) + 1);
}

TEST_F(KafkaSourceTest, KnowsThatItsBrokerIsLostWhileItIsOnlyKeptAlive) {
  const auto source = MakeSource();
  ASSERT_TRUE(PollUntilReady(source.get(), true));
  rd_kafka_mock_broker_set_down(Cluster().handle(), 1);
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!source->NotReady() && std::chrono::steady_clock::now() < give_up) source->KeepAlive();
  rd_kafka_mock_broker_set_up(Cluster().handle(), 1);
  EXPECT_TRUE(source->NotReady());
}

TEST_F(KafkaSourceTest, GivesItsPartitionToANewMemberWhileItIsOnlyKeptAlive) {
  const auto first = MakeSource();
  ASSERT_TRUE(PollUntilReady(first.get(), true));
  const auto second = MakeSource();
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (second->NotReady() && std::chrono::steady_clock::now() < give_up) {
    first->KeepAlive();
    second->Poll(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(second->NotReady(), std::nullopt);
}

}  // namespace
}  // namespace dongtin
