#include "daemon/kafka/sink.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/kafka/fixture.h"

namespace dongtin {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

// At least once: the mock cluster keeps no offsets of transactions. Those are in transaction_test.cc.
class KafkaSinkTest : public KafkaTest {
 protected:
  KafkaSinkTest() { options_.delivery = KafkaDelivery::kAtLeastOnce; }

  static std::vector<std::string> Values(const std::vector<RawMessage>& messages) {
    std::vector<std::string> values;
    for (const RawMessage& message : messages) values.push_back(message.value.value_or("<tombstone>"));
    return values;
  }
  std::vector<std::string> OutputValues() { return Values(Contents(options_.output_topic)); }

  // As the runner does: the same batch again after a pause, here for no longer than a generous time.
  static bool WriteUntilTaken(Sink* sink, std::span<const Delivery> batch) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < give_up) {
      if (sink->Write(batch).ok()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
  }

  void FailNext(std::int16_t api, std::vector<rd_kafka_resp_err_t> errors) {
    rd_kafka_mock_push_request_errors_array(Cluster().handle(), api, errors.size(), errors.data());
  }
};

TEST_F(KafkaSinkTest, WritesAnEventUnderItsKeyWithCloudEventsHeaders) {
  RawMessage message = Message("the key", "raw");
  message.headers = {{"traceparent", "00-abc"}};
  Feed({message});
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  ASSERT_TRUE(sink->Write(Events(Read(source.get(), 1))).ok());

  const std::vector<RawMessage> out = Contents(options_.output_topic);
  ASSERT_THAT(out, SizeIs(1));
  EXPECT_EQ(out[0].key, "the key");
  EXPECT_EQ(out[0].value, "{\"n\":0}");
  EXPECT_EQ(HeaderOf(out[0], "ce_specversion"), "1.0");
  EXPECT_EQ(HeaderOf(out[0], "ce_id"), in() + "-0-0");
  EXPECT_EQ(HeaderOf(out[0], "content-type"), "application/json");
  EXPECT_EQ(HeaderOf(out[0], "traceparent"), "00-abc");
}

TEST_F(KafkaSinkTest, WritesARejectUnchangedToTheDeadLetterTopicWithTheReason) {
  RawMessage broken = Message("k", std::string("not JSON \xff\0", 11));
  broken.headers = {{"content-type", "text/x-own"}};
  Feed({broken});
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  std::vector<Delivery> batch = Events(Read(source.get(), 1));
  ASSERT_THAT(batch, SizeIs(1));
  batch[0].outcome = Rejected{"x", {RejectReason::kBadJson, "no object begins here"}};
  ASSERT_TRUE(sink->Write(batch).ok());

  EXPECT_THAT(Contents(options_.output_topic), SizeIs(0));
  const std::vector<RawMessage> dead = Contents(options_.dead_letter_topic);
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_EQ(dead[0].key, broken.key);
  EXPECT_EQ(dead[0].value, broken.value);
  EXPECT_EQ(HeaderOf(dead[0], "content-type"), "text/x-own");
  EXPECT_EQ(HeaderOf(dead[0], "dongtin.reason"), "bad_json");
  EXPECT_EQ(HeaderOf(dead[0], "dongtin.detail"), "no object begins here");
  EXPECT_EQ(HeaderOf(dead[0], "dongtin.topic"), in());
  EXPECT_EQ(HeaderOf(dead[0], "dongtin.offset"), "0");
  EXPECT_EQ(Committed(), 1);
}

TEST_F(KafkaSinkTest, WritesATombstoneForATakedownAndNothingForADroppedCopy) {
  RawMessage takedown = Message("gone", "");
  takedown.value.reset();
  Feed({takedown, Message("copy", "text")});
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  std::vector<Delivery> batch = Events(Read(source.get(), 2));
  ASSERT_THAT(batch, SizeIs(2));
  batch[0].outcome = Takedown{};
  batch[1].outcome = Dropped{};
  ASSERT_TRUE(sink->Write(batch).ok());

  const std::vector<RawMessage> out = Contents(options_.output_topic);
  ASSERT_THAT(out, SizeIs(1));
  EXPECT_EQ(out[0].key, "gone");
  EXPECT_EQ(out[0].value, std::nullopt);
  EXPECT_EQ(Committed(), 2) << "a dropped copy is done as well";
}

TEST_F(KafkaSinkTest, CommitsNothingWhileTheOutputRefusesAndLosesNothingWhenItTakesAgain) {
  Feed({Message("a", "1"), Message("b", "2")});
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  const std::vector<Delivery> batch = Events(Read(source.get(), 2));
  ASSERT_THAT(batch, SizeIs(2));

  FailNext(kProduceApi, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  const WriteStatus refused = sink->Write(batch);
  ASSERT_FALSE(refused.ok());
  EXPECT_FALSE(refused.error().fatal);
  EXPECT_THAT(refused.error().message, testing::HasSubstr(options_.output_topic));
  EXPECT_EQ(Committed(), -1);

  EXPECT_TRUE(WriteUntilTaken(sink.get(), batch));
  EXPECT_THAT(OutputValues(), ElementsAre("{\"n\":0}", "{\"n\":1}"));
  EXPECT_EQ(Committed(), 2);
}

TEST_F(KafkaSinkTest, RidesOutTransientErrorsOfTheBroker) {
  Feed({Message("a", "1"), Message("b", "2"), Message("c", "3")});
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  const std::vector<Delivery> batch = Events(Read(source.get(), 3));
  FailNext(kProduceApi, {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                         RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT});
  ASSERT_TRUE(sink->Write(batch).ok());
  EXPECT_THAT(OutputValues(), ElementsAre("{\"n\":0}", "{\"n\":1}", "{\"n\":2}"));
  EXPECT_EQ(Committed(), 3);
}

TEST_F(KafkaSinkTest, TriesOnlyTheCommitAgainWhenOnlyTheCommitFailed) {
  Feed({Message("a", "1")});
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  const std::vector<Delivery> batch = Events(Read(source.get(), 1));
  FailNext(kOffsetCommitApi, {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED});
  EXPECT_FALSE(sink->Write(batch).ok());
  EXPECT_EQ(Committed(), -1);
  EXPECT_TRUE(sink->Write(batch).ok());
  EXPECT_EQ(Committed(), 1);
  EXPECT_THAT(OutputValues(), ElementsAre("{\"n\":0}"));
}

TEST_F(KafkaSinkTest, GoesOnWhenTheGroupHasGivenThePartitionToAnother) {
  Feed({Message("a", "1")});
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  const std::vector<Delivery> batch = Events(Read(source.get(), 1));
  FailNext(kOffsetCommitApi, {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION});
  EXPECT_TRUE(sink->Write(batch).ok());
}

TEST_F(KafkaSinkTest, SetsARecordAsideThatTheBrokerRefusesForGood) {
  Feed({Message("a", "raw a"), Message("b", "raw b")});
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  const std::vector<Delivery> batch = Events(Read(source.get(), 2));
  // The request of both, then that of the first alone.
  FailNext(kProduceApi, {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  const WriteStatus result = sink->Write(batch);
  ASSERT_TRUE(result.ok());
  EXPECT_THAT(result->undeliverable, ElementsAre(0u));

  EXPECT_THAT(OutputValues(), ElementsAre("{\"n\":1}"));
  const std::vector<RawMessage> dead = Contents(options_.dead_letter_topic);
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_EQ(dead[0].value, "raw a");
  EXPECT_EQ(HeaderOf(dead[0], "dongtin.reason"), "undeliverable");
  EXPECT_THAT(HeaderOf(dead[0], "dongtin.detail"), testing::Optional(testing::HasSubstr("max.message.bytes")));
  EXPECT_EQ(Committed(), 2);
}

TEST_F(KafkaSinkTest, TellsOfARecordSetAsideAlsoWhenTheCommitTookASecondTry) {
  options_.max_bytes = 1000;
  Feed({Message("a", "raw")});
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  std::vector<Delivery> batch = Events(Read(source.get(), 1));
  ASSERT_THAT(batch, SizeIs(1));
  batch[0].outcome = Event{"a", std::string(100'000, 'x')};
  FailNext(kOffsetCommitApi, {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED});
  EXPECT_FALSE(sink->Write(batch).ok());
  const WriteStatus result = sink->Write(batch);
  ASSERT_TRUE(result.ok());
  EXPECT_THAT(result->undeliverable, ElementsAre(0u));
}

TEST_F(KafkaSinkTest, SetsAnEventAsideThatIsLongerThanAllRecordsMayBe) {
  options_.max_bytes = 1000;  // outputs: 64 KiB more
  Feed({Message("a", "raw"), Message("b", "raw")});
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  std::vector<Delivery> batch = Events(Read(source.get(), 2));
  ASSERT_THAT(batch, SizeIs(2));
  batch[0].outcome = Event{"a", std::string(100'000, 'x')};
  ASSERT_TRUE(sink->Write(batch).ok());
  EXPECT_THAT(OutputValues(), ElementsAre("{\"n\":1}"));
  EXPECT_THAT(Values(Contents(options_.dead_letter_topic)), ElementsAre("raw"));
}

TEST_F(KafkaSinkTest, LeavesTheValueOutWhereTheDeadLetterTopicCannotTakeItAndTellsItsSizeAndHash) {
  Feed({Message("a", std::string(100'000, 'x'))});
  options_.max_bytes = 1000;
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  std::vector<Delivery> batch = Events(Read(source.get(), 1));
  ASSERT_THAT(batch, SizeIs(1));
  batch[0].outcome = Rejected{"a", {RejectReason::kTooLarge, "longer than input.max_bytes"}};
  ASSERT_TRUE(sink->Write(batch).ok());
  const std::vector<RawMessage> dead = Contents(options_.dead_letter_topic);
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_EQ(dead[0].key, "a");
  EXPECT_EQ(dead[0].value, std::nullopt);
  EXPECT_EQ(HeaderOf(dead[0], "dongtin.reason"), "too_large");
  EXPECT_EQ(HeaderOf(dead[0], "dongtin.value_size"), "100000");
  EXPECT_THAT(HeaderOf(dead[0], "dongtin.value_hash"), testing::Optional(SizeIs(16)));
}

TEST_F(KafkaSinkTest, LeavesTheKeyAndForeignHeadersOutWhereTheyAreTooLongThemselves) {
  RawMessage message = Message(std::string(80'000, 'k'), "value");
  message.headers = {{"long", std::string(80'000, 'h')}};
  Feed({message});
  options_.max_bytes = 1000;
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  ASSERT_TRUE(sink->Write(Events(Read(source.get(), 1))).ok());
  const std::vector<RawMessage> dead = Contents(options_.dead_letter_topic);
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_EQ(dead[0].key, std::nullopt);
  EXPECT_EQ(HeaderOf(dead[0], "long"), std::nullopt);
  EXPECT_EQ(HeaderOf(dead[0], "dongtin.reason"), "undeliverable");
  EXPECT_EQ(HeaderOf(dead[0], "dongtin.offset"), "0");
}

TEST_F(KafkaSinkTest, LeavesOutMessagesThatTheSourceHasLost) {
  Feed({Message("a", "1"), Message("b", "2")});
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  const std::vector<Delivery> batch = Events(Read(source.get(), 2));
  ASSERT_THAT(batch, SizeIs(2));
  source->Rewind();
  const WriteStatus status = sink->Write(batch);
  ASSERT_TRUE(status.ok());
  EXPECT_THAT(status->stale, ElementsAre(0, 1));
  EXPECT_THAT(OutputValues(), SizeIs(0));
  EXPECT_EQ(Committed(), -1);
}

TEST_F(KafkaSinkTest, ShortensAnEventBeforeItSetsItAside) {
  Feed({Message("a", "raw")});
  const auto source = MakeSource();
  const auto sink = MakeSink({.source = source.get(), .shorten = [](const std::string& json, std::size_t max_bytes) {
                                EXPECT_GT(json.size(), max_bytes);
                                return std::optional<std::string>("short");
                              }});
  std::vector<Delivery> batch = Events(Read(source.get(), 1));
  ASSERT_THAT(batch, SizeIs(1));
  batch[0].outcome = Event{"a", std::string(1'200'000, 'x')};
  FailNext(kProduceApi, {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  const WriteStatus status = sink->Write(batch);
  ASSERT_TRUE(status.ok());
  EXPECT_THAT(status->undeliverable, SizeIs(0));
  EXPECT_THAT(OutputValues(), ElementsAre("short"));
  EXPECT_EQ(Committed(), 1);
}

TEST_F(KafkaSinkTest, LetsARestartGoOnBehindTheLastBatchThatWasWritten) {
  Feed({Message("a", "1"), Message("b", "2"), Message("c", "3")});
  {
    const auto source = MakeSource();
    const auto sink = MakeSink(source.get());
    const std::vector<Delivery> read = Events(Read(source.get(), 3));
    ASSERT_THAT(read, SizeIs(3));
    ASSERT_TRUE(sink->Write(std::span(read).first(2)).ok());
  }
  const auto source = MakeSource();
  const std::vector<RawMessage> next = Read(source.get(), 1);
  ASSERT_THAT(next, SizeIs(1));
  EXPECT_EQ(next[0].key, "c");
}

}  // namespace
}  // namespace dongtin
